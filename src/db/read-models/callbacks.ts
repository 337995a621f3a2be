import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  CallbackDetail,
  CallbackQuery,
  CallbackRef,
  CallbackView,
  RejectionView,
} from "#src/pipeline/history-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

/** Neither bodies nor headers, which may be large. */
const SELECT = sql`
  c.id, c.connection_id as "connectionId", c.provider, c.type, c.call_id as "callId", c.verdict, c.reason,
  c.method, c.target, c.body_bytes as "bodyBytes", c.remote_address as "remoteAddress",
  c.received_at as "receivedAt"`;
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
  },
};

type Detailed<View> = Omit<View, "headers"> & { readonly headers: string };

export async function findCallback(
  query: Query,
  { workspaceId, callbackId }: CallbackRef,
): Promise<CallbackDetail | null> {
  const [row] = await query<Detailed<CallbackDetail>>(sql`
    select ${SELECT}, c.workspace_id as "workspaceId", c.headers, c.body, c.body_path as "bodyPath", c.digest,
      array(select e.id from events e
        where e.callback_id = c.id and e.workspace_id = c.workspace_id order by e.id) as "eventIds"
    from ${FROM} where c.workspace_id = ${workspaceId} and c.id = ${callbackId}`);
  return row === undefined ? null : { ...row, headers: JSON.parse(row.headers) };
}

export function listCallbacks(
  query: Query,
  workspaceId: string,
  list: CallbackQuery,
): Promise<Page<CallbackView>> {
  const scope = sql`c.workspace_id = ${workspaceId}`;
  return selectPage(
    query,
    { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`c.id` },
    list,
  );
}

export async function listRejections(
  query: Query,
  provider: string | null,
  limit: number,
): Promise<readonly RejectionView[]> {
  const rows = await query<Detailed<RejectionView>>(sql`
    select ${SELECT}, c.workspace_id as "workspaceId", c.headers, c.body
    from ${FROM} where c.verdict = 'rejected' and (${provider}::text is null or c.provider = ${provider})
    order by c.id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) }));
}
