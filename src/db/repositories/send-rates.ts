import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";

export type LockedRate = {
  readonly webhookId: string;
  readonly perSecond: number;
  /** Milliseconds since the epoch, by the clock that all processes share. */
  readonly nextAt: number;
  readonly now: number;
};

/** Of these webhooks those that have limits, theirs to give out turns of until the transaction ends. */
export async function lockRates(
  query: Query,
  webhookIds: readonly string[],
): Promise<readonly LockedRate[]> {
  return query<LockedRate>(sql`
    with locked as (
      insert into send_rates as r (webhook_id, next_at)
      select w.id, clock_timestamp() from webhooks w
      where w.id = any(${[...webhookIds]}::uuid[]) and w.rate_limit is not null order by w.id
      on conflict (webhook_id) do update set next_at = r.next_at
      returning r.webhook_id, r.next_at)
    select l.webhook_id as "webhookId", w.rate_limit as "perSecond",
      (extract(epoch from l.next_at) * 1000)::float8 as "nextAt",
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now
    from locked l join webhooks w on w.id = l.webhook_id`);
}

export async function saveRates(
  query: Query,
  rates: readonly { readonly webhookId: string; readonly nextAt: number }[],
): Promise<void> {
  await query(sql`
    update send_rates r set next_at = to_timestamp(s.next_at / 1000)
    from unnest(${rates.map(({ webhookId }) => webhookId)}::uuid[], ${rates.map(({ nextAt }) => nextAt)}::float8[])
      as s (webhook_id, next_at)
    where r.webhook_id = s.webhook_id`);
}

export type Limit = { readonly webhookId: string; readonly perSecond: number };

export async function listLimits(query: Query): Promise<readonly Limit[]> {
  return query<Limit>(sql`
    select id as "webhookId", rate_limit as "perSecond" from webhooks where rate_limit is not null and is_active`);
}
