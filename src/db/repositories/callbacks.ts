import sql from "sql-template-tag";
import { dedupeKey } from "#src/db/dedupe-key.ts";
import type { Query } from "#src/db/sql.ts";
import type { StoredCallback } from "#src/pipeline/ports.ts";

/**
 * Stores those not seen before, with their bytes in a table of their own; returns their ids. Keys are written in one order,
 * so that two groups cannot deadlock.
 */
export async function insertCallbacks(
  query: Query,
  callbacks: readonly StoredCallback[],
): Promise<ReadonlySet<string>> {
  const rows = callbacks.map(toRow);
  const keyed = rows.flatMap(({ id, key }) => (key === null ? [] : [{ id, key }]));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const bodies = rows.filter(({ bodyPath }) => !bodyPath);
  const inserted = await query<{ id: string }>(sql`
    with fresh as (
      insert into callback_keys (key, id)
      select * from unnest(${keyed.map(({ key }) => key)}::uuid[], ${keyed.map(({ id }) => id)}::uuid[])
      on conflict (key) do nothing
      returning id
    ), bodies as (
      insert into callback_bodies (id, body)
      select b.id, b.body from unnest(
        ${bodies.map(({ id }) => id)}::uuid[], ${bodies.map(({ bytes }) => bytes)}::bytea[],
        ${bodies.map(({ key }) => key !== null)}::boolean[]) as b (id, body, is_keyed)
      where not b.is_keyed or b.id in (select id from fresh)
    )
    insert into callbacks (id, workspace_id, connection_id, provider, type, call_id, verdict, reason, method,
      target, headers, body_path, body_bytes, remote_address, digest, received_at)
    select c.id, workspace_id, connection_id, provider, type, call_id, verdict, reason, method, target, headers,
      body_path, body_bytes, remote_address, digest, received_at
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.workspaceId)}::uuid[],
      ${rows.map((row) => row.connectionId)}::uuid[], ${rows.map((row) => row.provider)}::text[],
      ${rows.map((row) => row.type)}::text[], ${rows.map((row) => row.callId)}::text[],
      ${rows.map((row) => row.verdict)}::text[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.method)}::text[],
      ${rows.map((row) => row.target)}::text[], ${rows.map((row) => row.headersJson)}::json[],
      ${rows.map((row) => row.bodyPath ?? null)}::text[], ${rows.map((row) => row.bodyBytes)}::int[],
      ${rows.map((row) => row.remoteAddress)}::text[], ${rows.map((row) => row.digestBytes)}::bytea[],
      ${rows.map((row) => row.receivedAt)}::timestamptz[], ${rows.map((row) => row.key !== null)}::boolean[])
      as c (id, workspace_id, connection_id, provider, type, call_id, verdict, reason, method, target, headers, body_path,
        body_bytes, remote_address, digest, received_at, is_keyed)
    where not c.is_keyed or c.id in (select id from fresh)
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

/**
 * One that was refused, with what helps to find out why; it is nobody's duplicate. Its bytes are in the row, because it is
 * deleted row by row.
 */
export async function insertRejection(query: Query, callback: StoredCallback): Promise<void> {
  const { headersJson, bytes, details = null, ...row } = toRow(callback);
  await query(sql`
    insert into callbacks (id, workspace_id, connection_id, provider, verdict, reason, method, target, headers, body,
      body_bytes, remote_address, received_at, details)
    values (${row.id}, ${row.workspaceId}, ${row.connectionId}, ${row.provider}, ${row.verdict}, ${row.reason},
      ${row.method}, ${row.target}, ${headersJson}::json, ${bytes}, ${row.bodyBytes}, ${row.remoteAddress},
      ${row.receivedAt}, ${JSON.stringify(details)}::json)`);
}

function toRow(callback: StoredCallback) {
  const { digest, connectionId } = callback;
  const digestBytes = digest === null ? null : Buffer.from(digest);
  const isKeyed = digestBytes !== null && connectionId !== null;
  return {
    ...callback,
    // PostgreSQL text holds no NUL; a header or target with one is refused before this by the HTTP parser.
    headersJson: JSON.stringify(callback.headers),
    bytes: Buffer.from(callback.body),
    digestBytes,
    key: isKeyed ? dedupeKey(connectionId, digestBytes.toString("hex")) : null,
  };
}

/** Writes anew what depends on how the bytes are read. */
export async function reviseCallback(query: Query, callback: StoredCallback): Promise<void> {
  const { id, type, callId, verdict, reason } = callback;
  await query(sql`
    update callbacks set type = ${type}, call_id = ${callId}, verdict = ${verdict}, reason = ${reason}
    where id = ${id}`);
}

/** Keeps the newest `keep` rejections of a connection (or of a provider, where no connection is known). */
export async function trimRejections(
  query: Query,
  scope: Pick<StoredCallback, "provider" | "connectionId">,
  keep: number,
): Promise<void> {
  await query(sql`
    delete from callbacks where verdict = 'rejected' and provider = ${scope.provider}
      and connection_id is not distinct from ${scope.connectionId}
      and id < (
        select id from callbacks where verdict = 'rejected' and provider = ${scope.provider}
          and connection_id is not distinct from ${scope.connectionId}
        order by id desc offset ${keep - 1} limit 1)`);
}
