import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";

export async function insertAttempts(
  query: Query,
  results: readonly AttemptResult[],
): Promise<void> {
  await query(sql`
    insert into attempts (delivery_id, number, workspace_id, started_at, duration_ms, timings, request_headers,
      response_status, response_headers, response_body, response_truncated, error_class, error)
    select * from unnest(
      ${results.map(({ outgoing }) => outgoing.deliveryId)}::uuid[],
      ${results.map(({ outgoing }) => outgoing.attempt)}::int[],
      ${results.map(({ outgoing }) => outgoing.workspaceId)}::uuid[],
      ${results.map(({ startedAt }) => startedAt)}::timestamptz[],
      ${results.map(({ durationMs }) => durationMs)}::int[],
      ${results.map(({ timings }) => JSON.stringify(timings))}::json[],
      ${results.map(({ requestHeaders }) => JSON.stringify(requestHeaders))}::json[],
      ${results.map(({ response }) => response?.status ?? null)}::int[],
      ${results.map(({ response }) => (response ? JSON.stringify(response.headers) : null))}::json[],
      ${results.map(({ response }) => (response ? Buffer.from(response.body) : null))}::bytea[],
      ${results.map(({ response }) => response?.truncated ?? false)}::boolean[],
      ${results.map(({ errorClass }) => errorClass)}::text[],
      ${results.map(({ error }) => error)}::text[])
    on conflict (delivery_id, number) do nothing`);
}
