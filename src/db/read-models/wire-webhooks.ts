import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { NumberedRef, WireWebhookSummary } from "#src/pipeline/wire-ports.ts";

export async function findWireWebhookId(
  query: Query,
  { workspaceId, number }: NumberedRef,
): Promise<string | null> {
  const [row] = await query<{ id: string }>(sql`
    select id from webhooks where number = ${number} and workspace_id = ${workspaceId} and dialect = '11wire'`);
  return row?.id ?? null;
}

export async function listWireWebhooks(
  query: Query,
  workspaceId: string,
): Promise<readonly WireWebhookSummary[]> {
  return query<WireWebhookSummary>(sql`
    select w.number, w.name, w.url, w.is_active as "isActive", w.created_at as "createdAt",
      w.updated_at as "updatedAt",
      array(select s.event_key from subscriptions s
        where s.webhook_id = w.id and s.is_active order by s.position, s.id) as "eventKeys"
    from webhooks w where w.workspace_id = ${workspaceId} and w.dialect = '11wire' order by w.number`);
}
