import sql, { raw, type Sql } from "sql-template-tag";
import type { CallbackCount } from "#src/pipeline/stats-ports.ts";
import type { Query } from "./sql.ts";
import type { DeliveryCounts, PendingChange, WebhookTally } from "./stats-tallies.ts";

/** For what belongs to no connection, and for the whole of a workspace: a key has no nulls. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Counts in the transaction of what is counted: one statement, or none. */
export async function countDeliveries(
  query: Query,
  { tallies, pending }: DeliveryCounts,
): Promise<void> {
  if (tallies.length === 0 && pending.length === 0) return;
  if (tallies.length === 0) await query(addPending(pending));
  else if (pending.length === 0) await query(addTallies(tallies));
  else await query(sql`with pending as (${addPending(pending)}) ${addTallies(tallies)}`);
}

function addPending(rows: readonly PendingChange[]): Sql {
  return sql`
    insert into delivery_pending_fresh as p (workspace_id, webhook_id, bucket, writer, pending)
    select s.workspace_id, s.webhook_id, s.bucket, pg_backend_pid(), s.change
    from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.webhookId)}::uuid[],
      ${rows.map((row) => row.bucket)}::timestamptz[], ${rows.map((row) => row.change)}::int[])
      as s (workspace_id, webhook_id, bucket, change)
    on conflict (workspace_id, webhook_id, bucket, writer) do update set pending = p.pending + excluded.pending`;
}

function addTallies(rows: readonly WebhookTally[]): Sql {
  return sql`
    insert into delivery_stats_fresh as c (workspace_id, webhook_id, bucket, writer, delivered, failed, suppressed,
      attempts, failed_attempts, errors, latency)
    select s.workspace_id, s.webhook_id, date_bin('5 minutes', now(), 'epoch'), pg_backend_pid(), s.delivered,
      s.failed, s.suppressed, s.attempts, s.failed_attempts, s.errors::int[], s.latency::int[]
    from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.webhookId)}::uuid[], ${tallyArrays(rows)})
      as s (workspace_id, webhook_id, delivered, failed, suppressed, attempts, failed_attempts, errors, latency)
    on conflict (workspace_id, webhook_id, bucket, writer) do update set ${ADD_TALLIES}`;
}

export type KeptDeliveries = WebhookTally & { readonly minutes: number; readonly bucket: Date };

export async function keepDeliveryStats(
  query: Query,
  rows: readonly KeptDeliveries[],
): Promise<void> {
  await query(sql`
    insert into delivery_stats as c (workspace_id, webhook_id, minutes, bucket, delivered, failed, suppressed,
      attempts, failed_attempts, errors, latency)
    select s.workspace_id, s.webhook_id, s.minutes, s.bucket, s.delivered, s.failed, s.suppressed, s.attempts,
      s.failed_attempts, s.errors::int[], s.latency::int[]
    from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.webhookId)}::uuid[],
      ${rows.map((row) => row.minutes)}::smallint[], ${rows.map((row) => row.bucket)}::timestamptz[],
      ${tallyArrays(rows)})
      as s (workspace_id, webhook_id, minutes, bucket, delivered, failed, suppressed, attempts, failed_attempts,
        errors, latency)
    on conflict (workspace_id, webhook_id, minutes, bucket) do update set ${ADD_TALLIES}`);
}

function tallyArrays(rows: readonly WebhookTally[]): Sql {
  const tallies = rows.map(({ tally }) => tally);
  return sql`
    ${tallies.map((tally) => tally.delivered)}::int[], ${tallies.map((tally) => tally.failed)}::int[],
    ${tallies.map((tally) => tally.suppressed)}::int[], ${tallies.map((tally) => tally.attempts)}::int[],
    ${tallies.map((tally) => tally.failedAttempts)}::int[],
    ${tallies.map((tally) => arrayText(tally.errors))}::text[],
    ${tallies.map((tally) => arrayText(tally.latency))}::text[]`;
}

/** As a value: lists of different lengths make no array of arrays. */
function arrayText(counts: readonly number[]): string {
  return `{${counts.join(",")}}`;
}

const ADD_TALLIES = sql`
  delivered = c.delivered + excluded.delivered, failed = c.failed + excluded.failed,
  suppressed = c.suppressed + excluded.suppressed, attempts = c.attempts + excluded.attempts,
  failed_attempts = c.failed_attempts + excluded.failed_attempts,
  errors = ${added("errors")}, latency = ${added("latency")}`;

/** Elements at the same positions, as core/stats.ts adds lists. */
function added(column: "errors" | "latency"): Sql {
  const name = raw(column);
  return sql`case
    when excluded.${name} = '{}' then c.${name}
    else array(select coalesce(a, 0) + coalesce(b, 0)
      from unnest(c.${name}, excluded.${name}) with ordinality as t (a, b, position) order by position)
    end`;
}

const ADD_CALLBACKS = sql`
  accepted = c.accepted + excluded.accepted, duplicate = c.duplicate + excluded.duplicate,
  unreadable = c.unreadable + excluded.unreadable, rejected = c.rejected + excluded.rejected`;

function callbackArrays(rows: readonly CallbackCount[]): Sql {
  const tallies = rows.map(({ tally }) => tally);
  return sql`
    ${tallies.map((tally) => tally.accepted)}::int[], ${tallies.map((tally) => tally.duplicate)}::int[],
    ${tallies.map((tally) => tally.unreadable)}::int[], ${tallies.map((tally) => tally.rejected)}::int[]`;
}

function connectionsOf(rows: readonly CallbackCount[]): readonly string[] {
  return rows.map(({ connectionId }) => connectionId ?? NOBODY);
}

/** As countDeliveries. */
export async function countCallbacks(query: Query, rows: readonly CallbackCount[]): Promise<void> {
  if (rows.length === 0) return;
  await query(sql`
    insert into callback_stats_fresh as c (workspace_id, provider, connection_id, bucket, writer, accepted, duplicate,
      unreadable, rejected)
    select s.workspace_id, s.provider, s.connection_id, date_bin('5 minutes', now(), 'epoch'), pg_backend_pid(),
      s.accepted, s.duplicate, s.unreadable, s.rejected
    from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.provider)}::text[],
      ${connectionsOf(rows)}::uuid[], ${callbackArrays(rows)})
      as s (workspace_id, provider, connection_id, accepted, duplicate, unreadable, rejected)
    on conflict (workspace_id, provider, connection_id, bucket, writer) do update set ${ADD_CALLBACKS}`);
}

export type KeptCallbacks = CallbackCount & { readonly minutes: number; readonly bucket: Date };

export async function keepCallbackStats(
  query: Query,
  rows: readonly KeptCallbacks[],
): Promise<void> {
  await query(sql`
    insert into callback_stats as c (workspace_id, provider, connection_id, minutes, bucket, accepted, duplicate,
      unreadable, rejected)
    select * from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.provider)}::text[],
      ${connectionsOf(rows)}::uuid[], ${rows.map((row) => row.minutes)}::smallint[],
      ${rows.map((row) => row.bucket)}::timestamptz[], ${callbackArrays(rows)})
    on conflict (workspace_id, minutes, bucket, provider, connection_id) do update set ${ADD_CALLBACKS}`);
}
