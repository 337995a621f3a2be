/** `/v1/deliveries`: those of all webhooks of a workspace as one list. */
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prefixedId } from "#src/core/ids.ts";
import {
  openTenantGateway,
  type Reply,
  seedDelivery,
  send,
  type TenantGateway,
} from "../support/tenant-gateway.ts";

let gateway: TenantGateway;

beforeAll(async () => {
  gateway = await openTenantGateway();
});

afterAll(() => gateway[Symbol.asyncDispose]());

const api = (request: string, options: Parameters<typeof send>[2] = {}) =>
  send(gateway, request, options);

async function newWebhook(fields: object = {}): Promise<string> {
  const body = { url: "https://example.com/hook", ...fields };
  return (await api("POST /v1/webhooks", { body })).body.id;
}

function seed(webhookId: string, columns: Readonly<Record<string, unknown>> = {}) {
  const { workspaceId } = gateway.ours;
  return seedDelivery(gateway.pool, { workspaceId, webhookId, ...columns });
}

async function found(filter: string): Promise<readonly string[]> {
  const { status, body } = await api(
    `GET /v1/deliveries?limit=100&filter=${encodeURIComponent(filter)}`,
  );
  expect(status, body.detail).toBe(200);
  return body.data.map(({ id }: { id: string }) => id);
}

const idsOf = ({ body }: Reply) => body.data.map(({ id }: { id: string }) => id);

describe("the deliveries of all webhooks", () => {
  it("are one list, newest first, each with its webhook", async () => {
    const [one, two] = [await newWebhook(), await newWebhook()];
    const ids = [await seed(one), await seed(two), await seed(one)].reverse();
    const newest = await api("GET /v1/deliveries?limit=3&cursor=start");
    expect(idsOf(newest)).toEqual(ids);
    expect(newest.body.data.map((row: { webhookId: string }) => row.webhookId)).toEqual([
      one,
      two,
      one,
    ]);
    const next = await api(`GET /v1/deliveries?limit=2&cursor=start`);
    const rest = `GET /v1/deliveries?limit=1&cursor=${encodeURIComponent(next.body.meta.nextCursor)}`;
    expect(idsOf(await api(rest.replace("limit=1", "limit=2")))[0]).toBe(ids[2]);
  });

  it("are found by what is known of them", async () => {
    const webhookId = await newWebhook();
    const subverse = await newWebhook({ dialect: "subverse" });
    const eventId = uuidv7();
    const failed = await seed(webhookId, {
      status: "failed",
      error_class: "timeout",
      event_id: eventId,
      attempts: 5,
    });
    const other = await seed(webhookId, { response_status: 204, event_key: "tool.invoked" });
    const kept = await seed(subverse, { dialect: "agents-studio" });
    const own = await seed(subverse);

    expect(await found(`eq(webhookId,"${webhookId}")`)).toEqual([other, failed]);
    expect(await found(`eq(webhookId,"${prefixedId("wh", webhookId)}")`)).toEqual([other, failed]);
    expect(await found(`eq(eventId,"${eventId}")`)).toEqual([failed]);
    expect(await found(`and(eq(webhookId,"${webhookId}"),eq(errorClass,"timeout"))`)).toEqual([
      failed,
    ]);
    expect(await found(`and(eq(webhookId,"${webhookId}"),eq(responseStatus,204))`)).toEqual([
      other,
    ]);
    expect(await found(`and(eq(status,"failed"),gt(attempts,4))`)).toContain(failed);
    // What was rendered before its webhook changed to another dialect stays what it is.
    expect(await found('eq(dialect,"subverse")')).toEqual([own]);
    expect(await found('eq(dialect,"agents-studio")')).toContain(kept);
  });

  it("are shown with where they go and what they tell of", async () => {
    const { workspaceId } = gateway.ours;
    const webhookId = await newWebhook({ method: "GET", url: "https://example.com/hook?a=1" });
    const eventId = uuidv7();
    await gateway.pool.query(
      `insert into events (id, workspace_id, type, occurred_at, call_id, dedupe_key, data)
       values ($1, $2, 'call.callEnded', '2025-08-19T16:00:00Z', 'call-1', $3, '{}')`,
      [eventId, workspaceId, uuidv7()],
    );
    const id = await seed(webhookId, { event_id: eventId, body: '{"a":"ü"}' });
    const { status, body } = await api(`GET /v1/deliveries/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      webhookId,
      dialect: "agents-studio",
      method: "GET",
      url: "https://example.com/hook?a=1&payload=%7B%22a%22%3A%22%C3%BC%22%7D",
      body: '{"a":"ü"}',
      event: {
        id: eventId,
        type: "call.callEnded",
        occurredAt: "2025-08-19T16:00:00.000Z",
        callId: "call-1",
        conversationId: null,
        agentId: null,
        callbackId: null,
      },
      attemptHistory: [],
    });
    expect((await api(`GET /v1/webhooks/${webhookId}/deliveries/${id}`)).body).toEqual(body);
    expect((await api(`GET /v1/deliveries/${prefixedId("evt", id)}`)).body).toEqual(body);
  });

  it("are retried once they have ended, and not while an attempt is under way", async () => {
    const webhookId = await newWebhook();
    const failed = await seed(webhookId, { status: "failed", ended_at: new Date() });
    const retried = await api(`POST /v1/deliveries/${failed}/retry`);
    expect(retried).toMatchObject({ status: 202, body: { id: failed, status: "pending" } });
    const busy = await seed(webhookId, { status: "pending", owner_id: uuidv7() });
    expect((await api(`POST /v1/deliveries/${busy}/retry`)).status).toBe(409);
    expect((await api(`POST /v1/deliveries/${uuidv7()}/retry`)).status).toBe(404);
  });

  it("of a deleted webhook are still shown, and not sent", async () => {
    const webhookId = await newWebhook();
    const id = await seed(webhookId, { status: "failed" });
    expect((await api(`DELETE /v1/webhooks/${webhookId}`)).status).toBe(204);
    expect(await found(`eq(webhookId,"${webhookId}")`)).toEqual([id]);
    expect((await api(`GET /v1/deliveries/${id}`)).body).toMatchObject({
      id,
      method: null,
      url: null,
      dialect: null,
    });
    expect(await api(`POST /v1/deliveries/${id}/retry`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("deleted") },
    });
    const { rows } = await gateway.pool.query("select status from deliveries where id = $1", [id]);
    expect(rows).toEqual([{ status: "failed" }]);
  });

  it("of another workspace are not there", async () => {
    const id = await seed(await newWebhook(), { status: "failed" });
    const as = gateway.theirs;
    expect(idsOf(await api("GET /v1/deliveries?limit=100", { as }))).toEqual([]);
    expect((await api(`GET /v1/deliveries/${id}`, { as })).status).toBe(404);
    expect((await api(`POST /v1/deliveries/${id}/retry`, { as })).status).toBe(404);
  });
});
