import type { Command } from "commander";
import { readConfig } from "#src/config.ts";
import { type Io, UserError, writeJson } from "./io.ts";

export function addReseal(parent: Command, io: Io): void {
  parent
    .command("reseal")
    .description("seal every stored secret with the first of ENCRYPTION_KEY's keys")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: true }) => {
      const { database, secrets } = readConfig(io.env);
      if (database.url === null || secrets.encryptionKeys === null) {
        throw new UserError("set DATABASE_URL and ENCRYPTION_KEY, the new key in front of the old");
      }
      const resealed = await resealAll(database.url, secrets.encryptionKeys);
      if (json) writeJson(io, { resealed });
      else io.out(`sealed anew: ${resealed}; all stored secrets are sealed with the first key\n`);
    });
}

async function resealAll(connectionString: string, keyTexts: string): Promise<number> {
  const { createPool } = await import("#src/db/pool.ts");
  const { queryOn } = await import("#src/db/sql.ts");
  const { reseal } = await import("#src/db/reseal.ts");
  const { createSecretBox, isSealedWith, parseEncryptionKeys } = await import(
    "#src/security/secret-box.ts"
  );
  const keys = parseEncryptionKeys(keyTexts);
  const pool = createPool({ connectionString, max: 1, onError: () => undefined });
  try {
    return await reseal({
      query: queryOn(pool),
      box: createSecretBox(keys),
      isCurrent: (sealed) => keys[0] !== undefined && isSealedWith(keys[0], sealed),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`cannot seal anew: ${reason}`, { cause });
  } finally {
    await pool.end();
  }
}
