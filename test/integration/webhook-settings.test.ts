import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hmacBase64 } from "#src/security/hmac.ts";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";

const SECRET = "a secret of the tenant";
const NOBODY = "01890000-0000-7000-8000-ffffffffffff";
const TOOL = { type: "tool.invoked", data: { toolIdentifier: "t", result: { success: true } } };

let app: TestApp;
let ours: AppTenant;
let theirs: AppTenant;
let api: Api;
let sink: Sink;
let agents: readonly string[];
let workflow: string;

beforeAll(async () => {
  app = await startApp();
  theirs = await app.tenant();
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink();
  ours = await app.tenant();
  api = apiOf(app, ours);
  agents = [
    await made("POST /v1/agents", { name: "A" }),
    await made("POST /v1/agents", { name: "B" }),
  ];
  workflow = await made("POST /v1/workflows", { name: "W", reference: "wf_1" });
});

afterAll(async () => {
  await sink?.[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function made(request: string, body: object): Promise<string> {
  const reply = await api(request, { body });
  expect(reply).toMatchObject({ status: 201 });
  return reply.body.id;
}

async function newWebhook(settings: object = {}) {
  const reply = await api("POST /v1/webhooks", {
    body: { url: sink.url, secret: SECRET, ...settings },
  });
  expect(reply).toMatchObject({ status: 201 });
  return reply.body;
}

describe("the settings of a webhook", () => {
  function all() {
    return {
      name: "CRM",
      agentIds: [...agents],
      workflowIds: [workflow],
      eventKeys: ["tool.invoked", "call.callEnded"],
      filters: { campaigns: ["c-1", 7], agents: ["a"], outcomes: ["appointment_set"] },
      metadata: { owner: "sales-team", nested: { a: [1, null, "ñ"] } },
      signatureAlgorithm: "ed25519",
      deactivateAfterDays: 30,
    };
  }

  it("are taken when it is made, and shown", async () => {
    const created = await newWebhook(all());
    expect(created).toMatchObject({
      ...all(),
      agentId: null,
      publicKey: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
    });
    const shown = await api(`GET /v1/webhooks/${created.id}`);
    expect(shown.body).toEqual(created);
    expect((await api("GET /v1/webhooks")).body.data).toEqual([created]);
    const subscribed = await api(`GET /v1/webhooks/${created.id}/subscriptions?sort=eventKey`);
    expect(subscribed.body.data).toMatchObject([
      { eventKey: "call.callEnded", isActive: true },
      { eventKey: "tool.invoked", isActive: true },
    ]);
  });

  it("are taken later, one by one, and leave the others as they are", async () => {
    const { id } = await newWebhook();
    const settings = Object.entries(all());
    for (const [name, value] of settings) {
      const patched = await api(`PATCH /v1/webhooks/${id}`, { body: { [name]: value } });
      expect(patched).toMatchObject({ status: 200, body: { [name]: value } });
    }
    expect((await api(`GET /v1/webhooks/${id}`)).body).toMatchObject(all());
  });

  it("go back to nothing with null", async () => {
    const { id } = await newWebhook(all());
    const nothing = {
      name: null,
      agentIds: null,
      workflowIds: null,
      filters: null,
      metadata: null,
    };
    const body = { ...nothing, eventKeys: [], signatureAlgorithm: "hmac-sha256" };
    const patched = await api(`PATCH /v1/webhooks/${id}`, { body });
    expect(patched).toMatchObject({ status: 200, body: { ...body, publicKey: null } });
    expect((await api(`GET /v1/webhooks/${id}/subscriptions`)).body.data).toEqual([]);
  });

  it("are taken back as they were shown", async () => {
    for (const settings of [all(), { agentId: agents[0] }, {}]) {
      const { secret: _secret, ...shown } = await newWebhook(settings);
      const patched = await api(`PATCH /v1/webhooks/${shown.id}`, { body: shown });
      expect(patched).toMatchObject({
        status: 200,
        body: { ...shown, updatedAt: expect.any(String) },
      });
    }
  });

  it("name each agent and event once", async () => {
    const [agent] = agents;
    expect(
      await newWebhook({ agentIds: [agent, agent], eventKeys: ["tool.invoked", "tool.invoked"] }),
    ).toMatchObject({ agentId: agent, agentIds: [agent], eventKeys: ["tool.invoked"] });
  });

  it("keep the key pair until they are told otherwise", async () => {
    const { id, publicKey } = await newWebhook({ signatureAlgorithm: "ed25519" });
    const patch = async (body: object) =>
      (await api(`PATCH /v1/webhooks/${id}`, { body })).body.publicKey;
    expect(await patch({ name: "x" })).toBe(publicKey);
    expect(await patch({ signatureAlgorithm: "ed25519" })).toBe(publicKey);
    expect(await patch({ signatureAlgorithm: "hmac-sha256" })).toBeNull();
    expect(await patch({ signatureAlgorithm: "ed25519" })).not.toBe(publicKey);
  });

  const wrong: [string, (own: { agent: string; workflow: string }) => object, string][] = [
    ["an empty name", () => ({ name: "" }), "name"],
    ["a name that is a number", () => ({ name: 1 }), "name"],
    ["a long name", () => ({ name: "x".repeat(256) }), "name"],
    ["a name with a line break", () => ({ name: "a\nb" }), "name"],
    ["agents that are no list", () => ({ agentIds: "all" }), "agentIds"],
    ["an agent that is no id", () => ({ agentIds: ["agent-1"] }), "agentIds.0"],
    ["an agent that is a number", () => ({ agentIds: [1] }), "agentIds.0"],
    ["an unknown agent", ({ agent }) => ({ agentIds: [agent, NOBODY] }), "agentIds.1"],
    ["an unknown agent by agentId", () => ({ agentId: NOBODY }), "agentId"],
    ["two agents that differ", ({ agent }) => ({ agentId: agent, agentIds: [] }), "agentId"],
    ["workflows that are no list", () => ({ workflowIds: {} }), "workflowIds"],
    [
      "an unknown workflow",
      ({ workflow: own }) => ({ workflowIds: [own, NOBODY] }),
      "workflowIds.1",
    ],
    ["an agent as a workflow", ({ agent }) => ({ workflowIds: [agent] }), "workflowIds.0"],
    ["event keys that are no list", () => ({ eventKeys: "call.callEnded" }), "eventKeys"],
    ["event keys of null", () => ({ eventKeys: null }), "eventKeys"],
    ["an unknown event", () => ({ eventKeys: ["tool.invoked", "no.such"] }), "eventKeys.1"],
    ["an event of another dialect", () => ({ eventKeys: ["call.placed"] }), "eventKeys.0"],
    ["an event that is a number", () => ({ eventKeys: [1] }), "eventKeys.0"],
    ["filters that are a list", () => ({ filters: [] }), "filters"],
    ["a filter that is no list", () => ({ filters: { campaigns: "c" } }), "filters.campaigns"],
    ["a filter with an object", () => ({ filters: { agents: [{}] } }), "filters.agents.0"],
    ["a filter misspelt", () => ({ filters: { campaign: ["c"] } }), "filters"],
    ["metadata that is a list", () => ({ metadata: [] }), "metadata"],
    ["metadata that is text", () => ({ metadata: "x" }), "metadata"],
    ["much metadata", () => ({ metadata: { a: "x".repeat(16_384) } }), "metadata"],
    ["NUL in metadata", () => ({ metadata: { a: ["\0"] } }), "metadata.a.0"],
    ["another algorithm", () => ({ signatureAlgorithm: "rsa" }), "signatureAlgorithm"],
    ["an algorithm of null", () => ({ signatureAlgorithm: null }), "signatureAlgorithm"],
    ["no days", () => ({ deactivateAfterDays: 0 }), "deactivateAfterDays"],
    ["too many days", () => ({ deactivateAfterDays: 366 }), "deactivateAfterDays"],
    ["half a day", () => ({ deactivateAfterDays: 1.5 }), "deactivateAfterDays"],
    ["days in words", () => ({ deactivateAfterDays: "5" }), "deactivateAfterDays"],
  ];

  it.each(wrong)(
    "are refused with %s, both times, without an effect",
    async (_what, change, path) => {
      const body = change({ agent: agents[0] ?? "", workflow });
      const expected = {
        status: 400,
        body: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
      };
      expect(await api("POST /v1/webhooks", { body: { url: sink.url, ...body } })).toMatchObject(
        expected,
      );
      expect((await api("GET /v1/webhooks")).body.data).toEqual([]);
      const { secret: _secret, ...webhook } = await newWebhook({ eventKeys: ["tool.invoked"] });
      expect(await api(`PATCH /v1/webhooks/${webhook.id}`, { body })).toMatchObject(expected);
      expect((await api(`GET /v1/webhooks/${webhook.id}`)).body).toEqual(webhook);
    },
  );

  it.each(["agents-studio", "subverse", "talkover", "11wire", "standard", "cloudevents"])(
    "leave the names of signature headers to the gateway, those of other dialects too: %s",
    async (dialect) => {
      for (const name of [
        "x-signature",
        "X-Timestamp",
        "X-Supervisor-Signature",
        "X-Webhook-Event",
      ]) {
        const body = { url: sink.url, dialect, headers: { [name]: "own" } };
        expect(await api("POST /v1/webhooks", { body })).toMatchObject({
          status: 400,
          body: { errors: [{ path: `headers.${name}` }] },
        });
      }
    },
  );

  it("leave paused subscriptions alone when a webhook is sent back as it was read", async () => {
    const { id } = await newWebhook({ eventKeys: ["tool.invoked"] });
    const subscriptions = `/v1/webhooks/${id}/subscriptions`;
    const paused = await made(`POST ${subscriptions}`, {
      eventKey: "call.callEnded",
      isActive: false,
    });
    const { body } = await api(`GET /v1/webhooks/${id}`);
    const changed = await api(`PATCH /v1/webhooks/${id}`, { body: { ...body, name: "CRM" } });
    expect(changed).toMatchObject({ status: 200, body: { eventKeys: ["tool.invoked"] } });
    expect(await api(`GET ${subscriptions}/${paused}`)).toMatchObject({
      status: 200,
      body: { eventKey: "call.callEnded", isActive: false },
    });
  });

  it("know no agents and workflows of others", async () => {
    const their = apiOf(app, theirs);
    const agent = await their("POST /v1/agents", { body: { name: "T" } });
    const flow = await their("POST /v1/workflows", { body: { name: "T", reference: "wf_t" } });
    const { id } = await newWebhook();
    const foreign = { agentIds: [agent.body.id], workflowIds: [flow.body.id] };
    expect(await api(`PATCH /v1/webhooks/${id}`, { body: foreign })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "agentIds.0" }, { path: "workflowIds.0" }] },
    });
  });
});

describe("a change of dialect while deliveries are pending", () => {
  const retryPolicy = { maxAttempts: 3, initialDelay: 0.5, maxDelay: 0.5, backoffFactor: 1 };

  /** A webhook of Agents Studio whose first attempt has failed. */
  async function pending() {
    sink.answers(({ attempt }) => ({ status: attempt < 3 ? 404 : 200 }));
    const { id } = await newWebhook({ eventKeys: ["tool.invoked"], retryPolicy });
    await api("POST /v1/events", { body: TOOL });
    await sink.received(1);
    return id;
  }

  it("keeps their bodies, signs and judges them as what they are", async () => {
    const id = await pending();
    // SubVerse does not retry a 404, and Agents Studio does.
    const changed = await api(`PATCH /v1/webhooks/${id}`, {
      body: { dialect: "subverse", eventKeys: ["call.completed"] },
    });
    expect(changed).toMatchObject({ status: 200, body: { dialect: "subverse" } });
    const requests = await sink.received(3);
    for (const { headers, body } of requests) {
      const signed = `${headers["x-timestamp"]}.${body}`;
      expect(headers["x-signature"]).toBe(hmacBase64("sha256", SECRET, signed));
      expect(body).toBe(requests[0]?.body);
    }
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ event: "tool.invoked" });
  });

  it("holds from the next event on", async () => {
    const id = await pending();
    await api(`PATCH /v1/webhooks/${id}`, { body: { dialect: "standard" } });
    await sink.received(3);
    await api("POST /v1/events", { body: TOOL });
    const fresh = (await sink.received(4))[3];
    expect(JSON.parse(fresh?.body ?? "")).toMatchObject({ type: "tool.invoked", data: {} });
    expect(fresh?.headers["x-signature"]).toBeUndefined();
  });

  it("takes paused subscriptions away where event keys of the new one come along", async () => {
    const { id } = await newWebhook({ eventKeys: ["tool.invoked"] });
    const subscriptions = `/v1/webhooks/${id}/subscriptions`;
    await made(`POST ${subscriptions}`, { eventKey: "call.callEnded", isActive: false });
    const body = { dialect: "subverse", eventKeys: ["call.completed"] };
    expect(await api(`PATCH /v1/webhooks/${id}`, { body })).toMatchObject({ status: 200 });
    const left = await api(`GET ${subscriptions}`);
    expect(left.body.data).toMatchObject([{ eventKey: "call.completed" }]);
  });

  it("is refused with subscriptions that the new one does not know", async () => {
    const { id } = await newWebhook({ eventKeys: ["tool.invoked", "call.callEnded"] });
    expect(await api(`PATCH /v1/webhooks/${id}`, { body: { dialect: "subverse" } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "dialect", message: expect.stringContaining("tool.invoked") }] },
    });
  });
});

describe("entity tags of a webhook", () => {
  const patch = (id: string, tag: string, body: object = { name: "changed" }) =>
    api(`PATCH /v1/webhooks/${id}`, { body, headers: { "If-Match": tag } });

  it("name its state, in all answers that show it", async () => {
    const created = await api("POST /v1/webhooks", { body: { url: sink.url } });
    const { id } = created.body;
    const tag = created.headers.get("ETag");
    expect(tag).toMatch(/^"\d+"$/);
    expect((await api(`GET /v1/webhooks/${id}`)).headers.get("ETag")).toBe(tag);
    const patched = await patch(id, tag ?? "");
    expect(patched.status).toBe(200);
    expect(patched.headers.get("ETag")).not.toBe(tag);
    const shown = await api(`GET /v1/webhooks/${id}`);
    expect(shown.headers.get("ETag")).toBe(patched.headers.get("ETag"));
  });

  it("change with its subscriptions", async () => {
    const { id } = await newWebhook();
    const tag = async () => (await api(`GET /v1/webhooks/${id}`)).headers.get("ETag");
    const tags = [await tag()];
    const subscriptions = `/v1/webhooks/${id}/subscriptions`;
    const subscription = await made(`POST ${subscriptions}`, { eventKey: "tool.invoked" });
    tags.push(await tag());
    await api(`PATCH ${subscriptions}/${subscription}`, { body: { isActive: false } });
    tags.push(await tag());
    await api(`DELETE ${subscriptions}/${subscription}`);
    tags.push(await tag());
    expect(new Set(tags).size).toBe(4);
  });

  it("let changes start only from the state that was seen", async () => {
    const { id } = await newWebhook();
    const seen = (await api(`GET /v1/webhooks/${id}`)).headers.get("ETag") ?? "";
    expect(await patch(id, seen, { name: "first" })).toMatchObject({ status: 200 });
    expect(await patch(id, seen, { name: "second" })).toMatchObject({
      status: 412,
      body: { code: "precondition-failed" },
    });
    const stale = { headers: { "If-Match": seen } };
    expect(await api(`DELETE /v1/webhooks/${id}`, stale)).toMatchObject({ status: 412 });
    const shown = await api(`GET /v1/webhooks/${id}`);
    expect(shown.body.name).toBe("first");
    const fresh = { headers: { "If-Match": `"0", ${shown.headers.get("ETag")}` } };
    expect(await api(`DELETE /v1/webhooks/${id}`, fresh)).toMatchObject({ status: 204 });
  });

  it("of two who change it at once let one succeed", async () => {
    const { id } = await newWebhook();
    const seen = (await api(`GET /v1/webhooks/${id}`)).headers.get("ETag") ?? "";
    const names = Array.from({ length: 5 }, (_, n) => `name ${n}`);
    const replies = await Promise.all(names.map((name) => patch(id, seen, { name })));
    const statuses = replies.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 412, 412, 412, 412]);
  });

  it.each([
    ["*", 200],
    ['"999", "1"', 200],
    ['W/"1"', 412],
    ['"2"', 412],
    ['"not-ours"', 412],
    ["1", 400],
    ['"1', 400],
    ["", 400],
  ])("in If-Match: %s is answered %i", async (tag, status) => {
    const { id } = await newWebhook();
    const reply = await patch(id, tag);
    expect(reply.status).toBe(status);
    if (status === 400) expect(reply.body.errors).toMatchObject([{ path: "If-Match" }]);
    const name = (await api(`GET /v1/webhooks/${id}`)).body.name;
    expect(name).toBe(status === 200 ? "changed" : null);
  });

  it("do not help where there is no webhook", async () => {
    expect(await patch(randomUUID(), "*")).toMatchObject({ status: 404 });
    const theirs404 = await api(`DELETE /v1/webhooks/${randomUUID()}`, {
      headers: { "If-Match": '"1"' },
    });
    expect(theirs404.status).toBe(404);
  });
});
