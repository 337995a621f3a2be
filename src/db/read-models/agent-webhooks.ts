import sql, { type Sql } from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { AgentRef, AgentWebhook, AgentWebhookRef } from "#src/pipeline/agent-webhook-ports.ts";

const SELECT = sql`
  select w.id, w.name, w.url, w.timeout_ms as "timeoutMs", w.retry_policy as "retryPolicy",
    w.is_active as "isActive", w.created_at as "createdAt", w.updated_at as "updatedAt",
    array(select s.event_key from subscriptions s
      where s.webhook_id = w.id and s.is_active order by s.position, s.id) as "eventKeys"
  from webhooks w`;

function isOf({ workspaceId, agentId }: AgentRef): Sql {
  return sql`w.workspace_id = ${workspaceId} and w.dialect = 'talkover' and w.agent_ids = array[${agentId}::uuid]`;
}

export async function findAgentWebhook(
  query: Query,
  { webhookId, ...ref }: AgentWebhookRef,
): Promise<AgentWebhook | null> {
  const [row] = await query<AgentWebhook>(sql`
    ${SELECT} where w.id = ${webhookId} and ${isOf(ref)}`);
  return row ?? null;
}

export async function listAgentWebhooks(
  query: Query,
  ref: AgentRef,
): Promise<readonly AgentWebhook[]> {
  return query<AgentWebhook>(sql`${SELECT} where ${isOf(ref)} order by w.number`);
}
