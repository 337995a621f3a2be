import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { OrderCursor } from "#src/pipeline/ordering-ports.ts";

/**
 * Why nothing would ever release what waits for a key: its head is missing, has ended, or has no job; or its webhook
 * has no order any more, so that nothing need wait.
 */
export type HeldState = "headless" | "ended" | "jobless" | "unordered";
export type HeldKey = OrderCursor & { readonly headId: string | null; readonly state: HeldState };

/** Keys for which something waits, in their order. */
export async function nextKeys(
  query: Query,
  after: OrderCursor | null,
  limit: number,
): Promise<readonly OrderCursor[]> {
  return query<OrderCursor>(sql`
    select distinct webhook_id as "webhookId", order_key as key from ordered_deliveries
    where not is_head
      and (webhook_id, order_key) > (${after?.webhookId ?? NIL}::uuid, ${after?.key ?? ""}::text)
    order by webhook_id, order_key limit ${limit}`);
}

const NIL = "00000000-0000-0000-0000-000000000000";

export async function findHeld(
  query: Query,
  keys: readonly OrderCursor[],
): Promise<readonly HeldKey[]> {
  return query<HeldKey>(sql`
    select * from (
      select k.webhook_id as "webhookId", k.order_key as key, h.delivery_id as "headId",
        case when w.ordering is distinct from 'call' then 'unordered'
          when h.delivery_id is null then 'headless'
          when d.status is distinct from 'pending' then 'ended'
          when d.job_id is null then 'jobless' end as state
      from unnest(${keys.map(({ webhookId }) => webhookId)}::uuid[], ${keys.map(({ key }) => key)}::text[])
        as k (webhook_id, order_key)
      left join webhooks w on w.id = k.webhook_id
      left join ordered_deliveries h on h.webhook_id = k.webhook_id and h.order_key = k.order_key and h.is_head
      left join deliveries d on d.id = h.delivery_id) as found
    where state is not null`);
}

/** Nobody waits for anybody any more; returns those that waited. */
export async function dissolveLines(
  query: Query,
  keys: readonly OrderCursor[],
): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const rows = await query<{ id: string }>(sql`
    with waiting as (
      select o.delivery_id from ordered_deliveries o
      join unnest(${keys.map(({ webhookId }) => webhookId)}::uuid[], ${keys.map(({ key }) => key)}::text[])
        as k (webhook_id, order_key) on o.webhook_id = k.webhook_id and o.order_key = k.order_key
      where not o.is_head order by o.webhook_id, o.order_key, o.position for update of o)
    delete from ordered_deliveries o using waiting where o.delivery_id = waiting.delivery_id
    returning o.delivery_id as id`);
  return rows.map(({ id }) => id);
}
