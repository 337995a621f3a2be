import sql, { raw } from "sql-template-tag";
import { sealContext } from "#src/security/sealed-columns.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import type { Query } from "./sql.ts";

type SealedColumn = {
  readonly table: string;
  readonly column: string;
  readonly contextOf: (id: string) => string;
};

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "connections", column: "secrets_sealed", contextOf: sealContext.connectionSecrets },
  { table: "connections", column: "settings_sealed", contextOf: sealContext.connectionSettings },
  { table: "webhooks", column: "headers_sealed", contextOf: sealContext.webhookHeaders },
  { table: "webhooks", column: "secret_sealed", contextOf: sealContext.webhookSecret },
  { table: "webhooks", column: "previous_secret_sealed", contextOf: sealContext.webhookSecret },
  { table: "webhooks", column: "signing_key_sealed", contextOf: sealContext.webhookSigningKey },
];

const BATCH = 500;
const NO_ID = "00000000-0000-0000-0000-000000000000";

export type Reseal = {
  readonly query: Query;
  /** Opens what is there, and seals with the new key. */
  readonly box: SecretBox;
  readonly isCurrent: (sealed: string) => boolean;
};

/**
 * Seals anew whatever an older key sealed, while gateways run: a value that changes meanwhile is left as it has become.
 * Resolves with how many there were. Rejects with a SecretBoxError at one that no key opens.
 */
export async function reseal(options: Reseal): Promise<number> {
  let count = 0;
  for (const column of SEALED_COLUMNS) count += await resealColumn(column, options);
  return count + (await resealCheck(options));
}

async function resealColumn(
  { table, column, contextOf }: SealedColumn,
  { query, box, isCurrent }: Reseal,
): Promise<number> {
  let count = 0;
  for (let after = NO_ID; ; ) {
    const rows = await query<{ id: string; sealed: string }>(sql`
      select id, ${raw(column)} as sealed from ${raw(table)}
      where id > ${after} and ${raw(column)} is not null order by id limit ${BATCH}`);
    const old = rows.filter(({ sealed }) => !isCurrent(sealed));
    const fresh = old.map(({ id, sealed }) =>
      box.seal(box.open(sealed, contextOf(id)), contextOf(id)),
    );
    await query(sql`
      update ${raw(table)} t set ${raw(column)} = n.fresh
      from unnest(${old.map(({ id }) => id)}::uuid[], ${old.map(({ sealed }) => sealed)}::text[],
        ${fresh}::text[]) n (id, sealed, fresh)
      where t.id = n.id and t.${raw(column)} = n.sealed`);
    count += old.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return count;
    after = last.id;
  }
}

/** The last of all: as long as it is sealed with the old key, no gateway starts without that key. */
async function resealCheck({ query, box, isCurrent }: Reseal): Promise<number> {
  const [check] = await query<{ sealed: string }>(sql`select sealed from encryption_check`);
  if (check === undefined || isCurrent(check.sealed)) return 0;
  const text = box.open(check.sealed, sealContext.encryptionCheck);
  const fresh = box.seal(text, sealContext.encryptionCheck);
  await query(sql`update encryption_check set sealed = ${fresh} where sealed = ${check.sealed}`);
  return 1;
}
