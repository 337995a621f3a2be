import sql from "sql-template-tag";
import { jsonArray, type Query } from "#src/db/sql.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";

const NOTHING = Buffer.alloc(0);

/** What was answered has a table of its own, where it was anything. */
export async function insertAttempts(
  query: Query,
  results: readonly AttemptResult[],
): Promise<void> {
  const bodies = results.flatMap(({ outgoing, response }) =>
    response === null || response.body.length === 0 ? [] : [{ ...outgoing, body: response.body }],
  );
  await query(sql`
    with bodies as (
      insert into attempt_bodies (delivery_id, number, body)
      select * from unnest(
        ${bodies.map(({ deliveryId }) => deliveryId)}::uuid[], ${bodies.map(({ attempt }) => attempt)}::int[],
        ${bodies.map(({ body }) => bytesOf(body))}::bytea[])
    )
    insert into attempts (delivery_id, number, workspace_id, started_at, duration_ms, timings, request_headers,
      response_status, response_headers, response_body, response_truncated, error_class, error)
    select delivery_id, number, workspace_id, started_at, duration_ms, timings, request_headers, response_status,
      case when response_status is not null then response_headers end, response_body, response_truncated,
      error_class, error
    from rows from (
      unnest(
        ${results.map(({ outgoing }) => outgoing.deliveryId)}::uuid[],
        ${results.map(({ outgoing }) => outgoing.attempt)}::int[],
        ${results.map(({ outgoing }) => outgoing.workspaceId)}::uuid[],
        ${results.map(({ startedAt }) => startedAt)}::timestamptz[],
        ${results.map(({ durationMs }) => durationMs)}::int[],
        ${results.map(({ response }) => response?.status ?? null)}::int[],
        ${results.map(({ response }) => (response?.body.length === 0 ? NOTHING : null))}::bytea[],
        ${results.map(({ response }) => response?.truncated ?? false)}::boolean[],
        ${results.map(({ errorClass }) => errorClass)}::text[],
        ${results.map(({ error }) => error)}::text[]),
      json_array_elements(${jsonArray(results.map(({ timings }) => timings))}::json),
      json_array_elements(${jsonArray(results.map(({ requestHeaders }) => requestHeaders))}::json),
      json_array_elements(${jsonArray(results.map(({ response }) => response?.headers ?? {}))}::json))
      as a (delivery_id, number, workspace_id, started_at, duration_ms, response_status, response_body,
        response_truncated, error_class, error, timings, request_headers, response_headers)
    on conflict (delivery_id, number) do nothing`);
}

/** The same bytes, not a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
