import sql from "sql-template-tag";
import { sealContext } from "#src/security/sealed-columns.ts";
import { type SecretBox, SecretBoxError } from "#src/security/secret-box.ts";
import { StartError } from "#src/start-error.ts";
import type { Query } from "./sql.ts";

const TEXT = "switchhook";

/** Whoever starts first leaves a sealed text; rejects with a StartError when what is there cannot be opened. */
export async function checkEncryption(query: Query, box: SecretBox): Promise<void> {
  const left = await findCheck(query);
  if (left !== null) return requireOpens(box, left, sealContext.encryptionCheck);
  // Secrets may be older than the check: a wrong key must not become the one that is asked for.
  const [secret] = await query<{ id: string; sealed: string }>(
    sql`select id, secrets_sealed as sealed from connections limit 1`,
  );
  if (secret) requireOpens(box, secret.sealed, sealContext.connectionSecrets(secret.id));
  const sealed = box.seal(TEXT, sealContext.encryptionCheck);
  await query(sql`insert into encryption_check (sealed) values (${sealed}) on conflict do nothing`);
  // Another process may have been first, with another key.
  requireOpens(box, (await findCheck(query)) ?? "", sealContext.encryptionCheck);
}

async function findCheck(query: Query): Promise<string | null> {
  const [row] = await query<{ sealed: string }>(sql`select sealed from encryption_check`);
  return row?.sealed ?? null;
}

function requireOpens(box: SecretBox, sealed: string, context: string): void {
  try {
    box.open(sealed, context);
  } catch (cause) {
    if (!(cause instanceof SecretBoxError)) throw cause;
    throw new StartError(
      `ENCRYPTION_KEY does not open the secrets in this database: ${cause.message}. Set the key that was used before, or restore DATA_DIR/dev-settings.json where the key was generated`,
      { cause },
    );
  }
}
