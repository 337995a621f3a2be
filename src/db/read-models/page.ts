import sql, { join, type Sql } from "sql-template-tag";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import { type Columns, compileFilter } from "./compile-filter.ts";

export type ListSource<Field extends string> = {
  /** The select list. */
  readonly select: Sql;
  readonly from: Sql;
  /** Limits the list to what its reader may see. */
  readonly scope: Sql;
  readonly columns: Columns<Field>;
  /** A UUIDv7: breaks ties, and alone it sorts by age. */
  readonly id: Sql;
};

export async function selectPage<Row extends object, Field extends string>(
  query: Query,
  { select, from, scope, columns, id }: ListSource<Field>,
  { filter, sort, page, limit }: ListQuery<Field>,
): Promise<Page<Row>> {
  const condition = filter === null ? sql`true` : compileFilter(filter, columns);
  const where = sql`from ${from} where ${scope} and (${condition})`;
  const keys = sort.map(({ field, descending }) => {
    const { expression } = columns[field];
    return descending ? sql`${expression} desc nulls last` : sql`${expression} nulls last`;
  });
  const newestFirst = sort[0]?.descending ?? true;
  const order = join([...keys, newestFirst ? sql`${id} desc` : id]);
  const [count] = await query<{ total: number }>(sql`select count(*) as total ${where}`);
  const items = await query<Row>(sql`
    select ${select} ${where} order by ${order} limit ${limit} offset ${(page - 1) * limit}`);
  return { items, total: count?.total ?? 0 };
}

/** Times are shown to the millisecond, so that is how they compare. */
export function milliseconds(column: Sql): Sql {
  return sql`date_trunc('milliseconds', ${column})`;
}
