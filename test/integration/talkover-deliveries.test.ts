import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import {
  ADMIN_TOKEN,
  type AppTenant,
  ENCRYPTION_KEY,
  startApp,
  type TestApp,
} from "../support/app.ts";
import { recordingLog } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import {
  carrierSays,
  ENDED,
  keyOf,
  newAgent,
  STARTED,
  type TalkoverRequest,
  talkover,
} from "../support/talkover.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET = "optional_secret_for_hmac";
const BOT = "+12137771234";

type DeliveryRow = {
  readonly event_key: string;
  readonly status: string;
  readonly reason: string | null;
  readonly attempts: number;
};

let app: TestApp;
let tenant: AppTenant;
let agentId: string;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app[Symbol.asyncDispose]());

beforeEach(async () => {
  tenant = await app.tenant();
  agentId = await newAgent(app, tenant, [BOT]);
});

function api(request: string, options?: TalkoverRequest) {
  return talkover(app.url, keyOf(tenant), request, options);
}

async function newWebhook(sink: Pick<Sink, "url">, settings: object = {}): Promise<string> {
  const body = { name: "W", webhook_url: sink.url, events: [STARTED, ENDED], ...settings };
  const created = await api(`POST /${agentId}/webhooks`, { body });
  expect(created.status).toBe(201);
  return `/${agentId}/webhooks/${created.body.data.id}`;
}

/** Newest last. */
function deliveries(): Promise<readonly DeliveryRow[]> {
  return app.query<DeliveryRow>(
    `select event_key, status, reason, attempts from deliveries
     where workspace_id = $1 and not is_test order by id`,
    [tenant.workspaceId],
  );
}

async function ended(): Promise<readonly DeliveryRow[]> {
  return waitFor(async () => {
    const all = await deliveries();
    return all.length > 0 && all.every(({ status }) => status !== "pending") && all;
  });
}

describe("deliveries", () => {
  it("are signed with the secret given, over the body, and of this agent alone", async () => {
    await using sink = await createSink();
    await newWebhook(sink, { webhook_secret: SECRET });
    await newAgent(app, tenant, ["+12130000000"]);
    await carrierSays(app.url, tenant, { from: "+12130000000", status: "in-progress" });
    const call = { id: randomUUID(), from: BOT };
    await carrierSays(app.url, tenant, { ...call, status: "in-progress" });
    await sink.received(1);
    await carrierSays(app.url, tenant, { ...call, status: "completed" });
    const requests = await sink.received(2);
    expect(requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      { event: STARTED, agent_id: agentId, data: { call_id: call.id } },
      { event: ENDED, agent_id: agentId, data: { call_id: call.id, duration: 60 } },
    ]);
    for (const { headers, body } of requests) {
      const digest = createHmac("sha256", SECRET).update(body).digest("hex");
      expect(headers["x-webhook-signature"]).toBe(`sha256=${digest}`);
    }
    expect(await deliveries()).toHaveLength(2);
  });

  it("keep their secret when an update gives none, and change it with the next that does", async () => {
    await using sink = await createSink();
    const one = await newWebhook(sink, { webhook_secret: SECRET });
    for (const [index, given] of [null, "", "another"].entries()) {
      await api(`PUT ${one}`, { body: { webhook_secret: given } });
      await carrierSays(app.url, tenant, { from: BOT, status: "in-progress" });
      const { headers, body } = (await sink.received(index + 1)).at(-1) ?? expect.fail();
      const digest = createHmac("sha256", given || SECRET)
        .update(body)
        .digest("hex");
      expect(headers["x-webhook-signature"]).toBe(`sha256=${digest}`);
    }
  });

  it.each([0, 1])("are tried again %i times where max_retries says so", async (retries) => {
    await using sink = await createSink(() => ({ status: 500 }));
    await newWebhook(sink, { max_retries: retries });
    await carrierSays(app.url, tenant, { from: BOT, status: "in-progress" });
    expect(await ended()).toMatchObject([{ status: "failed", attempts: retries + 1 }]);
    expect(sink.requests.map(({ attempt }) => attempt)).toEqual([1, 2].slice(0, retries + 1));
    const [first, second] = sink.requests;
    if (first && second) expect(second.at - first.at).toBeGreaterThan(850);
  });
});

describe("test", () => {
  it("sends a sample of the first event, or of the one asked for", async () => {
    await using sink = await createSink(() => ({ status: 202, body: "thanks" }));
    const one = await newWebhook(sink, { webhook_secret: SECRET, events: [ENDED, STARTED] });
    for (const [request, event] of [
      [{}, ENDED],
      [{ body: { event: STARTED } }, STARTED],
    ] as const) {
      const tested = await api(`POST ${one}/test`, request);
      expect(tested.status).toBe(200);
      expect(tested.body).toEqual({
        success: true,
        message: "Webhook test sent successfully",
        data: {
          webhook_id: one.split("/").at(-1),
          event,
          event_id: expect.stringMatching(/^evt_test_[0-9a-f]{32}$/),
          delivery_id: expect.any(String),
          status_code: 202,
          response_body: "thanks",
          response_time: expect.any(Number),
          error: null,
        },
      });
      const { headers, body } = sink.requests.at(-1) ?? expect.fail();
      expect(JSON.parse(body)).toMatchObject({ event, agent_id: agentId });
      const digest = createHmac("sha256", SECRET).update(body).digest("hex");
      expect(headers["x-webhook-signature"]).toBe(`sha256=${digest}`);
    }
  });

  it("tells that the endpoint did not take it", async () => {
    await using sink = await createSink(() => ({ status: 503, body: "later" }));
    const one = await newWebhook(sink);
    const tested = await api(`POST ${one}/test`);
    expect(tested.status).toBe(200);
    expect(tested.body).toMatchObject({
      success: false,
      message: expect.stringMatching(/^Webhook test failed: /),
      data: { status_code: 503, response_body: "later" },
    });
    expect(sink.requests).toHaveLength(1);
  });

  it.each([STARTED, "call.callEnded", 7])("refuses %s, which it does not send", async (event) => {
    await using sink = await createSink();
    const one = await newWebhook(sink, { events: [ENDED] });
    const refused = await api(`POST ${one}/test`, { body: { event } });
    expect(refused.status).toBe(422);
    expect(refused.body).toEqual({
      message: "The given data was invalid.",
      errors: { event: ["The selected event is invalid."] },
    });
    expect(sink.requests).toHaveLength(0);
  });
});

describe("a change made through one process", () => {
  /** Another process of the same gateway. */
  async function startAnother(): Promise<AsyncDisposable & { readonly url: string }> {
    const another = await createApp({
      config: readConfig({ PORT: "0", DATA_DIR: app.dataDir }),
      connectionString: app.connectionString,
      encryptionKeys: [ENCRYPTION_KEY],
      adminToken: ADMIN_TOKEN,
      log: recordingLog(),
    });
    await another.start();
    return {
      url: another.publicUrl(),
      [Symbol.asyncDispose]: () => another[Symbol.asyncDispose](),
    };
  }

  it("holds for the very next event that comes in through another", async () => {
    await using sink = await createSink();
    await using elsewhere = await createSink();
    await using another = await startAnother();
    const call = { id: randomUUID(), from: BOT };
    /** What the next event becomes, as it is committed when the carrier is answered. */
    async function next(status: string, id: string = randomUUID()) {
      const before = (await deliveries()).length;
      await carrierSays(another.url, tenant, { ...call, id, status });
      return (await deliveries()).slice(before);
    }
    // So that the other process knows the workspace as it was.
    expect(await next("in-progress")).toEqual([]);

    const one = await newWebhook(sink);
    expect(await next("in-progress", call.id)).toMatchObject([{ event_key: STARTED }]);
    await api(`PATCH ${one}`, { body: { events: [ENDED] } });
    expect(await next("in-progress")).toEqual([]);
    expect(await next("completed", call.id)).toMatchObject([{ event_key: ENDED }]);
    await sink.received(2);

    await api(`PATCH ${one}`, { body: { webhook_url: elsewhere.url, events: [STARTED] } });
    expect(await next("in-progress")).toMatchObject([{ event_key: STARTED }]);
    await elsewhere.received(1);
    await api(`PUT ${one}`, { body: { enabled: false } });
    expect(await next("in-progress")).toMatchObject([{ status: "suppressed" }]);
    await api(`PUT ${one}`, { body: { enabled: true } });
    expect(await next("in-progress")).toMatchObject([{ event_key: STARTED, reason: null }]);
    await elsewhere.received(2);
    await api(`DELETE ${one}`);
    expect(await next("in-progress")).toEqual([]);
    expect(sink.requests).toHaveLength(2);
    expect(elsewhere.requests).toHaveLength(2);
  });
});
