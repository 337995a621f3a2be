import sql from "sql-template-tag";
import {
  answerOf,
  FIRST_PAUSE_SECONDS,
  LONGEST_PAUSE_SECONDS,
  OPENS_AFTER,
  OPENS_AT_SHARE,
} from "#src/core/circuit.ts";
import type { Query } from "#src/db/sql.ts";
import { LEASE_SECONDS } from "#src/pipeline/jobs.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";

/** How a batch's attempts to one webhook went. */
type Count = {
  readonly webhookId: string;
  readonly answers: number;
  readonly failures: number;
  /** When the last of them began that was answered. */
  readonly answeredAt: Date | null;
  /** Those that were not answered since. */
  readonly streak: { readonly failures: number; readonly deliveries: number };
  /** When the first and the last of these began; of all that failed where there are none. */
  readonly firstFailedAt: Date | null;
  readonly lastFailedAt: Date | null;
};

/** What a batch of results says of the endpoints. */
export function toldBy(results: readonly AttemptResult[]): readonly Count[] {
  const byWebhook = Map.groupBy(results, ({ outgoing }) => outgoing.webhook.id);
  return [...byWebhook].map(([webhookId, own]) => ({ webhookId, ...countOf(own) }));
}

function countOf(results: readonly AttemptResult[]): Omit<Count, "webhookId"> {
  const byAnswer = Map.groupBy(results, answerTo);
  const answered = byAnswer.get("answered") ?? [];
  const failed = byAnswer.get("failed") ?? [];
  const answeredAt = latest(answered);
  const since = failed.filter(({ startedAt }) => answeredAt === null || startedAt > answeredAt);
  const told = since.length > 0 ? since : failed;
  return {
    answers: answered.length,
    failures: failed.length,
    answeredAt,
    streak: { failures: since.length, deliveries: since.filter(isFirstOfSchedule).length },
    firstFailedAt: earliest(told),
    lastFailedAt: latest(told),
  };
}

function answerTo({ errorClass, response }: AttemptResult) {
  return answerOf(errorClass, response?.status ?? null);
}

/** A delivery is counted with the first attempt of its schedule. */
function isFirstOfSchedule({ outgoing: { attempt, attemptsBefore } }: AttemptResult): boolean {
  return attempt === attemptsBefore + 1;
}

function latest(results: readonly AttemptResult[]): Date | null {
  const times = results.map(({ startedAt }) => startedAt.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

function earliest(results: readonly AttemptResult[]): Date | null {
  const times = results.map(({ startedAt }) => startedAt.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Rows are taken in one order, so that two batches cannot deadlock. */
export async function noteAnswers(query: Query, counts: readonly Count[]): Promise<void> {
  const rows = counts.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  const answered = rows.filter(({ answers }) => answers > 0);
  if (answered.length > 0) await addAnswers(query, answered);
  const failed = rows.filter(({ failures }) => failures > 0);
  if (failed.length > 0) {
    await addFailures(query, failed);
    await openCircuits(query, failed);
  }
}

const WINDOW = sql`interval '1 second' * ${OPENS_AT_SHARE.windowSeconds}::float8`;

/**
 * An answer ends a streak of failures, and closes the circuit that one has opened. One that its share of failures has
 * opened is closed by the delivery that looks whether the endpoint is back: now and then others are answered anyway.
 */
async function addAnswers(query: Query, rows: readonly Count[]): Promise<void> {
  await query(sql`
    with told as (
      select c.webhook_id, s.answers,
        case when c.opened_at is null then coalesce(c.window_started_at + ${WINDOW} <= now(), true)
          else c.failures >= ${OPENS_AFTER.failures} or coalesce(c.probe_at <= s.answered_at, false) end as is_over
      from circuits c
      join unnest(
        ${rows.map((row) => row.webhookId)}::uuid[], ${rows.map((row) => row.answers)}::int[],
        ${rows.map((row) => row.answeredAt)}::timestamptz[]) as s (webhook_id, answers, answered_at)
        on s.webhook_id = c.webhook_id
      order by c.webhook_id for update of c),
    ended as (
      delete from circuits c using told where c.webhook_id = told.webhook_id and told.is_over)
    update circuits c set failures = 0, failed_deliveries = 0, window_attempts = c.window_attempts + told.answers
    from told where c.webhook_id = told.webhook_id and not told.is_over`);
}

/** What began before the circuit opened says nothing of the look that was taken since: only that one trips it again. */
async function addFailures(query: Query, rows: readonly Count[]): Promise<void> {
  const isOver = sql`coalesce(c.window_started_at + ${WINDOW} <= now(), true)`;
  await query(sql`
    insert into circuits as c (webhook_id, failures, failed_deliveries, first_failed_at, last_failed_at,
      window_started_at, window_attempts, window_failures)
    select s.webhook_id, s.failures, s.deliveries, s.first_at, s.last_at, now(), s.attempts, s.failed
    from unnest(
      ${rows.map((row) => row.webhookId)}::uuid[], ${rows.map((row) => row.streak.failures)}::int[],
      ${rows.map((row) => row.streak.deliveries)}::int[], ${rows.map((row) => row.firstFailedAt)}::timestamptz[],
      ${rows.map((row) => row.lastFailedAt)}::timestamptz[],
      ${rows.map((row) => row.answers + row.failures)}::int[], ${rows.map((row) => row.failures)}::int[])
      as s (webhook_id, failures, deliveries, first_at, last_at, attempts, failed)
    where exists (select from webhooks w where w.id = s.webhook_id)
    order by s.webhook_id
    on conflict (webhook_id) do update set
      failures = least(c.failures::bigint + excluded.failures, 1000000000),
      failed_deliveries = least(c.failed_deliveries::bigint + excluded.failed_deliveries, 1000000000),
      first_failed_at = case when c.failures = 0 then excluded.first_failed_at
        else least(c.first_failed_at, excluded.first_failed_at) end,
      last_failed_at = greatest(c.last_failed_at, excluded.last_failed_at),
      window_started_at = case when ${isOver} then now() else c.window_started_at end,
      window_attempts = case when ${isOver} then excluded.window_attempts
        else c.window_attempts + excluded.window_failures end,
      window_failures = case when ${isOver} then 0 else c.window_failures end + excluded.window_failures,
      trips = least(c.trips + coalesce(c.probe_at <= excluded.last_failed_at, false)::int, 30),
      retry_at = case when c.probe_at <= excluded.last_failed_at
        then now() + interval '1 second'
          * least(${FIRST_PAUSE_SECONDS}::float8 * 2 ^ (c.trips + 1), ${LONGEST_PAUSE_SECONDS}::float8)
        else c.retry_at end,
      probe_at = case when c.probe_at <= excluded.last_failed_at then null else c.probe_at end`);
}

async function openCircuits(query: Query, rows: readonly Count[]): Promise<void> {
  const { failures, deliveries, spanSeconds } = OPENS_AFTER;
  const { share, attempts, leastSeconds } = OPENS_AT_SHARE;
  await query(sql`
    update circuits set opened_at = now(),
      retry_at = now() + interval '1 second' * ${FIRST_PAUSE_SECONDS}::float8
    where webhook_id in (
      select webhook_id from circuits
      where webhook_id = any(${rows.map((row) => row.webhookId)}::uuid[]) and opened_at is null
        and (failures >= ${failures} and failed_deliveries >= ${deliveries}
            and last_failed_at >= first_failed_at + interval '1 second' * ${spanSeconds}::float8
          or window_attempts >= ${attempts} and window_failures >= window_attempts * ${share}::float8
            and window_started_at + interval '1 second' * ${leastSeconds}::float8 <= now())
      order by webhook_id for update)`);
}

export async function closeCircuits(query: Query, webhookIds: readonly string[]): Promise<void> {
  await query(sql`
    delete from circuits where webhook_id in (
      select webhook_id from circuits where webhook_id = any(${[...webhookIds]}::uuid[])
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
