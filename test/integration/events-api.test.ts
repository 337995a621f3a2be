import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import {
  type EventType,
  eventKeys,
  PUBLISHABLE_TYPES,
  subscribableKeys,
} from "#src/core/catalog.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const CONTACT = { type: "contact.created", data: { contactId: 1 } };
const TOOL = { type: "tool.invoked", data: EXAMPLES["tool.invoked"] };
const MIB = 1024 * 1024;

type Reply = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: "true" });
  theirs = await app.tenant();
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink();
  ours = await app.tenant();
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sink?.[Symbol.asyncDispose]();
});

type Sent = {
  readonly as?: AppTenant | Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

async function send(request: string, { as = ours, body, headers = {} }: Sent = {}): Promise<Reply> {
  const [method = "GET", path = "/"] = request.split(" ");
  const own = "workspaceId" in as && typeof as["headers"] === "object" ? as.headers : as;
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: {
      ...(own as Readonly<Record<string, string>>),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

async function webhook(keys: readonly string[], more: object = {}): Promise<string> {
  const made = await send("POST /v1/webhooks", { body: { url: sink.url, ...more } });
  expect(made.status).toBe(201);
  for (const eventKey of keys) {
    const subscribed = await send(`POST /v1/webhooks/${made.body.id}/subscriptions`, {
      body: { eventKey },
    });
    expect(subscribed.status).toBe(201);
  }
  return made.body.id;
}

async function agent(references: readonly string[] = []): Promise<string> {
  const [row] = await app.query<{ id: string }>(
    `with made as (
       insert into agents (id, workspace_id, name, provider_references) values ($1, $2, 'Paula', $3) returning id
     ), raised as (
       update workspaces set config_version = config_version + 1 where id = $2
     ) select id from made`,
    [randomUUID(), ours.workspaceId, references],
  );
  return row?.id ?? "";
}

async function counts() {
  const [row] = await app.query<{ events: string; callbacks: string; keys: string }>(
    `select (select count(*) from events where workspace_id = $1) as events,
       (select count(*) from callbacks where workspace_id = $1) as callbacks,
       (select count(*) from idempotency_keys where workspace_id = $1) as keys`,
    [ours.workspaceId],
  );
  return {
    events: Number(row?.events),
    callbacks: Number(row?.callbacks),
    keys: Number(row?.keys),
  };
}

const paths = ({ body }: Reply) => body.errors.map(({ path }: { path: string }) => path);

describe("POST /v1/events", () => {
  it("stores the event, delivers it, and answers with what it is", async () => {
    await webhook(["tool.invoked"]);
    const published = await send("POST /v1/events", { body: TOOL });
    expect(published.status).toBe(202);
    expect(published.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: "tool.invoked",
      occurredAt: expect.stringMatching(/Z$/),
      duplicate: false,
    });
    const [delivered] = await sink.received(1);
    expect(JSON.parse(delivered?.body ?? "")).toMatchObject({
      event: "tool.invoked",
      workspaceId: ours.workspaceId,
    });
  });

  it("keeps the request like a callback, without the key", async () => {
    const body = JSON.stringify({ ...CONTACT, occurredAt: "2026-03-01T09:00:00+02:00" });
    const { body: published } = await send("POST /v1/events?token=abc", { body });
    expect(published.occurredAt).toBe("2026-03-01T07:00:00.000Z");
    const [row] = await app.query<Record<string, unknown>>(
      `select c.*, b.body as bytes from callbacks c join callback_bodies b on b.id = c.id
       join events e on e.callback_id = c.id where e.id = $1`,
      [published.id],
    );
    expect(row).toMatchObject({
      workspace_id: ours.workspaceId,
      connection_id: null,
      provider: "platform",
      type: "contact.created",
      verdict: "accepted",
      method: "POST",
      target: "/v1/events?token=[redacted]",
      remote_address: "127.0.0.1",
      digest: null,
    });
    expect(String(row?.["bytes"])).toBe(body);
    expect(JSON.stringify(row?.["headers"])).not.toContain(ours.headers["X-API-Key"]);
  });

  it("takes an event without what may be empty", async () => {
    const { body } = await send("POST /v1/events", { body: CONTACT });
    const shown = await send(`GET /v1/events/${body.id}`);
    expect(shown.body.data).toEqual({
      contactId: 1,
      campaignId: null,
      name: null,
      phoneNumber: null,
      metadata: {},
    });
  });

  it("takes a second publish of one id as the first", async () => {
    await webhook(["tool.invoked"]);
    const first = await send("POST /v1/events", { body: { ...TOOL, id: "run-1" } });
    const changed = { ...TOOL, id: "run-1", occurredAt: "2020-01-01T00:00:00Z" };
    const second = await send("POST /v1/events", { body: changed });
    expect(second.status).toBe(202);
    expect(second.body).toEqual({ ...first.body, duplicate: true });
    expect(await counts()).toMatchObject({ events: 1, callbacks: 2 });
    await sink.received(1);
  });

  it("lets another workspace use the same id", async () => {
    const first = await send("POST /v1/events", { body: { ...CONTACT, id: "shared" } });
    const other = await send("POST /v1/events", { as: theirs, body: { ...CONTACT, id: "shared" } });
    expect(other.body.duplicate).toBe(false);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it("gives the event to the agent it names, though its number is another's", async () => {
    const data = EXAMPLES["call.callEnded"];
    const named = await agent();
    const numbered = await agent([data.fromNumber ?? ""]);
    const type = "call.callEnded";
    const explicit = await send("POST /v1/events", { body: { type, data, agentId: named } });
    const byNumber = await send("POST /v1/events", { body: { type, data } });
    const owners = await Promise.all(
      [explicit, byNumber].map(({ body }) => send(`GET /v1/events/${body.id}`)),
    );
    expect(owners.map(({ body }) => body.agentId)).toEqual([named, numbered]);
  });

  it("refuses an agent of another workspace", async () => {
    const stranger = await agent();
    const refused = await send("POST /v1/events", {
      as: theirs,
      body: { ...CONTACT, agentId: stranger },
    });
    expect(refused.status).toBe(400);
    expect(paths(refused)).toEqual(["agentId"]);
  });

  it.each<[string, object, string]>([
    ["a type that is none", { type: "contact.create", data: {} }, "type"],
    ["a dialect's name", { type: "workflow.in_queue", data: {} }, "type"],
    ["data of a wrong type", { ...CONTACT, data: { contactId: [] } }, "data.contactId"],
    ["data that lacks something", { ...CONTACT, data: {} }, "data.contactId"],
    ["no data", { type: "contact.created" }, "data"],
    ["a NUL", { ...CONTACT, data: { contactId: "a\0" } }, "data.contactId"],
    ["half a surrogate", { ...CONTACT, data: { contactId: "\ud800" } }, "data.contactId"],
    ["a wrong time", { ...CONTACT, occurredAt: "yesterday" }, "occurredAt"],
    ["the year 0", { ...CONTACT, occurredAt: "0000-01-01T00:00:00Z" }, "occurredAt"],
    ["a wrong id", { ...CONTACT, id: "a b" }, "id"],
    ["a wrong agent", { ...CONTACT, agentId: "x" }, "agentId"],
    [
      "an id without end",
      { ...TOOL, data: { ...TOOL.data, callId: "x".repeat(9_000) } },
      "data.callId",
    ],
    [
      "a number beyond exactness",
      { ...CONTACT, data: { contactId: 1, metadata: { n: 2 ** 60 } } },
      "data.metadata.n",
    ],
  ])("refuses %s, and stores nothing", async (_what, body, path) => {
    const refused = await send("POST /v1/events", { body });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(paths(refused)).toEqual([path]);
    expect(await counts()).toEqual({ events: 0, callbacks: 0, keys: 0 });
  });

  it("says what a mistyped type may have meant", async () => {
    const { body } = await send("POST /v1/events", { body: { type: "call.calEnded", data: {} } });
    expect(body.detail).toContain('did you mean "call.callEnded"?');
  });

  it.each([
    [
      "nested without end",
      `{"type":"contact.created","data":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
    ],
    ["with a prototype", '{"type":"contact.created","data":{"contactId":1,"__proto__":{"x":1}}}'],
    ["not JSON", '{"type":'],
    ["a list", "[]"],
    ["null", "null"],
  ])("refuses a body that is %s", async (_what, body) => {
    expect((await send("POST /v1/events", { body })).status).toBe(400);
  });

  it("takes 1 MiB, of a batch 5 MiB, and no more", async () => {
    const padded = (length: number) => ({ ...CONTACT, data: { contactId: "x".repeat(length) } });
    expect((await send("POST /v1/events", { body: padded(MIB - 1_000) })).status).toBe(202);
    expect((await send("POST /v1/events", { body: padded(MIB) })).status).toBe(413);
    const batch = (length: number) => ({ events: [padded(length)] });
    expect((await send("POST /v1/events/batch", { body: batch(5 * MIB - 1_000) })).status).toBe(
      202,
    );
    expect((await send("POST /v1/events/batch", { body: batch(5 * MIB) })).status).toBe(413);
  });

  it("needs the scope events:write", async () => {
    const reader = await ours.newKey(["events:read", "webhooks:write"]);
    expect((await send("POST /v1/events", { as: reader, body: CONTACT })).status).toBe(403);
    expect((await send("POST /v1/events/batch", { as: reader, body: {} })).status).toBe(403);
    const writer = await ours.newKey(["events:write"]);
    expect((await send("POST /v1/events", { as: writer, body: CONTACT })).status).toBe(202);
    expect((await send("GET /v1/events", { as: writer })).status).toBe(403);
  });

  it("keeps the conversation of a message that was published with one, and opens one where there is none", async () => {
    const type = "whatsapp.messageReceived";
    const { conversationId: _, ...data } = EXAMPLES[type];
    const own = await send("POST /v1/events", {
      body: { type, data: { ...data, conversationId: "theirs-1" } },
    });
    const opened = await send("POST /v1/events", { body: { type, data } });
    const [first, second] = await Promise.all(
      [own, opened].map(({ body }) => send(`GET /v1/events/${body.id}`)),
    );
    expect(first?.body).toMatchObject({ type, conversationId: "theirs-1" });
    expect(second?.body.conversationId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("POST /v1/events/batch", () => {
  it("stores 500 events in one request, in their order", async () => {
    const events = Array.from({ length: 500 }, (_, index) => ({
      ...CONTACT,
      data: { contactId: index },
      id: `c-${index}`,
    }));
    const published = await send("POST /v1/events/batch", { body: { events } });
    expect(published.status).toBe(202);
    expect(published.body.data).toHaveLength(500);
    const rows = await app.query<{ id: string; data: string }>(
      "select id, data from events where workspace_id = $1 order by id",
      [ours.workspaceId],
    );
    expect(rows.map(({ id }) => id)).toEqual(
      published.body.data.map(({ id }: { id: string }) => id),
    );
    expect(await counts()).toMatchObject({ events: 500, callbacks: 1 });
  });

  it("tells for each whether it was known, also within the batch", async () => {
    const one = await send("POST /v1/events", { body: { ...CONTACT, id: "a" } });
    const events = ["b", "a", "b"].map((id) => ({ ...CONTACT, id }));
    const { body } = await send("POST /v1/events/batch", { body: { events } });
    expect(body.data.map(({ duplicate }: { duplicate: boolean }) => duplicate)).toEqual([
      false,
      true,
      true,
    ]);
    expect(body.data[1].id).toBe(one.body.id);
    expect(body.data[2].id).toBe(body.data[0].id);
  });

  it("stores nothing when one is bad, and says which", async () => {
    const bad = { ...CONTACT, data: { contactId: 1, name: 7 } };
    const refused = await send("POST /v1/events/batch", {
      body: { events: [CONTACT, CONTACT, CONTACT, bad, { ...CONTACT, id: "" }] },
    });
    expect(refused.status).toBe(400);
    expect(paths(refused)).toEqual(["events.4.id"]);
    const worse = await send("POST /v1/events/batch", {
      body: { events: [CONTACT, CONTACT, CONTACT, bad, { type: "x", data: {} }] },
    });
    expect(paths(worse)).toEqual(["events.3.data.name", "events.4.type"]);
    expect(await counts()).toMatchObject({ events: 0, callbacks: 0 });
  });

  it("names no more than 100 faults", async () => {
    const events = Array.from({ length: 500 }, () => ({ type: 1, data: 1 }));
    const refused = await send("POST /v1/events/batch", { body: { events } });
    expect(refused.body.errors).toHaveLength(100);
  });

  it("names the stranger among the agents", async () => {
    const own = await agent();
    const events = [own, randomUUID()].map((agentId) => ({ ...CONTACT, agentId }));
    const refused = await send("POST /v1/events/batch", { body: { events } });
    expect(paths(refused)).toEqual(["events.1.agentId"]);
  });

  it.each([
    ["none", 0],
    ["501", 501],
    ["hundreds of thousands", 400_000],
  ])("refuses %s", async (_what, length) => {
    const body = `{"events":[${Array.from({ length }, () => "{}").join()}]}`;
    const startedAt = performance.now();
    const refused = await send("POST /v1/events/batch", { body });
    expect(refused.status).toBe(400);
    expect(paths(refused)).toEqual(["events"]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("an Idempotency-Key", () => {
  const keyed = (key: string, body: unknown = CONTACT, as: AppTenant = ours) =>
    send("POST /v1/events", { as, body, headers: { "Idempotency-Key": key } });

  it("has the same request answered as the first time", async () => {
    const first = await keyed("k-1");
    const second = await keyed('"k-1"');
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(second.body.duplicate).toBe(false);
    expect(await counts()).toEqual({ events: 1, callbacks: 1, keys: 1 });
  });

  it("refuses another body", async () => {
    await keyed("k-1");
    const other = await keyed("k-1", { ...CONTACT, data: { contactId: 2 } });
    expect(other.status).toBe(422);
    expect(other.body.code).toBe("idempotency-key-reused");
    expect((await counts()).events).toBe(1);
  });

  it("answers as the first time even when the agent is gone", async () => {
    const agentId = await agent();
    const first = await keyed("k-1", { ...CONTACT, agentId });
    await app.query("delete from agents where id = $1", [agentId]);
    expect((await keyed("k-1", { ...CONTACT, agentId })).body).toEqual(first.body);
  });

  it("belongs to its workspace and its route", async () => {
    await keyed("k-1");
    const other = await keyed("k-1", CONTACT, theirs);
    expect(other.headers.get("idempotency-replayed")).toBeNull();
    const batch = await send("POST /v1/events/batch", {
      body: { events: [CONTACT] },
      headers: { "Idempotency-Key": "k-1" },
    });
    expect(batch.status).toBe(202);
    expect(batch.headers.get("idempotency-replayed")).toBeNull();
  });

  it("is free after a refusal", async () => {
    expect((await keyed("k-1", { type: "x", data: {} })).status).toBe(400);
    expect((await keyed("k-1")).status).toBe(202);
  });

  it("is free again after 24 hours, and expired ones are cleared away", async () => {
    const first = await keyed("k-1");
    await keyed("k-2");
    const [row] = await app.query<{ kept: number }>(
      "select extract(epoch from expires_at - now())::int as kept from idempotency_keys where workspace_id = $1 limit 1",
      [ours.workspaceId],
    );
    expect(row?.kept).toBeGreaterThan(86_300);
    await app.query("update idempotency_keys set expires_at = now() where workspace_id = $1", [
      ours.workspaceId,
    ]);
    const again = await keyed("k-1", { ...CONTACT, data: { contactId: 2 } });
    expect(again.status).toBe(202);
    expect(again.body.id).not.toBe(first.body.id);
    expect(await counts()).toMatchObject({ events: 3, keys: 1 });
  });

  it.each([
    ["empty", '""'],
    ["too long", "k".repeat(256)],
    ["not closed", '"k'],
    ["two", "a b"],
  ])("that is %s is refused", async (_what, key) => {
    const refused = await keyed(key);
    expect(refused.status).toBe(400);
    expect(paths(refused)).toEqual(["Idempotency-Key"]);
  });

  it("makes one event of 50 publishes at once", async () => {
    await webhook(["tool.invoked"]);
    const replies = await Promise.all(Array.from({ length: 50 }, () => keyed("storm", TOOL)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    const firsts = replies.filter(({ headers }) => !headers.has("idempotency-replayed"));
    expect(firsts).toHaveLength(1);
    expect(await counts()).toEqual({ events: 1, callbacks: 1, keys: 1 });
    await sink.received(1);
    const [row] = await app.query<{ count: string }>(
      "select count(*) from deliveries where workspace_id = $1",
      [ours.workspaceId],
    );
    expect(Number(row?.count)).toBe(1);
  });

  it("lets one of two bodies win when both come at once", async () => {
    const bodies = [1, 2].map((contactId) => ({ ...CONTACT, data: { contactId } }));
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) => keyed("race", bodies[index % 2])),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(20);
    expect(statuses.filter((status) => status === 422)).toHaveLength(20);
    expect((await counts()).events).toBe(1);
  });

  it("replays a batch", async () => {
    const request = {
      body: { events: [CONTACT, CONTACT] },
      headers: { "Idempotency-Key": "b-1" },
    };
    const first = await send("POST /v1/events/batch", request);
    const second = await send("POST /v1/events/batch", request);
    expect(second.body).toEqual(first.body);
    expect((await counts()).events).toBe(2);
  });
});

describe("GET /v1/events", () => {
  it("lists the workspace's own, newest first, by filter, sort and page", async () => {
    await send("POST /v1/events", { as: theirs, body: CONTACT });
    const events = [
      { ...CONTACT, occurredAt: "2026-01-03T00:00:00Z" },
      { ...TOOL, occurredAt: "2026-01-01T00:00:00Z" },
      { ...CONTACT, occurredAt: "2026-01-02T00:00:00Z" },
    ];
    const { body: published } = await send("POST /v1/events/batch", { body: { events } });
    const ids: string[] = published.data.map(({ id }: { id: string }) => id);
    const listed = async (query: string) => {
      const { body } = await send(`GET /v1/events?${query}`);
      return body.data.map(({ id }: { id: string }) => ids.indexOf(id));
    };
    expect(await listed("")).toEqual([2, 1, 0]);
    expect(await listed("sort=occurredAt")).toEqual([1, 2, 0]);
    expect(await listed("limit=1&page=2")).toEqual([1]);
    const filter = (text: string) => `filter=${encodeURIComponent(text)}`;
    expect(await listed(filter('eq(type,"tool.invoked")'))).toEqual([1]);
    expect(await listed(filter('like(type,"contact.%")'))).toEqual([2, 0]);
    expect(await listed(filter(`eq(callId,"${TOOL.data.callId}")`))).toEqual([1]);
    expect(await listed(filter(`eq(conversationId,"${TOOL.data.conversationId}")`))).toEqual([1]);
    expect(await listed(filter('gt(occurredAt,"2026-01-02T12:00:00Z")'))).toEqual([0]);
    expect(await listed(filter(`eq(id,"${ids[0]}")`))).toEqual([0]);
    expect(await listed(filter("eq(agentId,null)"))).toEqual([2, 1, 0]);
    expect(await listed(filter('gt(createdAt,"2020-01-01")'))).toEqual([2, 1, 0]);
    expect((await send(`GET /v1/events?${filter("eq(data,1)")}`)).status).toBe(400);
  });

  it("shows an event with its data, to its workspace alone", async () => {
    const { body } = await send("POST /v1/events", { body: { ...TOOL, workflowId: "wf-1" } });
    const shown = await send(`GET /v1/events/${body.id}`);
    expect(shown.body).toMatchObject({
      id: body.id,
      type: "tool.invoked",
      workflowId: "wf-1",
      callId: TOOL.data.callId,
      callbackId: expect.any(String),
      data: TOOL.data,
    });
    expect((await send(`GET /v1/events/${body.id}`, { as: theirs })).status).toBe(404);
    expect((await send(`GET /v1/events/${randomUUID()}`)).status).toBe(404);
    expect((await send("GET /v1/events/x%27--")).status).toBe(404);
  });
});

describe("POST /v1/events/{id}/replay", () => {
  it("sends the stored event to the webhooks that want it now, as new deliveries", async () => {
    const { body } = await send("POST /v1/events", { body: TOOL });
    const nobody = await send(`POST /v1/events/${body.id}/replay`);
    expect([nobody.status, nobody.body]).toEqual([202, { deliveries: 0 }]);
    const paused = await webhook(["tool.invoked"], { isActive: false });
    await webhook(["tool.invoked"]);
    await webhook(["call.callEnded"]);
    const sent = await send(`POST /v1/events/${body.id}/replay`);
    expect([sent.status, sent.body]).toEqual([202, { deliveries: 1 }]);
    await send(`POST /v1/events/${body.id}/replay`);
    const requests = await sink.received(2);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(2);
    expect(requests[0]?.body).toContain("search_knowledge_base");
    const none = await send(`GET /v1/webhooks/${paused}/deliveries`);
    expect(none.body.meta.total).toBe(0);
    expect((await counts()).events).toBe(1);
  });

  it("is for the workspace's own events, with the scope to write", async () => {
    const { body } = await send("POST /v1/events", { body: TOOL });
    expect((await send(`POST /v1/events/${body.id}/replay`, { as: theirs })).status).toBe(404);
    const reader = await ours.newKey(["events:read"]);
    expect((await send(`POST /v1/events/${body.id}/replay`, { as: reader })).status).toBe(403);
  });

  it("does not send what an inactive agent did", async () => {
    const agentId = await agent();
    await webhook(["tool.invoked"]);
    const { body } = await send("POST /v1/events", { body: { ...TOOL, agentId } });
    await sink.received(1);
    await app.query(
      `with off as (update agents set is_active = false where id = $1)
       update workspaces set config_version = config_version + 1 where id = $2`,
      [agentId, ours.workspaceId],
    );
    const replayed = await send(`POST /v1/events/${body.id}/replay`);
    expect(replayed.body).toEqual({ deliveries: 0 });
  });
});

describe("the whole catalog", () => {
  const keysOf = (type: EventType) => {
    const owner = { id: "x", workspaceId: "x", agentId: null, occurredAt: "2026-01-01T00:00:00Z" };
    return eventKeys(exampleEvent(type, owner), "agents-studio");
  };

  it("has events that only the gateway itself can tell", async () => {
    const event = { type: "webhook.disabled", data: EXAMPLES["webhook.disabled"] };
    const refused = await send("POST /v1/events", { body: event });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      { path: "type", message: "is told by the gateway itself and cannot be published" },
    ]);
  });

  it("can be published with its examples, and arrives where agents-studio has a name for it", async () => {
    await webhook(subscribableKeys("agents-studio"));
    const events = PUBLISHABLE_TYPES.map((type) => ({ type, data: EXAMPLES[type], id: type }));
    const published = await send("POST /v1/events/batch", { body: { events } });
    expect(published.body.data.map(({ type }: { type: string }) => type)).toEqual(
      PUBLISHABLE_TYPES,
    );
    const expected = PUBLISHABLE_TYPES.flatMap((type) =>
      keysOf(type).map((key) => `${type} as ${key}`),
    );
    await waitFor(async () => sink.requests.length >= expected.length);
    const rows = await app.query<{ arrived: string }>(
      `select e.type || ' as ' || d.event_key as arrived from deliveries d join events e on e.id = d.event_id
       where d.workspace_id = $1`,
      [ours.workspaceId],
    );
    expect(rows.map(({ arrived }) => arrived).toSorted()).toEqual(expected.toSorted());
    expect(sink.requests).toHaveLength(expected.length);
    for (const { body } of sink.requests) expect(JSON.parse(body)).toEqual(expect.any(Object));
  });
});
