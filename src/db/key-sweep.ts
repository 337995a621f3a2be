import sql, { raw, type Sql } from "sql-template-tag";
import { firstIdAt } from "#src/core/ids.ts";
import type { KeyTable } from "#src/pipeline/retention-ports.ts";

/** 4 MB. */
const PAGES = 512;

/**
 * Reads so many pages of a table of keys and deletes the old ones there. An index by age would be written with every
 * key and take as much room again; to read the table through a few times in its rows' lives costs less.
 */
export function deleteKeys(
  table: KeyTable,
  { part, before }: { readonly part: number; readonly before: Date },
): Sql {
  const keys = raw(table);
  const [from, until] = [part * PAGES, (part + 1) * PAGES].map((page) => `(${page},0)`);
  return sql`
    with gone as (
      delete from ${keys} where ctid >= ${from}::tid and ctid < ${until}::tid and id < ${firstIdAt(before)}
      returning key
    )
    select (select count(*) from gone) as count,
      case when pg_relation_size(${table}::regclass) / current_setting('block_size')::int > ${(part + 1) * PAGES}
        then ${String(part + 1)} end as last`;
}
