import sql from "sql-template-tag";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  SubscriptionQuery,
  SubscriptionRef,
  SubscriptionView,
  WebhookRef,
} from "#src/pipeline/tenant-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";

const SELECT = sql`
  s.id, s.webhook_id as "webhookId", s.event_key as "eventKey", s.is_active as "isActive",
  s.created_at as "createdAt", s.updated_at as "updatedAt"`;
const FROM = sql`subscriptions s join webhooks w on w.id = s.webhook_id`;

const COLUMNS: Columns<SubscriptionQuery["sort"][number]["field"]> = {
  id: { expression: sql`s.id`, type: "uuid", nullable: false },
  eventKey: { expression: sql`s.event_key`, type: "text", nullable: false },
  isActive: { expression: sql`s.is_active`, type: "boolean", nullable: false },
  createdAt: { expression: milliseconds(sql`s.created_at`), type: "timestamptz", nullable: false },
  updatedAt: { expression: milliseconds(sql`s.updated_at`), type: "timestamptz", nullable: false },
};

export async function findSubscription(
  query: Query,
  { workspaceId, webhookId, subscriptionId }: SubscriptionRef,
): Promise<SubscriptionView | null> {
  const [row] = await query<SubscriptionView>(sql`
    select ${SELECT} from ${FROM}
    where s.id = ${subscriptionId} and s.webhook_id = ${webhookId} and w.workspace_id = ${workspaceId}`);
  return row ?? null;
}

export function listSubscriptions(
  query: Query,
  { workspaceId, webhookId }: WebhookRef,
  list: SubscriptionQuery,
): Promise<Page<SubscriptionView>> {
  const scope = sql`s.webhook_id = ${webhookId} and w.workspace_id = ${workspaceId}`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`s.id` };
  return selectPage(query, source, list);
}
