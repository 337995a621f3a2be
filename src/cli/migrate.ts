import type { Command } from "commander";
import { type Config, readConfig } from "#src/config.ts";
import { type Io, UserError, writeJson } from "./io.ts";

export function addMigrate(parent: Command, io: Io): void {
  parent
    .command("migrate")
    .description("bring the database at DATABASE_URL, or the embedded one, up to date")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: true }) => {
      const config = readConfig(io.env);
      const database = await migrated(io, config);
      if (json) writeJson(io, { migrated: true, database });
      else io.out(`up to date: ${database}\n`);
    });
}

async function migrated(io: Io, { database, dataDir }: Config): Promise<string> {
  try {
    if (database.url !== null) {
      const { migrate } = await import("#src/db/migrate.ts");
      await migrate(database.sessionUrl ?? database.url);
      return "the database at DATABASE_URL";
    }
    return await migrateEmbedded(io, dataDir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.cause : cause;
    throw new UserError(`cannot migrate: ${reason}`, { cause });
  }
}

async function migrateEmbedded(io: Io, dataDir: string): Promise<string> {
  const { startCluster } = await import("#src/db/embedded/cluster.ts");
  const { migrate } = await import("#src/db/migrate.ts");
  const cluster = await startCluster({ dataDir, log: (line) => io.err(`${line}\n`) });
  try {
    await migrate(cluster.connectionString);
    return `the embedded database in ${cluster.directory}`;
  } finally {
    await cluster.stop();
  }
}
