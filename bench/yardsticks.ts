import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { clockMs } from "./clock.ts";
import { type Measured, measure, send, warmUp } from "./measure.ts";
import type { Report } from "./report.ts";
import type { Sizes } from "./sizes.ts";
import type { Database } from "./stand/database.ts";
import { type Bench, openPassThrough, openStand } from "./stand/system.ts";
import { ONE_TENANT } from "./stand/tenants.ts";

/** The machine's limits, measured in the same run; each once, when it is first asked for. */
export type Yardsticks = {
  /** Events per second without a database. */
  passThrough(): Promise<Measured>;
  /** Events per second of PostgreSQL alone. */
  rawInserts(): Promise<number>;
};

export const YARDSTICKS = [
  "pass_through.events_per_second",
  "pass_through.cpu_per_1000_events",
  "raw_inserts.events_per_second",
] as const;

type Parts = {
  readonly bench: Bench;
  readonly sizes: Sizes;
  readonly report: Report;
  say(text: string): void;
};

export function createYardsticks(parts: Parts): Yardsticks {
  let passThrough: Promise<Measured> | null = null;
  let rawInserts: Promise<number> | null = null;
  return {
    passThrough() {
      passThrough ??= measurePassThrough(parts);
      return passThrough;
    },
    rawInserts() {
      rawInserts ??= measureRawInserts(parts);
      return rawInserts;
    },
  };
}

async function measurePassThrough({ bench, sizes, report, say }: Parts): Promise<Measured> {
  const { instruments } = bench;
  await using stack = new AsyncDisposableStack();
  const system = await openPassThrough(instruments, stack);
  const pace = { kind: "closed", senders: sizes.senders, count: Number.MAX_SAFE_INTEGER } as const;
  say(`pass-through, ${sizes.senders} senders`);
  await warmUp(instruments, system, { ...pace, seconds: sizes.warmUpSeconds });
  const measured = await measure(instruments, system, { ...pace, seconds: sizes.seconds / 2 });
  const { eventsPerSecond, accepted, lost, acceptMs, tenantMs, cost } = measured;
  report.add({
    figure: YARDSTICKS[0],
    value: eventsPerSecond,
    unit: "events/s",
    details: { accepted, lost, acceptMs, tenantMs, cpuSeconds: cost.cpuSeconds },
  });
  const { system: cpu } = cost.cpuSeconds;
  report.add({
    figure: YARDSTICKS[1],
    value: cpu === null ? null : (cpu / accepted) * 1_000,
    unit: "CPU s",
  });
  if (lost > 0) report.fault(`pass-through: ${lost} deliveries were lost`);
  return measured;
}

const GROUPS_AT_ONCE = 2;
const SAMPLES = 32;

/** As many bytes as the gateway stores for an event, in groups as large as its own with as many senders. */
async function measureRawInserts({ bench, sizes, report, say }: Parts): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const stand = await openStand({ ...bench, profileDirectory: null }, stack);
  const system = await stand.admit(ONE_TENANT);
  const count = { kind: "closed", senders: 1, seconds: 60, count: SAMPLES } as const;
  await send(bench.instruments, system, count);
  await untilNoJobs(stand.database);
  const bytes = await bytesPerEvent(stand.database);
  say(`raw inserts of ${bytes} bytes per event`);
  await stand.database.run("create table bench_raw (id uuid primary key, part bytea not null)");
  await stand.database.settle();
  const group = Math.max(Math.round(sizes.senders / GROUPS_AT_ONCE), 1);
  const { connectionString } = stand.database;
  const endsAt = clockMs() + (sizes.seconds / 2) * 1_000;
  const startedAt = clockMs();
  const inserted = await Promise.all(
    Array.from({ length: GROUPS_AT_ONCE }, () =>
      insertUntil(connectionString, { endsAt, group, bytes }),
    ),
  );
  const seconds = (clockMs() - startedAt) / 1_000;
  const perSecond = inserted.reduce((sum, one) => sum + one, 0) / seconds;
  report.add({
    figure: YARDSTICKS[2],
    value: perSecond,
    unit: "events/s",
    details: { bytesPerEvent: bytes, eventsPerTransaction: group, connections: GROUPS_AT_ONCE },
  });
  return perSecond;
}

async function untilNoJobs(database: Database): Promise<void> {
  while ((await database.countJobs()) > 0) await delay(20);
}

const TABLES = [
  "callbacks",
  "callback_bodies",
  "callback_keys",
  "events",
  "event_keys",
  "calls",
  "deliveries",
  "delivery_bodies",
  "attempts",
  "attempt_bodies",
];

async function bytesPerEvent({ run }: Database): Promise<number> {
  const sums = TABLES.map(
    (table) => `(select coalesce(sum(pg_column_size(t.*)), 0) from ${table} t)`,
  );
  const [row] = await run(
    `select ((${sums.join(" + ")}) / (select count(*) from events))::int as bytes`,
  );
  return row !== undefined && "bytes" in row ? Number(row.bytes) : 0;
}

/** Short of where PostgreSQL begins to compress. */
const LARGEST_PART = 1_900;

/** Returns how many events' bytes were committed. */
async function insertUntil(
  connectionString: string,
  { endsAt, group, bytes }: { endsAt: number; group: number; bytes: number },
): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const partsPerEvent = Math.ceil(bytes / LARGEST_PART);
    const part = Buffer.alloc(Math.ceil(bytes / partsPerEvent), "the bytes of an event, ");
    const parts = Array.from({ length: group * partsPerEvent }, () => part);
    let events = 0;
    while (clockMs() < endsAt) {
      await client.query({
        name: "raw",
        text: `insert into bench_raw select uuidv7(), part from unnest($1::bytea[]) part`,
        values: [parts],
      });
      events += group;
    }
    return events;
  } finally {
    await client.end();
  }
}
