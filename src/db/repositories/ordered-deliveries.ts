import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type { OrderedDelivery } from "#src/pipeline/ordering-ports.ts";

export type Key = { readonly webhookId: string; readonly key: string };

/**
 * Lines deliveries up behind those of the same key, in this order; returns the ids of those that are at the head. Heads
 * are locked in one order, so that two batches cannot deadlock.
 */
export async function lineUp(
  query: Query,
  deliveries: readonly OrderedDelivery[],
): Promise<ReadonlySet<string>> {
  const firsts = [...Map.groupBy(deliveries, keyText).values()].flatMap(([first]) => first ?? []);
  const heads = await insertHeads(query, firsts);
  const waiting = deliveries.filter(({ deliveryId }) => !heads.has(deliveryId));
  if (waiting.length > 0) await insertWaiting(query, waiting);
  return heads;
}

function keyText({ webhookId, key }: Key): string {
  return `${webhookId} ${key}`;
}

/** Whoever ends the head that is there waits for us, and then sees what we have lined up behind it. */
async function insertHeads(
  query: Query,
  firsts: readonly OrderedDelivery[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>(sql`
    insert into ordered_deliveries (delivery_id, webhook_id, order_key, is_head)
    select delivery_id, webhook_id, order_key, true
    from unnest(${idsOf(firsts)}::uuid[], ${webhooksOf(firsts)}::uuid[], ${keysOf(firsts)}::text[])
      as f (delivery_id, webhook_id, order_key)
    order by webhook_id, order_key
    on conflict (webhook_id, order_key) where is_head do update set is_head = true where false
    returning delivery_id as id`);
  return new Set(rows.map(({ id }) => id));
}

async function insertWaiting(query: Query, waiting: readonly OrderedDelivery[]): Promise<void> {
  await query(sql`
    insert into ordered_deliveries (delivery_id, webhook_id, order_key, is_head)
    select delivery_id, webhook_id, order_key, false
    from unnest(${idsOf(waiting)}::uuid[], ${webhooksOf(waiting)}::uuid[], ${keysOf(waiting)}::text[])
      with ordinality as f (delivery_id, webhook_id, order_key, place)
    order by place`);
}

/** Takes deliveries that have ended out of their lines; returns the keys that are without a head now. */
export async function leaveLines(query: Query, ids: readonly string[]): Promise<readonly Key[]> {
  const rows = await query<Key & { readonly isHead: boolean }>(sql`
    with ended as (
      select delivery_id from ordered_deliveries where delivery_id = any(${[...ids]}::uuid[])
      order by webhook_id, order_key, position for update)
    delete from ordered_deliveries o using ended where o.delivery_id = ended.delivery_id
    returning o.webhook_id as "webhookId", o.order_key as key, o.is_head as "isHead"`);
  return rows.filter(({ isHead }) => isHead);
}

export type Promoted = Key & { readonly deliveryId: string; readonly isHead: boolean };

/**
 * Makes the next of each key its head. `isHead` is false of one that somebody has taken out of the line meanwhile: its
 * key is to be asked for again.
 */
export async function promoteNext(
  query: Query,
  keys: readonly Key[],
): Promise<readonly Promoted[]> {
  return query<Promoted>(sql`
    with next as (
      select k.webhook_id, k.order_key, first.delivery_id
      from unnest(${webhooksOf(keys)}::uuid[], ${keysOf(keys)}::text[]) as k (webhook_id, order_key)
      cross join lateral (
        select o.delivery_id from ordered_deliveries o
        where o.webhook_id = k.webhook_id and o.order_key = k.order_key and not o.is_head
        order by o.position limit 1) as first),
    promoted as (
      update ordered_deliveries o set is_head = true from next where o.delivery_id = next.delivery_id
      returning o.delivery_id)
    select next.webhook_id as "webhookId", next.order_key as key, next.delivery_id as "deliveryId",
      promoted.delivery_id is not null as "isHead"
    from next left join promoted on promoted.delivery_id = next.delivery_id`);
}

export type Released = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly attempts: number;
};

/** Gives deliveries that waited for others their jobs; those that are not returned have ended, or are not there. */
export async function giveJobs(
  query: Query,
  jobs: readonly { readonly deliveryId: string; readonly jobId: string }[],
): Promise<readonly Released[]> {
  return query<Released>(sql`
    update deliveries d set job_id = j.job_id, next_attempt_at = now()
    from unnest(${idsOf(jobs)}::uuid[], ${jobs.map(({ jobId }) => jobId)}::uuid[]) as j (delivery_id, job_id)
    where d.id = j.delivery_id and d.status = 'pending' and d.job_id is null
    returning d.id as "deliveryId", d.webhook_id as "webhookId", d.attempts - d.attempts_before as attempts`);
}

function idsOf(rows: readonly { readonly deliveryId: string }[]): string[] {
  return rows.map(({ deliveryId }) => deliveryId);
}

function webhooksOf(rows: readonly Key[]): string[] {
  return rows.map(({ webhookId }) => webhookId);
}

function keysOf(rows: readonly Key[]): string[] {
  return rows.map(({ key }) => key);
}
