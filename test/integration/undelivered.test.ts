import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink } from "../support/sink.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app[Symbol.asyncDispose]());

type Item = {
  readonly id: string;
  readonly reason: string;
  readonly detail: string | null;
  readonly at: string;
  readonly webhookId: string | null;
  readonly eventId: string;
  readonly event: { readonly id: string; readonly type: string } | null;
  readonly delivery: { readonly id: string; readonly status: string } | null;
};

async function get(tenant: AppTenant, query = "", headers = tenant.headers) {
  const response = await fetch(`${app.url}/v1/undelivered?${query}`, { headers });
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  const body: any = await response.json();
  return { status: response.status, body };
}

async function list(tenant: AppTenant, parameters: Record<string, string> = {}) {
  const { status, body } = await get(tenant, String(new URLSearchParams(parameters)));
  expect(status).toBe(200);
  return body as {
    readonly data: readonly Item[];
    readonly meta: { readonly total: number | null; readonly nextCursor: string | null };
  };
}

async function send(tenant: AppTenant, method: string, path: string, body: object) {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...tenant.headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBeLessThan(300);
  return JSON.parse(await response.text());
}

async function hook(tenant: AppTenant, url: string): Promise<string> {
  const { id } = await send(tenant, "POST", "/v1/webhooks", { url });
  await send(tenant, "POST", `/v1/webhooks/${id}/subscriptions`, {
    eventKey: "whatsapp.messageRead",
  });
  return id;
}

/** Publishes an event that nobody wants but those that `hook` makes. */
async function publish(tenant: AppTenant): Promise<string> {
  const data = { messageId: uuidv7(), businessNumber: "+1", userNumber: "+2", status: "read" };
  const { id } = await send(tenant, "POST", "/v1/events", { type: "whatsapp.messageRead", data });
  return id;
}

/** A row as the engine would have left it. */
async function insertDelivery(
  tenant: AppTenant,
  row: Readonly<Record<string, unknown>>,
): Promise<string> {
  const full = {
    id: uuidv7(),
    workspace_id: tenant.workspaceId,
    webhook_id: uuidv7(),
    event_id: uuidv7(),
    event_key: "call.callEnded",
    body: "{}",
    ended_at: "2026-02-03T04:05:06.789Z",
    ...row,
  };
  const columns = Object.keys(full);
  await app.query(
    `insert into deliveries (${columns.join(", ")})
     values (${columns.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(full),
  );
  return full.id;
}

describe("/v1/undelivered", () => {
  it("tells of an event that no webhook wanted", async () => {
    const tenant = await app.tenant();
    const eventId = await publish(tenant);
    const { data, meta } = await list(tenant);
    expect(data).toMatchObject([
      {
        id: eventId,
        reason: "no_match",
        detail: "no webhook wanted the event when it came",
        webhookId: null,
        eventId,
        event: { id: eventId, type: "whatsapp.messageRead" },
        delivery: null,
      },
    ]);
    expect(meta).toMatchObject({ total: 1, pages: 1 });
  });

  it("says when an inactive agent is why", async () => {
    const tenant = await app.tenant();
    const agent = await send(tenant, "POST", "/v1/agents", { name: "a", isActive: false });
    await app.query(
      `insert into events (id, workspace_id, type, occurred_at, agent_id, dedupe_key, data)
       values ($1, $2, 'call.callEnded', now(), $3, 'k', '{}')`,
      [uuidv7(), tenant.workspaceId, agent.id],
    );
    const { data } = await list(tenant);
    expect(data).toMatchObject([
      { reason: "no_match", detail: "the agent of the event is inactive" },
    ]);
  });

  it("tells of what its owner had switched off, and not of what arrived", async () => {
    const tenant = await app.tenant();
    await using sink = await createSink();
    const off = await hook(tenant, sink.url);
    await hook(tenant, sink.url);
    await send(tenant, "PATCH", `/v1/webhooks/${off}`, { isActive: false });
    const eventId = await publish(tenant);
    await sink.received(1);

    const { data } = await list(tenant);

    expect(data).toMatchObject([
      {
        reason: "suppressed",
        detail: "webhook_inactive",
        webhookId: off,
        event: { id: eventId },
        delivery: { status: "suppressed", webhookId: off, eventId },
      },
    ]);
    expect(data[0]?.id).toBe(data[0]?.delivery?.id);
  });

  it.each([
    ["failed", { error_class: "http_error", last_error: "HTTP 500" }, "exhausted", "HTTP 500"],
    ["failed", { error_class: "blocked_target" }, "blocked", null],
    ["failed", { error_class: "gone", last_error: "HTTP 410" }, "deactivated", "HTTP 410"],
    ["suppressed", { reason: "gone" }, "deactivated", "gone"],
    ["suppressed", { reason: "failing" }, "deactivated", "failing"],
    ["suppressed", { reason: "webhook_inactive" }, "suppressed", "webhook_inactive"],
    ["suppressed", { reason: "webhook_deleted" }, "suppressed", "webhook_deleted"],
    ["suppressed", {}, "suppressed", null],
  ])("calls a %s delivery with %o %s", async (status, row, reason, detail) => {
    const tenant = await app.tenant();
    const id = await insertDelivery(tenant, { status, ...row });
    await insertDelivery(tenant, { status: "delivered" });
    await insertDelivery(tenant, { status: "pending" });
    await insertDelivery(tenant, { status, ...row, is_test: true });

    const { data } = await list(tenant);

    const at = "2026-02-03T04:05:06.789Z";
    expect(data).toMatchObject([{ id, reason, detail, at, event: null, delivery: { status } }]);
    for (const other of ["exhausted", "suppressed", "blocked", "deactivated", "no_match"]) {
      const filtered = await list(tenant, { filter: `eq(reason,"${other}")` });
      expect(filtered.data).toHaveLength(other === reason ? 1 : 0);
      expect(filtered.meta.total).toBe(other === reason ? 1 : 0);
    }
  });

  it("is one list by age, whatever is in it", async () => {
    const tenant = await app.tenant();
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      ids.unshift(
        i % 3 === 0 ? await insertDelivery(tenant, { status: "failed" }) : await publish(tenant),
      );
    }
    // Ids that two processes make in one millisecond are in no order of time.
    ids.sort().reverse();
    const shown = async (parameters: Record<string, string>) =>
      (await list(tenant, parameters)).data.map(({ id }) => id);
    expect(await shown({})).toEqual(ids);
    expect(await shown({ limit: "5", page: "2" })).toEqual(ids.slice(5, 10));
    expect(await shown({ limit: "5", sort: "id" })).toEqual(ids.toReversed().slice(0, 5));
    // Further in than pages by their ids go.
    expect(await shown({ limit: "100", page: "11" })).toEqual([]);
    expect(await shown({ filter: 'eq(type,"whatsapp.messageRead")' })).toHaveLength(8);
    expect(await shown({ filter: "eq(webhookId,null)" })).toHaveLength(8);
    expect(await shown({ filter: "ne(webhookId,null)" })).toHaveLength(4);
    expect(await shown({ filter: 'lt(at,"2026-03-01")' })).toHaveLength(4);
    expect(await shown({ filter: 'not(eq(reason,"no_match"))' })).toHaveLength(4);
    expect(await shown({ filter: 'or(eq(reason,"blocked"),eq(reason,"no_match"))' })).toHaveLength(
      8,
    );
  });

  it("finds an event that lies behind many that were delivered", async () => {
    const tenant = await app.tenant();
    const eventId = await publish(tenant);
    const ids = Array.from({ length: 40_000 }, () => uuidv7());
    await app.query(
      `insert into events (id, workspace_id, type, occurred_at, dedupe_key, data, is_wanted)
       select id, $1, 'call.callEnded', now(), id::text, '{}', true from unnest($2::uuid[]) id`,
      [tenant.workspaceId, ids],
    );
    await app.query(
      `insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, body)
       select id, $1, id, id, 'call.callEnded', 'delivered', '{}' from unnest($2::uuid[]) id`,
      [tenant.workspaceId, ids],
    );
    expect((await list(tenant)).data).toMatchObject([{ id: eventId }]);
    expect((await list(tenant, { cursor: "start" })).data).toMatchObject([{ id: eventId }]);
    const deliveryId = await insertDelivery(tenant, { status: "failed" });
    const first = await list(tenant, { cursor: "start", limit: "1" });
    expect(first.data).toMatchObject([{ id: deliveryId }]);
    const next = await list(tenant, { cursor: String(first.meta.nextCursor), limit: "1" });
    expect(next).toMatchObject({
      data: [{ id: eventId }],
      meta: { hasNext: false, hasPrev: true },
    });
  });

  it("shows nobody else's, and needs events:read", async () => {
    const tenant = await app.tenant();
    await publish(tenant);
    await insertDelivery(tenant, { status: "failed" });
    expect((await list(await app.tenant())).data).toEqual([]);
    const { status } = await get(tenant, "", await tenant.newKey(["webhooks:read"]));
    expect(status).toBe(403);
  });

  it.each([
    ['eq(reason,"lost")', "filter"],
    ["eq(secret,1)", "filter"],
    ["like(reason,1)", "filter"],
  ])("refuses %s", async (filter, path) => {
    const { status, body } = await get(await app.tenant(), `filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(400);
    expect(body.errors[0].path).toBe(path);
  });
});
