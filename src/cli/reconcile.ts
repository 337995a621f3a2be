import type { Command } from "commander";
import { readConfig } from "#src/config.ts";
import { ORPHAN_AGE_MS, type Reconciled, reconcileAll } from "#src/pipeline/orphans.ts";
import { type Io, UserError, writeJson } from "./io.ts";

type Options = { readonly json?: true; readonly dryRun?: true; readonly olderThan: string };

export function addReconcile(parent: Command, io: Io): void {
  parent
    .command("reconcile")
    .description(
      "give deliveries without a job one and remove jobs without a delivery, as every worker does each minute",
    )
    .option("--dry-run", "only tell what there is")
    .option(
      "--older-than <seconds>",
      "leave alone what has changed since; what is being sent now is younger",
      String(ORPHAN_AGE_MS / 1000),
    )
    .option("--json", "print JSON")
    .action(async ({ json, dryRun, olderThan }: Options) => {
      const { database } = readConfig(io.env);
      if (database.url === null) throw new UserError("set DATABASE_URL");
      if (!/^\d{1,6}$/.test(olderThan)) {
        throw new UserError("--older-than must be a whole number of seconds");
      }
      const isDry = dryRun === true;
      const options = { olderThanMs: Number(olderThan) * 1000, dryRun: isDry };
      const done = await reconcile(database.url, options);
      if (json) writeJson(io, { dryRun: isDry, ...done });
      else io.out(sentences(done, isDry));
    });
}

function sentences({ looked, deliveries, jobs, examples }: Reconciled, isDry: boolean): string {
  const [given, removed] = isDry
    ? ["have no job", "have no delivery"]
    : ["were given a job", "were removed"];
  const named = examples.map((id) => `  ${id}\n`).join("");
  return `${deliveries} of ${looked.deliveries} deliveries ${given}\n${named}${jobs} of ${looked.jobs} jobs ${removed}\n`;
}

async function reconcile(
  connectionString: string,
  options: { readonly olderThanMs: number; readonly dryRun: boolean },
): Promise<Reconciled> {
  const { createPool } = await import("#src/db/pool.ts");
  const { createOrphanStore } = await import("#src/db/orphan-store.ts");
  const { createTransaction } = await import("#src/db/transact.ts");
  const { statementName } = await import("#src/db/sql.ts");
  const { queueAdapter } = await import("#src/queue/adapter.ts");
  const { createBoss } = await import("#src/queue/boss.ts");
  const { createJobs } = await import("#src/queue/jobs.ts");
  const { createIds } = await import("#src/composition/new-ids.ts");
  const pool = createPool({ connectionString, max: 2, onError: () => undefined });
  const boss = createBoss({ db: queueAdapter(pool, statementName), onError: () => undefined });
  try {
    await boss.start();
    const store = createOrphanStore({
      transaction: createTransaction(pool),
      jobs: createJobs(boss),
      newId: createIds(),
      now: () => new Date(),
    });
    return await reconcileAll(store, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`cannot reconcile: ${reason}`, { cause });
  } finally {
    await boss.stop({ graceful: false });
    await pool.end();
  }
}
