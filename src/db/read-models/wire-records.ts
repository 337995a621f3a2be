import sql, { join, type Sql } from "sql-template-tag";
import {
  deliveryStatusesOf,
  ownTypesOf,
  SHOWN_VERDICTS,
  verdictsOf,
} from "#src/core/wire-record.ts";
import type { Query } from "#src/db/sql.ts";
import type { WireReads, WireRecord } from "#src/pipeline/wire-ports.ts";
import { type NumberedRef, OUTBOUND_SOURCE, type RecordQuery } from "#src/pipeline/wire-ports.ts";
import { countRows, foresee } from "./total.ts";
import { findInbound, findOutbound, inboundByIds, outboundByIds } from "./wire-rows.ts";

export async function findRecord(query: Query, ref: NumberedRef): Promise<WireRecord | null> {
  return (await findInbound(query, ref)) ?? findOutbound(query, ref);
}

/** So few can be found first and sorted then; to walk over all others in order would take longer. */
const FEW = 5_000;

/** Both tables by their ids, which are UUIDv7: the newest first, whichever it is in. */
export async function listRecords(
  query: Query,
  workspaceId: string,
  asked: RecordQuery,
): ReturnType<WireReads["records"]> {
  const parts = await counted(query, partsOf(workspaceId, asked));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const skipped = (asked.page - 1) * asked.limit;
  if (skipped >= total) return { items: [], total };
  // What lies on the page is among the newest so many of each part.
  const newest = parts.map((part) => sql`(${idsOf(part, skipped + asked.limit)})`);
  const keys = await query<{ id: string }>(sql`
    select id from (${join(newest, " union all ")}) as r order by id desc limit ${asked.limit} offset ${skipped}`);
  const ids = keys.map(({ id }) => id);
  const records = new Map<string, WireRecord>([
    ...(await inboundByIds(query, ids)),
    ...(await outboundByIds(query, ids)),
  ]);
  return { items: ids.flatMap((id) => records.get(id) ?? []), total };
}

/** One of the two tables, as far as the query asks for it. */
type Part = {
  /** From `from` on. */
  readonly rows: Sql;
  readonly all: Sql;
  readonly newest: (limit: number) => Sql;
};
type Counted = Part & { readonly count: number };

/** Those that have something to show. Of very many the number is about right: pages are found as far as they are asked for. */
async function counted(query: Query, parts: readonly Part[]): Promise<readonly Counted[]> {
  const all: Counted[] = [];
  for (const part of parts) all.push({ ...part, count: await countOf(query, part) });
  return all.filter(({ count }) => count > 0);
}

async function countOf(query: Query, { rows }: Part): Promise<number> {
  const outlook = await foresee(query, rows);
  if (outlook.isCostly) return (await countRows(query, rows, async () => outlook)).total;
  const [count] = await query<{ total: number }>(sql`select count(*) as total ${rows}`);
  return count?.total ?? 0;
}

function idsOf({ count, all, newest }: Counted, limit: number): Sql {
  if (count > FEW) return newest(limit);
  // Without the offset the planner would look for the order first.
  return sql`select f.id from (${all} offset 0) as f order by f.id desc limit ${limit}`;
}

function partsOf(workspaceId: string, asked: RecordQuery): readonly Part[] {
  const { direction, source } = asked;
  const parts: Part[] = [];
  if (direction !== "outbound" && source !== OUTBOUND_SOURCE) {
    parts.push(inboundPart(workspaceId, asked));
  }
  if (direction !== "inbound" && (source === null || source === OUTBOUND_SOURCE)) {
    parts.push(outboundPart(workspaceId, asked));
  }
  return parts;
}

function inboundPart(workspaceId: string, asked: RecordQuery): Part {
  const { source, status, eventType } = asked;
  const verdicts = status === null ? SHOWN_VERDICTS : verdictsOf(status);
  const where = conditions([
    sql`c.workspace_id = ${workspaceId}`,
    sql`c.verdict = any(${[...verdicts]}::text[])`,
    source !== null && sql`c.provider = ${source}`,
    eventType !== null && isOfType(eventType),
    ...between(sql`c.id`, sql`c.received_at`, asked),
  ]);
  return {
    rows: sql`from callbacks c where ${where}`,
    all: sql`select c.id from callbacks c where ${where}`,
    newest: (limit) =>
      sql`select c.id from callbacks c where ${where} order by c.id desc limit ${limit}`,
  };
}

function isOfType(name: string): Sql {
  const types = ownTypesOf(name);
  const isNamed = sql`c.type = any(${types.filter((type) => type !== null)}::text[])`;
  return types.includes(null) ? sql`(${isNamed} or c.type is null)` : isNamed;
}

/** Webhook by webhook: that is how deliveries are indexed, and a workspace has few of them. */
function outboundPart(workspaceId: string, asked: RecordQuery): Part {
  const { status, eventType } = asked;
  const webhooks = sql`webhooks w`;
  const isOwn = sql`w.workspace_id = ${workspaceId} and w.dialect = '11wire'`;
  const where = conditions([
    sql`d.webhook_id = w.id`,
    // Those are indexed by workspace.
    status === "failed" && sql`d.workspace_id = ${workspaceId} and d.undelivered`,
    status !== null && sql`d.status = any(${[...deliveryStatusesOf(status)]}::text[])`,
    eventType !== null && sql`d.event_key = ${eventType}`,
    ...between(sql`d.id`, sql`d.created_at`, asked),
  ]);
  return {
    rows: sql`from ${webhooks} join deliveries d on ${where} where ${isOwn}`,
    all: sql`select d.id from ${webhooks} join deliveries d on ${where} where ${isOwn}`,
    newest: (limit) => sql`
      select o.id from ${webhooks} cross join lateral (
        select d.id from deliveries d where ${where} order by d.id desc limit ${limit}) as o
      where ${isOwn} order by o.id desc limit ${limit}`,
  };
}

/** By how much the clock that made an id may differ from the one that told the time. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

/** Ids are UUIDv7 and indexed, times are not: the ids narrow the search, the times decide. */
function between(id: Sql, time: Sql, { from, before }: RecordQuery): readonly (Sql | false)[] {
  return [
    from !== null && sql`${id} >= ${firstIdAt(from.getTime() - CLOCK_SLACK_MS)}::uuid`,
    from !== null && sql`${time} >= ${from}::timestamptz`,
    before !== null && sql`${id} < ${firstIdAt(before.getTime() + CLOCK_SLACK_MS)}::uuid`,
    before !== null && sql`${time} < ${before}::timestamptz`,
  ];
}

/** The least UUIDv7 of a millisecond. */
function firstIdAt(milliseconds: number): string {
  const hex = Math.max(milliseconds, 0).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function conditions(all: readonly (Sql | false)[]): Sql {
  return join(
    all.filter((condition) => condition !== false),
    " and ",
  );
}
