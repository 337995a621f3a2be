import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { WebhookRef } from "#src/pipeline/tenant-ports.ts";
import type {
  RecoveryQuery,
  RecoveryRef,
  RecoveryView,
} from "#src/pipeline/webhook-operation-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  r.id, r.webhook_id as "webhookId", r.since, r.until, r.statuses, r.state, r.total, r.requeued, r.skipped,
  r.created_at as "createdAt", r.updated_at as "updatedAt", r.ended_at as "endedAt"`;
const FROM = sql`recoveries r`;

const COLUMNS: Columns<RecoveryQuery["sort"][number]["field"]> = {
  id: { expression: sql`r.id`, type: "uuid", nullable: false },
  state: { expression: sql`r.state`, type: "text", nullable: false },
  createdAt: { expression: milliseconds(sql`r.created_at`), type: "timestamptz", nullable: false },
  endedAt: { expression: milliseconds(sql`r.ended_at`), type: "timestamptz", nullable: true },
};

export async function findRecovery(
  query: Query,
  { workspaceId, webhookId, recoveryId }: RecoveryRef,
): Promise<RecoveryView | null> {
  const [row] = await query<RecoveryView>(sql`
    select ${SELECT} from ${FROM}
    where r.id = ${recoveryId} and r.webhook_id = ${webhookId} and r.workspace_id = ${workspaceId}`);
  return row ?? null;
}

export function listRecoveries(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
  list: RecoveryQuery,
): Promise<Page<RecoveryView>> {
  const scope = sql`r.webhook_id = ${webhookId} and r.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`r.id` };
  return selectPage(query, source, list);
}
