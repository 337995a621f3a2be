import sql, { type Sql } from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import { bytesOf, removalOf } from "#src/db/bodies.ts";
import type { Query } from "#src/db/sql.ts";
import type { ResourceRef } from "#src/pipeline/configuration-ports.ts";
import type {
  CallbackDetail,
  CallbackQuery,
  CallbackRef,
  CallbackView,
  RejectionView,
  YieldedEvent,
} from "#src/pipeline/history-ports.ts";
import type { RejectionDetails } from "#src/pipeline/ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

/** Neither bodies nor headers, which may be large. */
const SELECT = sql`
  c.id, c.connection_id as "connectionId", c.provider, c.type, c.call_id as "callId", c.verdict, c.reason,
  c.method, c.target, c.body_bytes as "bodyBytes", c.remote_address as "remoteAddress",
  c.received_at as "receivedAt", c.details`;
const FROM = sql`callbacks c`;

const COLUMNS: Columns<CallbackQuery["sort"][number]["field"]> = {
  id: { expression: sql`c.id`, type: "uuid", nullable: false },
  provider: { expression: sql`c.provider`, type: "text", nullable: false },
  type: { expression: sql`c.type`, type: "text", nullable: true },
  verdict: { expression: sql`c.verdict`, type: "text", nullable: false },
  reason: { expression: sql`c.reason`, type: "text", nullable: true },
  connectionId: { expression: sql`c.connection_id`, type: "uuid", nullable: true },
  callId: { expression: sql`c.call_id`, type: "text", nullable: true },
  receivedAt: {
    expression: milliseconds(sql`c.received_at`),
    type: "timestamptz",
    nullable: false,
    toldBy: sql`c.id`,
  },
};

type Stored<View> = Omit<View, "details"> & { readonly details: string | null };
type Detailed<View> = Omit<Stored<View>, "headers"> & { readonly headers: string };

function opened<View extends { readonly details: string | null }>(row: View) {
  // Written by insertRejection and by nothing else.
  const details: RejectionDetails | null = row.details === null ? null : JSON.parse(row.details);
  return { ...row, details };
}

export async function findCallback(
  query: Query,
  { workspaceId, callbackId }: CallbackRef,
): Promise<CallbackDetail | null> {
  const [row] = await query<Detailed<Omit<CallbackDetail, "events" | "eventIds">>>(sql`
    select ${SELECT}, c.workspace_id as "workspaceId", c.headers, c.body_path as "bodyPath", c.digest,
      case when c.body_path is null then ${bytesOf(sql`c`)} end as body,
      coalesce(c.body_removed_at, ${removalOf("callback_bodies", sql`c.id`)}) as "bodyRemovedAt"
    from ${FROM} where c.workspace_id = ${workspaceId} and c.id = ${callbackId}`);
  if (row === undefined) return null;
  const events = await query<YieldedEvent>(sql`
    select id, type, occurred_at as "occurredAt" from events
    where callback_id = ${callbackId} and workspace_id = ${workspaceId} order by id`);
  const eventIds = events.map(({ id }) => id);
  // What its partition was dropped without is there.
  const bodyRemovedAt = row.body === null ? row.bodyRemovedAt : null;
  return { ...opened(row), headers: JSON.parse(row.headers), bodyRemovedAt, events, eventIds };
}

/**
 * What a connection's provider sent and was refused: of the connection, and what was for one of several of its
 * workspace. What may have been for another workspace is not among them.
 */
export function listConnectionRejections(
  query: Query,
  { workspaceId, id, provider }: ConnectionKey,
  list: CallbackQuery,
): Promise<Page<CallbackView>> {
  return select(
    query,
    sql`c.verdict = 'rejected' and c.provider = ${provider} and c.workspace_id = ${workspaceId}
      and (c.connection_id = ${id} or c.connection_id is null)`,
    list,
  );
}

export type ConnectionKey = ResourceRef & { readonly provider: string };

async function select(query: Query, scope: Sql, list: CallbackQuery): Promise<Page<CallbackView>> {
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`c.id` };
  const page = await selectPage<Stored<CallbackView>, keyof typeof COLUMNS>(query, source, list);
  return { ...page, items: page.items.map(opened) };
}

export function listCallbacks(
  query: Query,
  workspaceId: string,
  list: CallbackQuery,
): Promise<Page<CallbackView>> {
  return select(query, sql`c.workspace_id = ${workspaceId}`, list);
}

export async function listRejections(
  query: Query,
  provider: string | null,
  limit: number,
): Promise<readonly RejectionView[]> {
  const rows = await query<Detailed<RejectionView>>(sql`
    select ${SELECT}, c.workspace_id as "workspaceId", c.headers, c.body, c.body_removed_at as "bodyRemovedAt"
    from ${FROM} where c.verdict = 'rejected' and (${provider}::text is null or c.provider = ${provider})
    order by c.id desc limit ${limit}`);
  return rows.map((row) => ({ ...opened(row), headers: JSON.parse(row.headers) }));
}
