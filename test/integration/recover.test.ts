import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RECOVERY_FIELDS } from "#src/core/filter-fields.ts";
import { type Api, type ApiReply, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const EVER = "2020-01-01T00:00:00Z";
const ONCE = { maxAttempts: 1, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };

let app: TestApp;
let ours: AppTenant;
let theirs: AppTenant;
let api: Api;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
  theirs = await app.tenant();
});

beforeEach(async () => {
  await sink?.[Symbol.asyncDispose]();
  sink = await createSink(() => ({ status: 500 }));
  ours = await app.tenant();
  api = apiOf(app, ours);
});

afterAll(async () => {
  await sink?.[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function newWebhook(settings: object = {}): Promise<string> {
  const made = await api("POST /v1/webhooks", {
    body: { url: sink.url, eventKeys: ["tool.invoked"], retryPolicy: ONCE, ...settings },
  });
  expect(made).toMatchObject({ status: 201 });
  return made.body.id;
}

type Row = { readonly id: string; readonly status: string; readonly attempts: number };

function deliveries(webhookId: string): Promise<readonly Row[]> {
  return app.query<Row>("select id, status, attempts from deliveries where webhook_id = $1", [
    webhookId,
  ]);
}

function allAre(webhookId: string, status: string, count: number): Promise<readonly Row[]> {
  return waitFor(
    async () => {
      const rows = await deliveries(webhookId);
      return rows.length === count && rows.every((row) => row.status === status) && rows;
    },
    { what: `${count} ${status} deliveries` },
  );
}

async function publish(count: number): Promise<void> {
  const event = { type: "tool.invoked", data: { toolIdentifier: "t", result: { success: true } } };
  const body = { events: Array.from({ length: count }, () => event) };
  expect(await api("POST /v1/events/batch", { body })).toMatchObject({ status: 202 });
}

/** A webhook with so many deliveries that were given up. */
async function failing(count: number): Promise<string> {
  const id = await newWebhook();
  await publish(count);
  await allAre(id, "failed", count);
  return id;
}

function recover(webhookId: string, body: unknown = { since: EVER }): Promise<ApiReply> {
  return api(`POST /v1/webhooks/${webhookId}/recover`, { body });
}

function ended({ body }: ApiReply): Promise<ApiReply["body"]> {
  return waitFor(
    async () => {
      const found = await api(`GET /v1/webhooks/${body.webhookId}/recoveries/${body.id}`);
      return found.body.state !== "running" && found.body;
    },
    { what: "the recovery to end" },
  );
}

describe("a recovery", () => {
  it("as a dry run counts and sends nothing", async () => {
    const id = await failing(3);
    expect(await recover(id, { since: EVER, dryRun: true })).toMatchObject({
      status: 200,
      body: { count: 3, dryRun: true },
    });
    await allAre(id, "failed", 3);
    expect(sink.requests).toHaveLength(3);
    expect(await api(`GET /v1/webhooks/${id}/recoveries`)).toMatchObject({ body: { data: [] } });
  });

  it("sends what had failed again, under its ids and with its bodies, and says how far it is", async () => {
    const id = await failing(3);
    const before = new Map(sink.requests.map(({ deliveryId, body }) => [deliveryId, body]));
    sink.answers(() => ({ status: 200 }));
    const started = await recover(id);
    expect(started.status).toBe(202);
    const path = `/v1/webhooks/${id}/recoveries/${started.body.id}`;
    expect(started.headers.get("Location")).toBe(path);
    expect(started.body).toEqual({
      id: expect.any(String),
      webhookId: id,
      state: "running",
      since: "2020-01-01T00:00:00.000Z",
      until: expect.any(String),
      statuses: ["failed", "suppressed"],
      count: 3,
      total: 3,
      requeued: 0,
      skipped: 0,
      dryRun: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      endedAt: null,
    });
    const { count: _count, dryRun: _dryRun, ...recovery } = started.body;
    expect(await ended(started)).toEqual({
      ...recovery,
      state: "completed",
      requeued: 3,
      updatedAt: expect.any(String),
      endedAt: expect.any(String),
    });
    await allAre(id, "delivered", 3);
    const again = sink.requests.slice(3);
    expect(new Map(again.map(({ deliveryId, body }) => [deliveryId, body]))).toEqual(before);
    expect(again.every(({ attempt }) => attempt === 2)).toBe(true);
    const listed = await api(`GET /v1/webhooks/${id}/recoveries?filter=eq(state,"completed")`);
    expect(listed.body).toMatchObject({ data: [{ id: recovery.id }], meta: { total: 1 } });
  });

  it("includes what was suppressed, once the webhook is on", async () => {
    const id = await newWebhook({ isActive: false });
    await publish(2);
    await allAre(id, "suppressed", 2);
    sink.answers(() => ({ status: 200 }));
    expect(await recover(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("inactive") },
    });
    expect(await recover(id, { since: EVER, dryRun: true })).toMatchObject({ body: { count: 2 } });
    await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: true } });
    expect(await ended(await recover(id))).toMatchObject({ requeued: 2, state: "completed" });
    await allAre(id, "delivered", 2);
    expect(sink.requests).toHaveLength(2);
  });

  it("takes only the statuses that are asked for", async () => {
    const id = await failing(1);
    await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } });
    await publish(2);
    await waitFor(async () => (await deliveries(id)).length === 3);
    const count = async (statuses: readonly string[]) =>
      (await recover(id, { since: EVER, dryRun: true, statuses })).body.count;
    expect(await count(["failed"])).toBe(1);
    expect(await count(["suppressed"])).toBe(2);
    expect(await count(["suppressed", "failed", "failed"])).toBe(3);
  });

  it("takes what was made from since on and before until", async () => {
    const id = await failing(2);
    await app.query(
      `update deliveries set created_at = '2026-01-02T00:00:00Z'
       where id = (select min(id::text)::uuid from deliveries where webhook_id = $1)`,
      [id],
    );
    const count = async (since: string, until?: string) =>
      (await recover(id, { since, until, dryRun: true })).body.count;
    expect(await count("2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z")).toBe(1);
    expect(await count("2026-01-01T19:00:00-05:00", "2026-01-02T01:00:01+01:00")).toBe(1);
    expect(await count("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")).toBe(0);
    expect(await count("2026-01-02T00:00:01Z")).toBe(1);
    expect(await count("1970-01-01T00:00:00Z")).toBe(2);
  });

  it("of nothing has completed at once", async () => {
    expect(await recover(await newWebhook())).toMatchObject({
      status: 202,
      body: { count: 0, state: "completed", endedAt: expect.any(String) },
    });
  });

  it("leaves tests, others' deliveries and what is pending alone", async () => {
    const id = await failing(1);
    await api(`POST /v1/webhooks/${id}/test`, { body: { eventKey: "tool.invoked" } });
    const waiting = await newWebhook({
      retryPolicy: { ...ONCE, maxAttempts: 2, initialDelay: 60, maxDelay: 60 },
    });
    await api(`PATCH /v1/webhooks/${id}`, { body: { isActive: false } });
    await publish(1);
    await waitFor(async () => (await deliveries(waiting))[0]?.attempts === 1);
    const dry = { since: EVER, dryRun: true, statuses: ["failed"] };
    expect(await recover(id, dry)).toMatchObject({ body: { count: 1 } });
    expect(await recover(waiting, dry)).toMatchObject({ body: { count: 0 } });
  });
});

describe("the recoveries of a webhook", () => {
  it.each(Object.keys(RECOVERY_FIELDS))("are sorted and filtered by %s", async (field) => {
    const id = await newWebhook();
    const first = await recover(id);
    const second = await recover(id);
    const list = async (query: string) =>
      (await api(`GET /v1/webhooks/${id}/recoveries?${query}`)).body.data.map(
        (found: { id: string }) => found.id,
      );
    const oldestFirst = [first.body.id, second.body.id];
    expect((await list(`sort=${field}`)).toSorted()).toEqual(oldestFirst.toSorted());
    expect(await list(`sort=-${field}`)).toEqual(oldestFirst.toReversed());
    expect(await list(`filter=eq(${field},null)`)).toEqual([]);
    expect(await list(`filter=ne(${field},null)&limit=1&sort=createdAt`)).toEqual([first.body.id]);
  });
});

describe("nothing is sent twice", () => {
  it("by recoveries that run at once", async () => {
    const count = 250;
    const id = await failing(count);
    sink.answers(() => ({ status: 200 }));
    const both = await Promise.all([recover(id), recover(id)]);
    const [one, two] = await Promise.all(both.map(ended));
    expect(one.requeued + two.requeued).toBe(count);
    expect(one.skipped + two.skipped).toBe(count);
    await allAre(id, "delivered", count);
    expect(sink.requests).toHaveLength(2 * count);
  });

  it("that fails once more, by whichever recovery", async () => {
    const count = 150;
    const id = await failing(count);
    const both = await Promise.all([recover(id), recover(id)]);
    const [one, two] = await Promise.all(both.map(ended));
    await allAre(id, "failed", count);
    expect(one.requeued + two.requeued).toBe(count);
    expect(sink.requests).toHaveLength(2 * count);
    // A recovery that is asked for now is for what has failed by now.
    expect(await recover(id, { since: EVER, dryRun: true })).toMatchObject({ body: { count } });
  });

  it("that was retried by hand before its turn came", async () => {
    const count = 250;
    const id = await failing(count);
    const [last] = await app.query<Row>(
      "select id from deliveries where webhook_id = $1 order by id desc limit 1",
      [id],
    );
    sink.answers(() => ({ status: 200 }));
    const started = await recover(id);
    expect(await api(`POST /v1/webhooks/${id}/deliveries/${last?.id}/retry`)).toMatchObject({
      status: 202,
    });
    expect(await ended(started)).toMatchObject({ total: count, requeued: count - 1, skipped: 1 });
    await allAre(id, "delivered", count);
    expect(sink.requests).toHaveLength(2 * count);
  });
});

describe("a recovery stops", () => {
  it("when it is canceled; what was queued by then is sent", async () => {
    const count = 450;
    const id = await failing(count);
    sink.answers(() => ({ status: 200 }));
    const started = await recover(id);
    await sink.received(count + 1);
    const path = `/v1/webhooks/${id}/recoveries/${started.body.id}`;
    const canceled = await api(`DELETE ${path}`);
    expect(canceled).toMatchObject({
      status: 200,
      body: { state: "canceled", endedAt: expect.any(String) },
    });
    const { requeued } = canceled.body;
    expect(requeued).toBeGreaterThan(0);
    expect(requeued).toBeLessThan(count);
    await sink.received(count + requeued);
    expect((await api(`GET ${path}`)).body).toEqual(canceled.body);
    expect((await api(`DELETE ${path}`)).body).toEqual(canceled.body);
    // The rest is there for another one.
    expect(await recover(id, { since: EVER, dryRun: true })).toMatchObject({
      body: { count: count - requeued },
    });
  });

  it("and cannot be canceled when it has completed", async () => {
    const done = await recover(await newWebhook());
    const path = `/v1/webhooks/${done.body.webhookId}/recoveries/${done.body.id}`;
    expect(await api(`DELETE ${path}`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("completed") },
    });
  });

  it("when its webhook is switched off", async () => {
    const id = await failing(350);
    sink.answers(() => ({ status: 410 }));
    const stopped = await ended(await recover(id));
    expect(stopped.state).toBe("canceled");
    expect(stopped.requeued).toBeLessThan(350);
  });

  it("with its webhook", async () => {
    const id = await failing(1);
    const { body } = await recover(id);
    await api(`DELETE /v1/webhooks/${id}`);
    expect(await api(`GET /v1/webhooks/${id}/recoveries/${body.id}`)).toMatchObject({
      status: 404,
    });
    expect(await api(`GET /v1/webhooks/${id}/recoveries`)).toMatchObject({ status: 404 });
  });
});

describe("a recovery is refused", () => {
  const future = new Date(Date.now() + 3_600_000).toISOString();
  it.each([
    ["no since", {}, "since"],
    ["a since of null", { since: null }, "since"],
    ["a since that is a number", { since: 1_700_000_000 }, "since"],
    ["a since without a zone", { since: "2025-01-01T00:00:00" }, "since"],
    ["a date alone", { since: "2025-01-01" }, "since"],
    ["a day that is not", { since: "2025-02-30T00:00:00Z" }, "since"],
    ["the year 0", { since: "0000-01-01T00:00:00Z" }, "since"],
    ["NUL in since", { since: "2025-01-01T00:00:00Z\0" }, "since"],
    ["a since in the future", { since: future }, "since"],
    ["the end of time", { since: "9999-12-31T23:59:59Z" }, "since"],
    ["an until in the future", { since: EVER, until: future }, "until"],
    ["an until before since", { since: EVER, until: "2019-12-31T23:59:59Z" }, "until"],
    ["an until at since", { since: EVER, until: EVER }, "until"],
    ["no statuses", { since: EVER, statuses: [] }, "statuses"],
    ["another status", { since: EVER, statuses: ["delivered"] }, "statuses.0"],
    ["a status that is no list", { since: EVER, statuses: "failed" }, "statuses"],
    ["a dryRun in words", { since: EVER, dryRun: "true" }, "dryRun"],
    ["no object", [], "body"],
  ])("for %s", async (_what, body, path) => {
    const id = await newWebhook();
    expect(await recover(id, body)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
    expect(await api(`GET /v1/webhooks/${id}/recoveries`)).toMatchObject({ body: { data: [] } });
  });

  it("for others, without the scope, and where nothing is", async () => {
    const id = await failing(1);
    const { body } = await recover(id);
    const reader = { headers: await ours.newKey(["webhooks:read"]) };
    const writer = { headers: await ours.newKey(["webhooks:write"]) };
    const own = { body: { since: EVER } };
    const one = `/v1/webhooks/${id}/recoveries/${body.id}`;
    const requests: [string, object, number][] = [
      [`POST /v1/webhooks/${id}/recover`, { ...own, as: theirs }, 404],
      [`POST /v1/webhooks/${id}/recover`, { body: { since: EVER, dryRun: true }, as: theirs }, 404],
      [`POST /v1/webhooks/${id}/recover`, { ...own, as: reader }, 403],
      [`POST /v1/webhooks/${randomUUID()}/recover`, own, 404],
      [`GET /v1/webhooks/${id}/recoveries`, { as: theirs }, 404],
      [`GET /v1/webhooks/${id}/recoveries`, { as: writer }, 403],
      [`GET ${one}`, { as: theirs }, 404],
      [`GET ${one}`, { as: writer }, 403],
      [`DELETE ${one}`, { as: theirs }, 404],
      [`DELETE ${one}`, { as: reader }, 403],
      [`GET /v1/webhooks/${randomUUID()}/recoveries/${body.id}`, {}, 404],
      [`DELETE /v1/webhooks/${randomUUID()}/recoveries/${body.id}`, {}, 404],
      [`GET /v1/webhooks/${id}/recoveries/${randomUUID()}`, {}, 404],
      [`GET /v1/webhooks/${id}/recoveries/none`, {}, 404],
    ];
    for (const [request, call, status] of requests) {
      expect([request, (await api(request, call)).status]).toEqual([request, status]);
    }
  });
});
