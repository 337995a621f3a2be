import type { Database } from "./database.ts";

const BATCH = 50_000;

/** Columns that tell one copy from another, by table; all others are the model's. */
const OWN_COLUMNS = {
  callbacks: {
    id: "s.callback_id",
    call_id: "s.call_id",
    digest: "'\\x' || encode(sha256(s.call_id::text::bytea), 'hex')",
    number: "nextval('record_numbers')",
  },
  calls: { id: "gen_random_uuid()", call_id: "s.call_id", wake_at: "null::text" },
  events: {
    id: "s.event_id",
    callback_id: "s.callback_id",
    call_id: "s.call_id",
    dedupe_key: "'history:' || s.call_id",
  },
  deliveries: { id: "s.delivery_id", event_id: "s.event_id", number: "nextval('record_numbers')" },
  attempts: { delivery_id: "s.delivery_id" },
  callback_bodies: { id: "s.callback_id" },
  delivery_bodies: { id: "s.delivery_id" },
  attempt_bodies: { delivery_id: "s.delivery_id" },
  callback_keys: { key: "gen_random_uuid()", id: "s.callback_id" },
  event_keys: { key: "gen_random_uuid()", id: "s.event_id" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/**
 * Fills the tables with copies of one event that went all its way, so that they are what the gateway itself would have
 * written, whatever columns there are.
 */
export async function storeHistory(database: Database, deliveries: number): Promise<void> {
  await database.run(`
    create temporary table bench_model as
    select d.id as delivery_id, e.id as event_id, e.callback_id, e.workspace_id, e.call_id
    from deliveries d join events e on e.id = d.event_id where d.status = 'delivered' limit 1`);
  await database.run(`
    create temporary table bench_seed (callback_id uuid, event_id uuid, delivery_id uuid, call_id uuid)`);
  for (let stored = 0; stored < deliveries; stored += BATCH) {
    const count = Math.min(BATCH, deliveries - stored);
    await database.run("truncate bench_seed");
    await database.run(
      `insert into bench_seed
       select uuidv7(), uuidv7(), uuidv7(), gen_random_uuid() from generate_series(1, $1::int)`,
      [count],
    );
    for (const table of TABLES) {
      await database.run(copies(table, await columnsOf(database, table)));
    }
  }
  await database.run("drop table bench_model, bench_seed");
}

/** The rows of the model. */
const MODEL = {
  callbacks: "t.id = m.callback_id",
  calls: "t.workspace_id = m.workspace_id and t.call_id = m.call_id",
  events: "t.id = m.event_id",
  deliveries: "t.id = m.delivery_id",
  attempts: "t.delivery_id = m.delivery_id and t.number = 1",
  callback_bodies: "t.id = m.callback_id",
  delivery_bodies: "t.id = m.delivery_id",
  attempt_bodies: "t.delivery_id = m.delivery_id and t.number = 1",
  callback_keys: "t.id = m.callback_id",
  event_keys: "t.id = m.event_id",
} as const satisfies Record<Table, string>;

type Table = keyof typeof OWN_COLUMNS;
const TABLES = Object.keys(OWN_COLUMNS) as readonly Table[];

/** Those that can be written. */
async function columnsOf({ run }: Database, table: Table): Promise<readonly string[]> {
  const rows = await run(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}

function copies(table: Table, columns: readonly string[]): string {
  const own = Object.entries(OWN_COLUMNS[table]).map(([name, value]) => `'${name}', ${value}`);
  return `
    insert into ${table} (${columns.join(", ")})
    select ${columns.map((column) => `r.${column}`).join(", ")} from bench_seed s cross join bench_model m join ${table} t on ${MODEL[table]},
      lateral jsonb_populate_record(t, jsonb_build_object(${own.join(", ")})) r`;
}
