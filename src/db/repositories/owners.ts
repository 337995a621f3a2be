import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";

/** Class of the session advisory locks that dispatchers hold; apart from every other use of advisory locks. */
export const OWNER_LOCK_CLASS = 7_350_012;

/** Dispatchers whose lock nobody holds any more. Locks them, so that only one process frees what they held. */
export async function lockDeadOwners(query: Query): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(sql`
    select o.id from owners o
    where not exists (
      select 1 from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 2
        and l.database = (select oid from pg_database where datname = current_database())
        and l.classid = ${OWNER_LOCK_CLASS}::bigint::oid and l.objid = o.lock_key::bigint::oid)
    for update of o skip locked`);
  return rows.map(({ id }) => id);
}

export async function deleteOwners(query: Query, ids: readonly string[]): Promise<void> {
  await query(sql`delete from owners where id = any(${ids}::uuid[])`);
}
