import type { Database } from "./database.ts";

const DAYS = 30;
const TABLES = ["callbacks", "events", "deliveries", "attempts"] as const;
/** Of a statement: what a transaction may take while others work. */
const BATCH = 500_000;

export type HistoryOwner = {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** The first has half of all deliveries. */
  readonly webhookIds: readonly string[];
};

/**
 * A month of callbacks, calls, events and deliveries, in partitions of a day as a gateway that ran all the time would
 * have made them: one in a hundred failed, one in a thousand was suppressed, a few hundred wait. Rows are narrow, and
 * attempts and bodies are left out: no list reads them.
 */
export async function storeMonth(
  database: Database,
  owner: HistoryOwner,
  deliveries: number,
): Promise<void> {
  for (const table of TABLES) await database.run(DAILY.replaceAll("TABLE", table));
  await database.run(ID_AT);
  for (let from = 1; from <= deliveries; from += BATCH) {
    const to = Math.min(from + BATCH - 1, deliveries);
    const range = [deliveries, from, to];
    const { workspaceId, connectionId, webhookIds } = owner;
    await database.run(CALLBACKS, [...range, workspaceId, connectionId]);
    await database.run(CALLS, [...range, workspaceId]);
    await database.run(EVENTS, [...range, workspaceId]);
    await database.run(DELIVERIES, [...range, workspaceId, webhookIds]);
  }
  await database.run(PENDING);
  await database.run(STATS);
  await database.run(WHOLE);
}

/** The first partition would hold the whole past. */
const DAILY = `
  do $$
  declare
    today timestamptz := date_trunc('day', now() at time zone 'UTC') at time zone 'UTC';
    least text; most text;
  begin
    if exists (select from TABLE_first) then return; end if;
    drop table TABLE_first;
    for day in ${-DAYS - 1}..1 loop
      least := lpad(to_hex((extract(epoch from today + day * interval '1 day') * 1000)::bigint), 12, '0');
      most := lpad(to_hex((extract(epoch from today + (day + 1) * interval '1 day') * 1000)::bigint), 12, '0');
      begin
        execute format('create table %I partition of TABLE for values from (%L) to (%L)', 'TABLE_bench_' || (day + 50),
          (least || '70008000000000000000')::uuid, (most || '70008000000000000000')::uuid);
      exception when invalid_object_definition then
        null; -- The gateway has made it.
      end;
    end loop;
  end $$`;

const ID_AT = `
  create or replace function pg_temp.id_at(at timestamptz, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
      || '8' || lpad(to_hex(n), 15, '0'))::uuid $$`;

/** The last of them a minute ago. */
const NUMBERED = `
  (select n, now() - interval '1 minute' - ($1::bigint - n) * (interval '${DAYS} days' / $1::bigint) as at
   from generate_series($2::bigint, $3::bigint) n) s`;

const CALLBACKS = `
  insert into callbacks (id, workspace_id, connection_id, provider, type, call_id, verdict, method, target, headers, body,
    body_bytes, remote_address, received_at)
  select pg_temp.id_at(at, n), $4, $5, 'signalwire', 'call-status', 'call-' || n / 5,
    case when n % 1000 = 0 then 'unreadable' else 'accepted' end, 'POST', '/', '[]', '', 0, '127.0.0.1', at
  from ${NUMBERED}`;
const CALLS = `
  insert into calls (workspace_id, call_id, id, state, status, direction, from_number, to_number, started_at, created_at,
    updated_at)
  select $4, 'call-' || n / 5, pg_temp.id_at(at, n), '{"references":[]}', 'ended', 'outbound', '+12089806814',
    '+1213' || lpad((n % 10000000)::text, 7, '0'), at, at, at
  from ${NUMBERED} where n % 5 = 0 on conflict do nothing`;
const EVENTS = `
  insert into events (id, workspace_id, callback_id, type, occurred_at, call_id, dedupe_key, data, created_at, is_wanted)
  select pg_temp.id_at(at, n), $4, pg_temp.id_at(at, n),
    (array['call.callStarted','call.callRinging','call.callAnswered','call.callEnded','call.recordingCompleted'])[1 + n % 5],
    at, 'call-' || n / 5, n, '{}', at, n % 500 <> 0
  from ${NUMBERED}`;
const DELIVERIES = `
  insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, attempts, response_status, last_error,
    error_class, created_at, updated_at, ended_at)
  select pg_temp.id_at(at, n), $4,
    ($5::uuid[])[case when n % 2 = 0 then 1 else 1 + (n / 2) % cardinality($5::uuid[]) end], pg_temp.id_at(at, n),
    (array['call.callStarted','call.status.updated','call.completed','call.callEnded','call.callMissed'])[1 + n % 5],
    case when n % 101 = 0 then 'failed' when n % 997 = 0 then 'suppressed'
      when n > $1::bigint - 200 or n % ($1::bigint / 50 + 1) = 0 then 'pending' else 'delivered' end,
    1, case when n % 101 = 0 then 503 else 200 end, case when n % 101 = 0 then 'HTTP 503' end,
    case when n % 101 = 0 then 'http_error' end, at, at, at
  from ${NUMBERED}`;

/** As they would have been counted. */
const PENDING = `
  insert into delivery_pending (workspace_id, webhook_id, bucket, pending)
  select workspace_id, webhook_id, date_bin('5 minutes', created_at, 'epoch'), count(*)
  from deliveries where status = 'pending' group by 1, 2, 3`;
const STATS = `
  insert into delivery_stats (workspace_id, webhook_id, minutes, bucket, delivered, failed, suppressed, attempts,
    failed_attempts, errors, latency)
  select workspace_id, webhook_id, minutes, date_bin(minutes * interval '1 minute', created_at, 'epoch'),
    count(*) filter (where status = 'delivered'), count(*) filter (where status = 'failed'),
    count(*) filter (where status = 'suppressed'), count(*), count(*) filter (where status = 'failed'),
    array[0,0,0,0,0,0,0,0,0,count(*) filter (where status = 'failed')]::int[],
    array[0,0,count(*) / 2,count(*) / 3,0,0,0,0,0,1]::int[]
  from deliveries, unnest(array[5, 60]::smallint[]) as minutes
  where minutes = 60 or created_at > now() - interval '25 hours'
  group by 1, 2, 3, 4`;
const WHOLE = `
  insert into delivery_stats
  select workspace_id, '00000000-0000-0000-0000-000000000000', minutes, bucket, sum(delivered), sum(failed),
    sum(suppressed), sum(attempts), sum(failed_attempts), array[0,0,0,0,0,0,0,0,0,sum(failed)]::int[],
    array[0,0,sum(delivered) / 2,sum(delivered) / 3]::int[]
  from delivery_stats group by 1, 3, 4`;
