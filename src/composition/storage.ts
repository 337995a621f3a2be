import { type ConfigCache, createConfigCache } from "#src/db/config-cache.ts";
import { checkEncryption } from "#src/db/encryption-check.ts";
import { createPool } from "#src/db/pool.ts";
import { preparedOn, type Query, queryOn, statementName } from "#src/db/sql.ts";
import { createTransaction, type RunTransaction } from "#src/db/transact.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import { createBoss } from "#src/queue/boss.ts";
import { createJobs, type Jobs } from "#src/queue/jobs.ts";
import { carriers } from "#src/registry.ts";
import { createSecretBox, type SecretBox } from "#src/security/secret-box.ts";
import type { PoolState } from "#src/telemetry/gauges.ts";
import { createIds } from "./new-ids.ts";

export type StorageOptions = {
  readonly connectionString: string;
  readonly poolSize: number;
  readonly encryptionKeys: readonly Uint8Array[];
  readonly log: Log;
};

export type Storage = {
  /** For statements with a constant text. */
  readonly query: Query;
  /** For lists, whose text varies. */
  readonly listQuery: Query;
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly box: SecretBox;
  /** Shared by all that make deliveries. */
  readonly configs: ConfigCache;
  /** Of the connections that all of this runs on. */
  readonly poolState: () => PoolState;
  /** UUIDv7. */
  readonly newId: () => string;
};

/**
 * Connections, queue and keys. What is opened is added to the stack. Rejects with a StartError when the keys do not open
 * what the database holds.
 */
export async function openStorage(
  { connectionString, poolSize, encryptionKeys, log }: StorageOptions,
  stack: AsyncDisposableStack,
): Promise<Storage> {
  const onError = (error: Error) =>
    log.error("database connection failed", { error: String(error) });
  const pool = createPool({ connectionString, max: poolSize, onError });
  stack.defer(() => pool.end());
  const box = createSecretBox(encryptionKeys);
  await checkEncryption(queryOn(pool), box);
  const boss = createBoss({
    db: queueAdapter(pool, statementName),
    onError: (error) => log.error("job queue maintenance failed", { error: String(error) }),
  });
  await boss.start();
  stack.defer(() => boss.stop({ graceful: false }));
  return {
    query: preparedOn(pool),
    listQuery: queryOn(pool),
    transaction: createTransaction(pool),
    jobs: createJobs(boss),
    box,
    configs: createConfigCache(box, carriers, (webhookId) =>
      log.error("a webhook's secrets cannot be opened, nothing is sent to it", {
        webhookId,
        error: "sealed with another key, or damaged",
      }),
    ),
    poolState: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    newId: createIds(),
  };
}
