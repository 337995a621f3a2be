import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiOf } from "../support/api.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { createSink } from "../support/sink.ts";

let app: TestApp;
let api: Api;

beforeAll(async () => {
  app = await startApp();
  api = apiOf(app, await app.tenant());
});

afterAll(() => app[Symbol.asyncDispose]());

async function idOf(request: string, body: object): Promise<string> {
  const made = await api(request, { body });
  expect(made.status).toBe(201);
  return made.body.id;
}

function newAgent(name: string): Promise<string> {
  return idOf("POST /v1/agents", { name });
}

function newWebhook(agentIds: readonly string[] | null): Promise<string> {
  const url = "http://127.0.0.1:7777/hook";
  return idOf("POST /v1/webhooks", { url, agentIds, eventKeys: ["tool.invoked"] });
}

async function subscriptionOf(webhookId: string): Promise<string> {
  const { body } = await api(`GET /v1/webhooks/${webhookId}/subscriptions`);
  return body.data[0].id;
}

/** How often the database had to break off a transaction that waited for one that waited for it. */
async function deadlocks(): Promise<number> {
  await app.query("select pg_stat_force_next_flush()");
  const [row] = await app.query<{ deadlocks: string }>(
    "select deadlocks from pg_stat_database where datname = current_database()",
  );
  return Number(row?.deadlocks);
}

const ROUNDS = 8;

describe("changes of one workspace at the same time", () => {
  it("removes an agent while webhooks that are limited to it change", async () => {
    const kept = await newAgent("kept");
    const statuses: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const agent = await newAgent(`agent ${round}`);
      const webhooks = await Promise.all([1, 2, 3, 4].map(() => newWebhook([kept, agent])));
      const answers = await Promise.all([
        ...webhooks.map((id) => api(`PATCH /v1/webhooks/${id}`, { body: { name: "before" } })),
        api(`DELETE /v1/agents/${agent}`),
        ...webhooks.map((id) => api(`PATCH /v1/webhooks/${id}`, { body: { name: "after" } })),
      ]);
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(new Set(statuses)).toEqual(new Set([200, 204]));
    expect(await deadlocks()).toBe(0);
  }, 60_000);

  it("changes a subscription while the webhook's event keys are replaced", async () => {
    const eventKeys = ["tool.invoked", "call.callEnded"];
    const statuses: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const webhook = await newWebhook(null);
      const subscription = `/v1/webhooks/${webhook}/subscriptions/${await subscriptionOf(webhook)}`;
      const answers = await Promise.all(
        [true, false, true].flatMap((isActive) => [
          api(`PATCH ${subscription}`, { body: { isActive } }),
          api(`PATCH /v1/webhooks/${webhook}`, { body: { eventKeys } }),
        ]),
      );
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await deadlocks()).toBe(0);
  }, 60_000);

  it("switches a webhook on again while the gateway switches it off", async () => {
    await using sink = await createSink(() => ({ status: 410 }));
    const webhook = await idOf("POST /v1/webhooks", { url: sink.url, eventKeys: ["tool.invoked"] });
    const data = { toolIdentifier: "t", result: { success: true } };
    const events = Array.from({ length: 5 }, () => ({ type: "tool.invoked", data }));
    const statuses: number[] = [];
    for (let round = 0; round < 5 * ROUNDS; round++) {
      const answers = await Promise.all([
        api("POST /v1/events/batch", { body: { events } }),
        ...[1, 2, 3].map((port) =>
          api(`PATCH /v1/webhooks/${webhook}`, {
            body: { isActive: true, url: `${sink.url}/${round}/${port}` },
          }),
        ),
      ]);
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(new Set(statuses)).toEqual(new Set([200, 202]));
    expect(await deadlocks()).toBe(0);
  }, 60_000);

  it("limits no webhook to an agent that is being removed", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const agent = await newAgent(`agent ${round}`);
      const url = "http://127.0.0.1:7777/hook";
      const [removal, ...made] = await Promise.all([
        api(`DELETE /v1/agents/${agent}`),
        ...[1, 2, 3].map(() => api("POST /v1/webhooks", { body: { url, agentIds: [agent] } })),
      ]);
      const limited = made.filter(({ status }) => status === 201).length;
      expect(removal?.status).toBe(limited === 0 ? 204 : 409);
    }
  }, 60_000);
});
