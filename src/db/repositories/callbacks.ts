import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { StoredCallback } from "#src/pipeline/ports.ts";

/** Stores those not seen before; returns their ids. Written in one order, so that two groups cannot deadlock. */
export async function insertCallbacks(
  query: Query,
  callbacks: readonly StoredCallback[],
): Promise<ReadonlySet<string>> {
  const rows = callbacks.map(toRow).toSorted((a, b) => (a.digestHex < b.digestHex ? -1 : 1));
  const inserted = await query<{ id: string }>(sql`
    insert into callbacks (id, workspace_id, connection_id, provider, type, call_id, verdict, reason, method,
      target, headers, body, body_path, body_bytes, remote_address, digest, received_at)
    select * from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.workspaceId)}::uuid[],
      ${rows.map((row) => row.connectionId)}::uuid[], ${rows.map((row) => row.provider)}::text[],
      ${rows.map((row) => row.type)}::text[], ${rows.map((row) => row.callId)}::text[],
      ${rows.map((row) => row.verdict)}::text[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.method)}::text[],
      ${rows.map((row) => row.target)}::text[], ${rows.map((row) => row.headersJson)}::json[],
      ${rows.map((row) => row.bytes)}::bytea[], ${rows.map((row) => row.bodyPath ?? null)}::text[],
      ${rows.map((row) => row.bodyBytes)}::int[],
      ${rows.map((row) => row.remoteAddress)}::text[], ${rows.map((row) => row.digestBytes)}::bytea[],
      ${rows.map((row) => row.receivedAt)}::timestamptz[])
    on conflict (connection_id, digest) where verdict <> 'rejected' do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

function toRow(callback: StoredCallback) {
  const digestBytes = callback.digest === null ? null : Buffer.from(callback.digest);
  return {
    ...callback,
    // PostgreSQL text holds no NUL; a header or target with one is refused before this by the HTTP parser.
    headersJson: JSON.stringify(callback.headers),
    bytes: Buffer.from(callback.body),
    digestBytes,
    digestHex: digestBytes?.toString("hex") ?? "",
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
