import sql, { type Sql } from "sql-template-tag";
import { COUNTED_ROWS } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";

/** How many rows a list has; counted as far as that is cheap, else what PostgreSQL's statistics say. */
export type Total = { readonly total: number; readonly isEstimate: boolean };

/** What it takes to look at all rows that a condition may be true of, and how many PostgreSQL believes there are. */
export type Outlook = { readonly isCostly: boolean; readonly guess: number };

/** In the planner's units: a few tens of milliseconds. */
const AFFORDABLE_COST = 25_000;

/** `rows`: from `from` on. */
export async function foresee(query: Query, rows: Sql): Promise<Outlook> {
  const [row] = await query<{ "QUERY PLAN": string }>(sql`explain (format json) select 1 ${rows}`);
  // Its form is PostgreSQL's.
  const [explained] = JSON.parse(row?.["QUERY PLAN"] ?? "[]") as { readonly Plan: Plan }[];
  if (explained === undefined) throw new Error("PostgreSQL explained nothing");
  const { "Total Cost": cost, "Plan Rows": guess } = explained.Plan;
  return { isCostly: cost > AFFORDABLE_COST, guess };
}

type Plan = { readonly "Total Cost": number; readonly "Plan Rows": number };

/** Up to COUNTED_ROWS; for a list of which every row counts, so that these are soon found. */
export async function countRows(
  query: Query,
  rows: Sql,
  outlook: () => Promise<Outlook>,
): Promise<Total> {
  const [count] = await query<{ total: number }>(sql`
    select count(*) as total from (select 1 ${rows} limit ${COUNTED_ROWS + 1}) as c`);
  const total = count?.total ?? 0;
  if (total <= COUNTED_ROWS) return { total, isEstimate: false };
  const { guess } = await outlook();
  return { total: Math.max(guess, total), isEstimate: true };
}

/** Of rows that a filter leaves: where they lie among too many others, nobody goes and counts them. */
export async function countFiltered(
  query: Query,
  rows: Sql,
  outlook: () => Promise<Outlook>,
): Promise<Total> {
  const { isCostly, guess } = await outlook();
  return isCostly ? { total: guess, isEstimate: true } : countRows(query, rows, outlook);
}
