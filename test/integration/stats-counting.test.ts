import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDeliveries, ERROR_POSITIONS, NO_DELIVERIES } from "#src/core/stats.ts";
import { preparedOn } from "#src/db/sql.ts";
import { createStatsUpkeep } from "#src/db/stats-upkeep.ts";
import { countDeliveries } from "#src/db/stats-writes.ts";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let sink: Sink;
let tenant: Tenant;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  tenant = await lab.tenant();
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

type Row = {
  readonly delivered: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly attempts: number;
  readonly failed_attempts: number;
  readonly errors: readonly number[];
  readonly latency: readonly number[];
};
const COLUMNS = "delivered, failed, suppressed, attempts, failed_attempts, errors, latency";
const WHOLE = "00000000-0000-0000-0000-000000000000";

/** What was counted, whichever table it is in. `whole`: of the workspace, as far as it is folded. */
async function counted(minutes = 60) {
  const rows = await lab.query<Row>(
    `select ${COLUMNS} from delivery_stats where minutes = $1 and webhook_id <> $2
     union all select ${COLUMNS} from delivery_stats_fresh`,
    [minutes, WHOLE],
  );
  return rows
    .map(({ failed_attempts: failedAttempts, ...row }) => ({ ...row, failedAttempts }))
    .reduce(addDeliveries, NO_DELIVERIES);
}

async function pending(): Promise<number> {
  const [row] = await lab.query<{ pending: string | null }>(
    `select sum(pending) as pending from (
       select pending from delivery_pending union all select pending from delivery_pending_fresh) as p`,
  );
  return Number(row?.pending ?? 0);
}

/** The rows themselves, one by one. */
async function raw() {
  const [row] = await lab.query<{
    attempts: number;
    delivered: number;
    failed: number;
    suppressed: number;
    pending: number;
    classes: Readonly<Record<string, number>> | null;
  }>(`
    select (select count(*)::int from attempts) as attempts,
      (select count(*)::int from attempts where error_class is null) as delivered,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'suppressed')::int as suppressed,
      count(*) filter (where status = 'pending')::int as pending,
      (select json_object_agg(error_class, count) from (
        select error_class, count(*) from attempts where error_class is not null group by 1) as c)::jsonb as classes
    from deliveries`);
  if (row === undefined) throw new Error("nothing was counted");
  return row;
}

async function nothingWaits(timeoutMs = 30_000): Promise<void> {
  await waitFor(async () => (await raw()).pending === 0, { what: "all to end", timeoutMs });
  await waitFor(async () => (await lab.jobs()).length === 0, { what: "no job to be left" });
}

/** As if the five minutes were over: what is written now is put together at once. */
async function fold({ storage }: Gateway): Promise<void> {
  for (const table of ["delivery_stats_fresh", "callback_stats_fresh"]) {
    await lab.query(`update ${table} set bucket = bucket - interval '10 minutes'
      where bucket > now() - interval '5 minutes'`);
  }
  await lab.query(`update delivery_pending_fresh set bucket = bucket - interval '10 minutes'
    where bucket > now() - interval '5 minutes'`);
  await createStatsUpkeep(storage.transaction).fold();
}

/** Ends a few of the gateways' connections, whatever they are at; how many. */
async function breakConnections(): Promise<number> {
  const broken = await lab.query(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like 'gateway%' and state <> 'idle'
    order by random() limit 2`);
  return broken.length;
}

/** Callbacks at both, while connections break and rows are put together; how many connections were broken. */
async function disturbed(...gateways: readonly [Gateway, ...Gateway[]]): Promise<number> {
  let broken = 0;
  for (let round = 0; round < 12; round++) {
    const sent = Array.from({ length: 20 }, (_, n) => {
      const gateway = gateways[n % gateways.length] ?? gateways[0];
      // An answer may be lost with its connection: what was committed then is not told again.
      return gateway.ingest(tenant, [message(`${round} ${n}`)]).catch(() => undefined);
    });
    if (round % 3 === 1) broken += await breakConnections();
    if (round % 4 === 2) await fold(gateways[0]);
    await Promise.all(sent);
  }
  return broken;
}

/** Some of what failed; how many. */
async function sendAgain({ redeliver }: Gateway, most: number): Promise<number> {
  const { workspaceId } = tenant;
  const failed = (await lab.deliveries(tenant)).filter(({ status }) => status === "failed");
  const sent = failed.slice(0, most).map(({ id: deliveryId, webhook_id: webhookId }) => {
    return redeliver({ workspaceId, webhookId, deliveryId }, ["failed"]);
  });
  return (await Promise.all(sent)).filter(({ ok }) => ok).length;
}

function byClass(errors: readonly number[]): Readonly<Record<string, number>> {
  const classes = Object.entries(ERROR_POSITIONS).map(
    ([name, position]) => [name, errors[position] ?? 0] as const,
  );
  return Object.fromEntries(classes.filter(([, count]) => count > 0));
}

const ONCE_MORE = { maxAttempts: 2, initialDelay: 0.05, maxDelay: 0.05, backoffFactor: 1 } as const;

describe("what is counted as it happens", () => {
  it("is what there is: two processes, retries, broken transactions, sent again by hand", async () => {
    sink.answers(async () => ({ status: Math.random() < 0.6 ? 200 : 500 }));
    for (let n = 0; n < 4; n++)
      await lab.webhook(tenant, { url: sink.url, retryPolicy: ONCE_MORE });
    await lab.webhook(tenant, { url: sink.url, isActive: false });
    await lab.webhook(tenant, { url: "http://127.0.0.1:1/", retryPolicy: ONCE_MORE });
    await using first = await lab.startGateway({ name: "gateway 1" });
    await using second = await lab.startGateway({ name: "gateway 2" });

    const broken = await disturbed(first, second);
    await nothingWaits();
    const reopened = await sendAgain(second, 20);
    await nothingWaits();
    await fold(second);

    const rows = await raw();
    expect(broken).toBeGreaterThan(0);
    expect(rows.attempts).toBeGreaterThan(300);
    expect(rows.suppressed).toBeGreaterThan(100);
    expect(reopened).toBeGreaterThan(5);
    for (const minutes of [5, 60]) {
      const counts = await counted(minutes);
      expect(counts).toMatchObject({
        delivered: rows.delivered,
        // Those that were opened anew failed before, whatever became of them since.
        failed: rows.failed + reopened,
        suppressed: rows.suppressed,
        attempts: rows.attempts,
        failedAttempts: rows.attempts - rows.delivered,
      });
      expect(byClass(counts.errors)).toEqual(rows.classes);
    }
    expect(await pending()).toBe(0);
    expect(await whole()).toEqual(await counted());
  });

  it("counts what waits while it waits", async () => {
    const webhookId = await lab.webhook(tenant, { url: sink.url });
    await using gateway = await lab.startGateway();
    const release = sink.holds();
    await Promise.all(
      Array.from({ length: 7 }, (_, n) => gateway.ingest(tenant, [message(`held ${n}`)])),
    );
    await sink.received(7);
    expect([await pending(), (await raw()).pending]).toEqual([7, 7]);
    await fold(gateway);
    expect(await pending()).toBe(7);
    release();
    await nothingWaits();
    await waitFor(async () => (await pending()) === 0, {
      what: "nothing to be counted as waiting",
    });
    const [delivery] = await lab.deliveries(tenant);
    const ref = { workspaceId: tenant.workspaceId, webhookId, deliveryId: delivery?.id ?? "" };
    const releaseAgain = sink.holds();
    expect((await gateway.redeliver(ref)).ok).toBe(true);
    await sink.received(8);
    expect(await pending()).toBe(1);
    releaseAgain();
    await nothingWaits();
    expect(await pending()).toBe(0);
    expect((await counted()).latency.reduce((sum, count) => sum + count, 0)).toBe(7);
  });

  it("is put together when its five minutes are over, and goes when it is old", async () => {
    const webhookId = await lab.webhook(tenant, { url: sink.url });
    await using gateway = await lab.startGateway({ role: "api" });
    const upkeep = createStatsUpkeep(gateway.storage.transaction);
    const { workspaceId } = tenant;
    const tallies = [{ workspaceId, webhookId, tally: { ...NO_DELIVERIES, attempts: 1 } }];
    await gateway.storage.transaction((client) =>
      countDeliveries(preparedOn(client), { tallies, pending: [] }),
    );
    expect(await upkeep.fold()).toBe(0);
    await fold(gateway);
    const kept = () =>
      lab.query("select minutes, webhook_id = $1 as whole from delivery_stats order by 1, 2", [
        WHOLE,
      ]);
    expect(await kept()).toEqual(
      [5, 60].flatMap((minutes) => [false, true].map((whole) => ({ minutes, whole }))),
    );
    const [past, future] = [new Date(Date.now() - 7_200_000), new Date(Date.now() + 60_000)];
    expect(await upkeep.forget({ 5: past, 60: past })).toBe(0);
    expect(await upkeep.forget({ 5: future, 60: past })).toBe(2);
    expect(await kept()).toEqual([false, true].map((whole) => ({ minutes: 60, whole })));
  });

  it("waits for nobody: two processes count for one webhook in whatever order", async () => {
    const ids = [
      await lab.webhook(tenant, { url: sink.url }),
      await lab.webhook(tenant, { url: sink.url }),
    ];
    await using gateway = await lab.startGateway({ poolSize: 4 });
    const tally = { ...NO_DELIVERIES, attempts: 1 };
    const { workspaceId } = tenant;
    let runs = 0;
    const inOrder = (order: readonly string[]) =>
      gateway.storage.transaction(async (client) => {
        runs++;
        for (const webhookId of order) {
          const tallies = [{ workspaceId, webhookId, tally }];
          await countDeliveries(preparedOn(client), { tallies, pending: [] });
          await delay(50);
        }
      });
    await Promise.all([inOrder(ids), inOrder(ids.toReversed())]);
    expect((await counted()).attempts).toBe(4);
    // A transaction that runs into a deadlock is run again.
    expect(runs).toBe(2);
  });
});

async function whole() {
  const rows = await lab.query<Row>(
    `select ${COLUMNS} from delivery_stats where minutes = 60 and webhook_id = $1`,
    [WHOLE],
  );
  return rows
    .map(({ failed_attempts: failedAttempts, ...row }) => ({ ...row, failedAttempts }))
    .reduce(addDeliveries, NO_DELIVERIES);
}
