import sql from "sql-template-tag";
import {
  answerOf,
  FIRST_PAUSE_SECONDS,
  LONGEST_PAUSE_SECONDS,
  OPENS_AFTER,
} from "#src/core/circuit.ts";
import type { Query } from "#src/db/sql.ts";
import { LEASE_SECONDS } from "#src/pipeline/jobs.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";

/** Attempts to one webhook that were not answered since the last one that was. */
type Streak = {
  readonly webhookId: string;
  readonly failures: number;
  readonly deliveries: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
};

type Told = { readonly answered: readonly string[]; readonly streaks: readonly Streak[] };

/** What a batch of results says of the endpoints. */
export function toldBy(results: readonly AttemptResult[]): Told {
  const answered: string[] = [];
  const streaks: Streak[] = [];
  for (const [webhookId, own] of Map.groupBy(results, ({ outgoing }) => outgoing.webhook.id)) {
    let lastAnswer = Number.NEGATIVE_INFINITY;
    for (const result of own) {
      if (answerTo(result) === "answered") {
        lastAnswer = Math.max(lastAnswer, result.startedAt.getTime());
      }
    }
    if (lastAnswer > Number.NEGATIVE_INFINITY) answered.push(webhookId);
    const failed = own.filter(
      (result) => answerTo(result) === "failed" && result.startedAt.getTime() > lastAnswer,
    );
    const times = failed.map(({ startedAt }) => startedAt.getTime());
    if (times.length === 0) continue;
    streaks.push({
      webhookId,
      failures: failed.length,
      // A delivery is counted with the first attempt of its schedule.
      deliveries: failed.filter(
        ({ outgoing: { attempt, attemptsBefore } }) => attempt === attemptsBefore + 1,
      ).length,
      firstAt: new Date(Math.min(...times)),
      lastAt: new Date(Math.max(...times)),
    });
  }
  return { answered, streaks };
}

function answerTo({ errorClass, response }: AttemptResult) {
  return answerOf(errorClass, response?.status ?? null);
}

/** Rows are taken in one order, so that two batches cannot deadlock. */
export async function noteAnswers(query: Query, told: Told): Promise<void> {
  if (told.answered.length > 0) await closeCircuits(query, told.answered);
  if (told.streaks.length > 0) await addFailures(query, told.streaks);
}

export async function closeCircuits(query: Query, webhookIds: readonly string[]): Promise<void> {
  await query(sql`
    delete from circuits where webhook_id in (
      select webhook_id from circuits where webhook_id = any(${[...webhookIds]}::uuid[])
      order by webhook_id for update)`);
}

/** What began before the circuit opened says nothing of the look that was taken since: only that one trips it again. */
async function addFailures(query: Query, streaks: readonly Streak[]): Promise<void> {
  const rows = streaks.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  const { failures, deliveries, spanSeconds } = OPENS_AFTER;
  await query(sql`
    insert into circuits as c (webhook_id, failures, failed_deliveries, first_failed_at, last_failed_at)
    select s.* from unnest(
      ${rows.map((row) => row.webhookId)}::uuid[], ${rows.map((row) => row.failures)}::int[],
      ${rows.map((row) => row.deliveries)}::int[], ${rows.map((row) => row.firstAt)}::timestamptz[],
      ${rows.map((row) => row.lastAt)}::timestamptz[])
      as s (webhook_id, failures, deliveries, first_at, last_at)
    where exists (select from webhooks w where w.id = s.webhook_id)
    order by s.webhook_id
    on conflict (webhook_id) do update set
      failures = least(c.failures::bigint + excluded.failures, 1000000000),
      failed_deliveries = least(c.failed_deliveries::bigint + excluded.failed_deliveries, 1000000000),
      first_failed_at = least(c.first_failed_at, excluded.first_failed_at),
      last_failed_at = greatest(c.last_failed_at, excluded.last_failed_at),
      trips = least(c.trips + coalesce(c.probe_at <= excluded.last_failed_at, false)::int, 30),
      retry_at = case when c.probe_at <= excluded.last_failed_at
        then now() + interval '1 second'
          * least(${FIRST_PAUSE_SECONDS}::float8 * 2 ^ (c.trips + 1), ${LONGEST_PAUSE_SECONDS}::float8)
        else c.retry_at end,
      probe_at = case when c.probe_at <= excluded.last_failed_at then null else c.probe_at end`);
  await query(sql`
    update circuits set opened_at = now(),
      retry_at = now() + interval '1 second' * ${FIRST_PAUSE_SECONDS}::float8
    where webhook_id in (
      select webhook_id from circuits
      where webhook_id = any(${rows.map((row) => row.webhookId)}::uuid[]) and opened_at is null
        and failures >= ${failures} and failed_deliveries >= ${deliveries}
        and last_failed_at >= first_failed_at + interval '1 second' * ${spanSeconds}::float8
      order by webhook_id for update)`);
}

export type OpenCircuit = { readonly webhookId: string; readonly waitMs: number };

/** Of webhooks that are on. What waits for others is suppressed, and need not wait for that. */
export async function listOpenCircuits(query: Query): Promise<readonly OpenCircuit[]> {
  return query<OpenCircuit>(sql`
    select c.webhook_id as "webhookId",
      greatest(extract(epoch from c.retry_at - now()) * 1000, 0)::float8 as "waitMs"
    from circuits c join webhooks w on w.id = c.webhook_id
    where c.opened_at is not null and w.is_active`);
}

/**
 * Of these webhooks the ones with open circuits. `mayProbe`: it is time for one delivery, and it is the caller's to send,
 * as of now by its own clock; whoever takes it and dies has it until the lease ends.
 */
export async function takeProbes(
  query: Query,
  webhookIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, { readonly mayProbe: boolean }>> {
  const rows = await query<{ webhookId: string; mayProbe: boolean }>(sql`
    with found as (
      select c.webhook_id, c.retry_at <= now() as is_due
      from circuits c join webhooks w on w.id = c.webhook_id
      where c.webhook_id = any(${[...webhookIds]}::uuid[]) and c.opened_at is not null and w.is_active
      order by c.webhook_id for update of c),
    taken as (
      update circuits c set probe_at = ${now}, retry_at = now() + interval '1 second' * ${LEASE_SECONDS}::float8
      from found where c.webhook_id = found.webhook_id and found.is_due)
    select webhook_id as "webhookId", is_due as "mayProbe" from found`);
  return new Map(rows.map(({ webhookId, mayProbe }) => [webhookId, { mayProbe }]));
}

/** It is time for one delivery: there was none to send, or somebody asks for it. One that is under way is waited for. */
export async function allowProbes(query: Query, webhookIds: readonly string[]): Promise<void> {
  await query(sql`
    update circuits set retry_at = now()
    where webhook_id = any(${[...webhookIds]}::uuid[]) and opened_at is not null and probe_at is null`);
}

export async function returnProbes(query: Query, webhookIds: readonly string[]): Promise<void> {
  await query(sql`
    update circuits set retry_at = now(), probe_at = null
    where webhook_id = any(${[...webhookIds]}::uuid[]) and opened_at is not null`);
}
