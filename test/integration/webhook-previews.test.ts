/** What a webhook would do, before it does: previews and the check of its URL. */
import { Webhook as StandardWebhook } from "standardwebhooks";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { ALLOWED_TARGETS, REFUSED_TARGETS } from "../support/hostile-targets.ts";
import { openTenantGateway, send, type TenantGateway } from "../support/tenant-gateway.ts";

let gateway: TenantGateway;

beforeAll(async () => {
  gateway = await openTenantGateway();
});

afterAll(() => gateway[Symbol.asyncDispose]());

const api = (request: string, options: Parameters<typeof send>[2] = {}) =>
  send(gateway, request, options);

async function store(
  type: Parameters<typeof exampleEvent>[0],
  { agentId = null as string | null, workspaceId = gateway.ours.workspaceId } = {},
): Promise<string> {
  const id = uuidv7();
  const event = exampleEvent(type, {
    id,
    workspaceId,
    agentId,
    occurredAt: "2025-08-19T16:00:00Z",
  });
  await gateway.pool.query(
    `insert into events (id, workspace_id, type, occurred_at, agent_id, call_id, dedupe_key, data)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      workspaceId,
      type,
      event.occurredAt,
      agentId,
      event.callId,
      id,
      JSON.stringify(event.data),
    ],
  );
  return id;
}

async function rowsOf(...tables: string[]): Promise<readonly number[]> {
  const counts = tables.map((table) => gateway.pool.query(`select count(*) as n from ${table}`));
  return (await Promise.all(counts)).map(({ rows }) => Number(rows[0].n));
}

describe("a webhook that is not there yet", () => {
  it("is told which of the latest events it would have been sent, and why not the others", async () => {
    const as = await gateway.newTenant();
    const { workspaceId, agentId } = as;
    const own = { workspaceId, agentId };
    const inactive = await gateway.newAgent(workspaceId);
    await gateway.pool.query("update agents set is_active = false where id = $1", [inactive]);
    const ended = await store("call.callEnded", own);
    const ringing = await store("call.callRinging", own);
    const tool = await store("tool.invoked", own);
    const foreign = await store("call.callEnded", { workspaceId });
    const muted = await store("call.callEnded", { workspaceId, agentId: inactive });
    await store("call.callEnded");
    const before = await rowsOf("events", "deliveries", "webhooks", "subscriptions");

    const body = {
      dialect: "agents-studio",
      eventKeys: ["call.callEnded", "call.status.updated"],
      agentIds: [agentId, inactive],
    };
    const { status, body: told } = await api("POST /v1/webhooks/preview", { as, body });
    expect(status).toBe(200);
    const row = (eventId: string, type: string, rest: object) => ({
      ...{ eventId, type, createdAt: expect.any(String), failedFilter: null },
      ...rest,
    });
    const not = (reason: string) => ({ matches: false, eventKeys: [], reason });
    expect(told).toEqual({
      examined: 5,
      matched: 1,
      data: [
        row(muted, "call.callEnded", not("agent_inactive")),
        row(foreign, "call.callEnded", not("not_selected")),
        row(tool, "tool.invoked", not("not_subscribed")),
        row(ringing, "call.callRinging", not("not_in_dialect")),
        row(ended, "call.callEnded", { matches: true, eventKeys: body.eventKeys, reason: null }),
      ],
    });
    expect(await rowsOf("events", "deliveries", "webhooks", "subscriptions")).toEqual(before);
  });

  it("hears which condition an event did not meet", async () => {
    const as = await gateway.newTenant();
    await store("call.callEnded", { workspaceId: as.workspaceId });
    const eventKeys = ["call.callEnded"];
    const filters = { campaigns: ["no-such-campaign"], outcomes: [] };
    const told = await api("POST /v1/webhooks/preview", { as, body: { eventKeys, filters } });
    expect(told.body).toMatchObject({
      matched: 0,
      data: [{ reason: "filtered", failedFilter: "campaigns" }],
    });
  });

  it("looks at the latest 50", async () => {
    const as = await gateway.newTenant();
    const { workspaceId } = as;
    await store("tool.invoked", { workspaceId });
    for (let index = 0; index < 50; index++) await store("call.callEnded", { workspaceId });
    const body = { eventKeys: ["tool.invoked", "call.callEnded"] };
    const told = await api("POST /v1/webhooks/preview", { as, body });
    expect(told.body).toMatchObject({ examined: 50, matched: 50 });
    expect(JSON.stringify(told.body)).not.toContain("tool.invoked");
  });

  it.each([
    ["dialect", { dialect: "klingon" }],
    ["eventKeys.1", { eventKeys: ["call.callEnded", "call.nothing"] }],
    ["agentIds.0", { agentIds: [uuidv7()] }],
    ["agentId", { agentId: uuidv7() }],
    ["workflowIds.0", { workflowIds: [uuidv7()] }],
    ["filters", { filters: { campaign: [] } }],
    ["filters.campaigns", { filters: { campaigns: "x" } }],
  ])("is refused as a new one would be: %s", async (path, body) => {
    const told = await api("POST /v1/webhooks/preview", { body });
    const made = await api("POST /v1/webhooks", { body: { url: "https://example.com/", ...body } });
    expect(told.status).toBe(400);
    expect(told.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(told.body.errors).toEqual(made.body.errors);
  });
});

describe("a test that is only shown", () => {
  const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  async function newWebhook(fields: object = {}): Promise<string> {
    const body = {
      url: "https://example.com/hook?a=1",
      secret: SECRET,
      eventKeys: ["call.callEnded"],
      headers: { "X-Tenant-Token": "hush" },
      ...fields,
    };
    return (await api("POST /v1/webhooks", { body })).body.id;
  }

  it("is the signed request, custom headers hidden, and leaves no trace", async () => {
    const id = await newWebhook();
    const before = await rowsOf("deliveries", "attempts", "events");
    const { status, body } = await api(`POST /v1/webhooks/${id}/test/preview`, {
      body: { eventKey: "call.callEnded" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ method: "POST", url: "https://example.com/hook?a=1" });
    expect(body.headers["X-Tenant-Token"]).toBe("[custom]");
    expect(JSON.stringify(body)).not.toContain("hush");
    expect(JSON.parse(body.body).event).toBe("call.callEnded");
    const verified = new StandardWebhook(SECRET).verify(body.body, body.headers);
    expect(verified).toEqual(JSON.parse(body.body));
    expect(await rowsOf("deliveries", "attempts", "events")).toEqual(before);
  });

  it("has a GET's payload in its query", async () => {
    const id = await newWebhook({ method: "GET" });
    const { body } = await api(`POST /v1/webhooks/${id}/test/preview`, {
      body: { eventKey: "call.callEnded", payload: { own: "ü" } },
    });
    expect(body.url).toBe("https://example.com/hook?a=1&payload=%7B%22own%22%3A%22%C3%BC%22%7D");
    expect(body.body).toBe('{"own":"ü"}');
    expect(() => new StandardWebhook(SECRET).verify(body.body, body.headers)).not.toThrow();
  });

  it("is refused as the test itself would be", async () => {
    const id = await newWebhook();
    const path = `POST /v1/webhooks/${id}/test/preview`;
    const unknown = await api(path, { body: { eventKey: "tool.invoked" } });
    expect([unknown.status, unknown.body.errors[0].path]).toEqual([400, "eventKey"]);
    const large = { eventKey: "call.callEnded", payload: "a".repeat(300_000) };
    expect((await api(path, { body: large })).body.errors[0].path).toBe("payload");
    const as = gateway.theirs;
    expect((await api(path, { as, body: { eventKey: "call.callEnded" } })).status).toBe(404);
  });
});

describe("the URL of a webhook", () => {
  // No body may hold these, whatever it is about.
  const isNoText = (url: string) => url.includes("\u0000") || !url.isWellFormed();
  const texts = REFUSED_TARGETS.filter((url) => typeof url === "string").map((url) => {
    return { url, title: JSON.stringify(url).slice(0, 80) };
  });

  it.each(texts)("is found wanting as creating would find it: $title", async ({ url }) => {
    const { status, body } = await api("POST /v1/webhooks/check-url", { body: { url } });
    expect(status).toBe(isNoText(url) ? 400 : 200);
    const told = { ok: false, reason: expect.any(String), detail: expect.any(String) };
    if (status === 200) expect(body).toEqual(told);
  });

  it.each(ALLOWED_TARGETS)("is good: %s", async (url) => {
    const { body } = await api("POST /v1/webhooks/check-url", { body: { url } });
    expect(body).toEqual({ ok: true, reason: null, detail: null });
  });
});
