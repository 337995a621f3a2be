import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { IdempotencyClaim, IdempotencyKey, KeptAnswer } from "#src/pipeline/ports.ts";

/** Expired keys that a claim clears away: more than it adds, so that they cannot pile up. */
const CLEARED = 50;

type Row = KeptAnswer & { readonly key: string };

/**
 * Takes keys that are free or expired, in one order for every transaction; the answers of the others. Whoever claims
 * a key that another transaction has just claimed waits here for its end.
 */
export async function claimKeys(
  query: Query,
  claims: readonly IdempotencyClaim[],
  now: Date,
): Promise<readonly (KeptAnswer | null)[]> {
  const claimed = await query<{ readonly name: string }>(sql`
    insert into idempotency_keys as known (workspace_id, route, key, body_digest, expires_at)
    select * from unnest(
      ${claims.map((claim) => claim.workspaceId)}::uuid[], ${claims.map((claim) => claim.route)}::text[],
      ${claims.map((claim) => claim.key)}::text[], ${claims.map((claim) => claim.bodyDigest)}::text[],
      ${claims.map((claim) => claim.expiresAt)}::timestamptz[])
      as k (workspace_id, route, key, body_digest, expires_at)
    order by workspace_id, route, key
    on conflict (workspace_id, route, key) do update
      set body_digest = excluded.body_digest, status = null, answer = null, expires_at = excluded.expires_at
      where known.expires_at <= ${now}
    returning concat_ws(' ', workspace_id, route, key) as name`);
  await clearExpired(query, now);
  const ours = new Set(claimed.map(({ name }) => name));
  const used = claims.filter((claim) => !ours.has(nameOf(claim)));
  const answers = used.length === 0 ? new Map() : await findAnswers(query, used, now);
  return claims.map((claim) => answers.get(nameOf(claim)) ?? null);
}

/** Answers that have not expired, by the key's full name. */
export async function findAnswers(
  query: Query,
  keys: readonly IdempotencyKey[],
  now: Date,
): Promise<ReadonlyMap<string, KeptAnswer>> {
  const rows = await query<Row>(sql`
    select concat_ws(' ', i.workspace_id, i.route, i.key) as key, i.body_digest as "bodyDigest", i.status, i.answer
    from unnest(
      ${keys.map(({ workspaceId }) => workspaceId)}::uuid[], ${keys.map(({ route }) => route)}::text[],
      ${keys.map(({ key }) => key)}::text[]) as k (workspace_id, route, key)
    join idempotency_keys i on i.workspace_id = k.workspace_id and i.route = k.route and i.key = k.key
    where i.expires_at > ${now} and i.answer is not null`);
  return new Map(rows.map(({ key, ...answer }) => [key, answer]));
}

export async function findAnswer(
  query: Query,
  key: IdempotencyKey,
  now: Date,
): Promise<KeptAnswer | null> {
  return (await findAnswers(query, [key], now)).get(nameOf(key)) ?? null;
}

/** Writes the answers of keys that this transaction has claimed. */
export async function keepAnswers(
  query: Query,
  answers: readonly (IdempotencyKey & KeptAnswer)[],
): Promise<void> {
  await query(sql`
    update idempotency_keys i set status = k.status, answer = k.answer
    from unnest(
      ${answers.map(({ workspaceId }) => workspaceId)}::uuid[], ${answers.map(({ route }) => route)}::text[],
      ${answers.map(({ key }) => key)}::text[], ${answers.map(({ status }) => status)}::int[],
      ${answers.map(({ answer }) => answer)}::text[]) as k (workspace_id, route, key, status, answer)
    where i.workspace_id = k.workspace_id and i.route = k.route and i.key = k.key`);
}

/** What another transaction holds is left to it. */
async function clearExpired(query: Query, now: Date): Promise<void> {
  await query(sql`
    delete from idempotency_keys i using (
      select workspace_id, route, key from idempotency_keys where expires_at <= ${now}
      order by expires_at limit ${CLEARED} for update skip locked) as k
    where i.workspace_id = k.workspace_id and i.route = k.route and i.key = k.key`);
}

function nameOf({ workspaceId, route, key }: IdempotencyKey): string {
  return `${workspaceId} ${route} ${key}`;
}
