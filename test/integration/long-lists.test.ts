import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";

const MANY = 52_500;
let app: TestApp;
let tenant: AppTenant;
let webhookId: string;

beforeAll(async () => {
  app = await startApp({ ROLE: "api" });
  // Every row is dear to look at, as millions of them are together.
  await app.query(`do $$ begin
    execute format('alter database %I set cpu_tuple_cost = 5', current_database()); end $$`);
  await app.restart();
  tenant = await app.tenant();
  const { body } = await apiOf(app, tenant)("POST /v1/webhooks", {
    body: { url: "https://example.com/hook" },
  });
  webhookId = body.id;
  // One a second; the oldest five failed and have a key of their own, the newest but ten is pending.
  await app.query(
    `insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, created_at)
     select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
       $1, $2, gen_random_uuid(), case when n <= 5 then 'call.rare' else 'call.callEnded' end,
       case when n <= 5 then 'failed' when n = $3 - 10 then 'pending' else 'delivered' end, at
     from (select n, now() - ($3 - n) * interval '1 second' as at from generate_series(1, $3::int) n) s`,
    [tenant.workspaceId, webhookId, MANY],
  );
  await app.query("analyze deliveries");
});

afterAll(() => app[Symbol.asyncDispose]());

async function list(query: string) {
  const { status, body } = await apiOf(
    app,
    tenant,
  )(`GET /v1/webhooks/${webhookId}/deliveries?${query}`);
  return { status, ...body };
}

describe("a long list", () => {
  it("estimates how many there are, and says so", async () => {
    const { meta, data } = await list("limit=100");
    expect(data).toHaveLength(100);
    expect(meta).toMatchObject({ totalIsEstimate: true, hasNext: true, hasPrev: false });
    expect(meta.total).toBeGreaterThan(MANY * 0.8);
    expect(meta.total).toBeLessThan(MANY * 1.2);
    expect(meta.pages).toBe(Math.ceil(meta.total / 100));
  });

  it("is read in the order of its rows' creation, by whatever name", async () => {
    const newest = await list("");
    for (const sort of ["-createdAt", "-id", "-createdAt,status"]) {
      expect((await list(`sort=${sort}`)).data).toEqual(newest.data);
    }
    const oldest = (await list("sort=createdAt")).data;
    expect(oldest[0].createdAt < oldest[1].createdAt).toBe(true);
    expect(oldest[0].eventKey).toBe("call.rare");
  });

  it("is not sorted otherwise", async () => {
    for (const query of ["sort=status", "sort=-updatedAt&cursor=start"]) {
      const { status, errors } = await list(query);
      expect([status, errors]).toEqual([
        400,
        [{ path: "sort", message: expect.stringContaining("up to 10000 rows") }],
      ]);
    }
  });

  it("has pages by number as far as row 100,000, and by cursor to its end", async () => {
    const [, far] = [await list(""), await list("page=500&limit=100")];
    expect(far.data).toHaveLength(100);
    expect(far.meta).toMatchObject({ page: 500, hasNext: true, hasPrev: true });
    const beside = await list(`limit=100&cursor=${far.meta.nextCursor}`);
    expect(beside.data).toEqual((await list("page=501&limit=100")).data);
    const { status, errors } = await list("page=1001&limit=100");
    expect([status, errors[0].path]).toEqual([400, "page"]);
  });

  it("finds what failed among all that arrived", async () => {
    const failed = await list('filter=eq(status,"failed")');
    expect(failed.data).toHaveLength(5);
    expect(failed.meta).toMatchObject({ total: 5, hasNext: false });
    expect(failed.meta).not.toHaveProperty("totalIsEstimate");
  });

  it("finds what is pending by when it was made", async () => {
    const [pending] = await app.query<{ id: string }>(
      "select id from deliveries where status = 'pending'",
    );
    const asked = 'filter=eq(status,"pending")';
    expect(await list(asked)).toMatchObject({ data: [], meta: { total: 0 } });
    await app.query(
      `insert into delivery_pending (workspace_id, webhook_id, bucket, pending)
       select workspace_id, webhook_id, date_bin('5 minutes', created_at, 'epoch'), 1
       from deliveries where status = 'pending'`,
    );
    expect(await list(asked)).toMatchObject({ data: [{ id: pending?.id }], meta: { total: 1 } });
    const { body } = await apiOf(app, tenant)("GET /v1/stats/deliveries");
    expect(body.totals.pending).toBe(1);
    expect(body.oldestWaiting.deliveryId).toBe(pending?.id);
  });

  it("is searched in steps: a page says how far it looked", async () => {
    const filter = 'filter=eq(eventKey,"call.rare")';
    const first = await list(filter);
    expect(first.data).toEqual([]);
    expect(first.meta).toMatchObject({ hasNext: true, totalIsEstimate: true });
    const second = await list(`${filter}&cursor=${first.meta.nextCursor}`);
    expect(second.data).toHaveLength(5);
    expect(second.meta).toMatchObject({ hasNext: false, nextCursor: null });
    const back = await list(`${filter}&sort=createdAt&cursor=start`);
    expect(back.data).toHaveLength(5);
    expect(back.meta.hasNext).toBe(true);
  });

  it("finds a time by the ids", async () => {
    const at = (await list("page=300&limit=100")).data[0].createdAt;
    const around = await list(`filter=and(gte(createdAt,"${at}"),lte(createdAt,"${at}"))`);
    expect(around.data).toMatchObject([{ createdAt: at }]);
    expect(around.meta).toMatchObject({ total: 1 });
  });
});
