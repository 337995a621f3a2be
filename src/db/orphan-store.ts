import sql from "sql-template-tag";
import type {
  OrphanPlace,
  OrphanSearch,
  OrphanStep,
  OrphanStore,
} from "#src/pipeline/orphan-ports.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import { type Scope, scopeOn } from "./claims.ts";
import { enqueue } from "./release.ts";
import { dropDeadJobs, findOrphans, nextJobs, nextPendingRange } from "./repositories/orphans.ts";
import { BY_INDEX } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type OrphanStoreOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly newId: () => string;
  readonly now: () => Date;
};

/** Held for the length of a step. */
const RECONCILER_LOCK = 7_350_042;
/** Rows of a step. */
const STEP = 2_000;

export function createOrphanStore({
  transaction,
  jobs,
  newId,
  now,
}: OrphanStoreOptions): OrphanStore {
  function alone<Next>(step: (scope: Scope) => Promise<OrphanStep<Next>>) {
    return transaction(async (client) => {
      const scope = scopeOn(client);
      await scope.query(BY_INDEX);
      const [lock] = await scope.query<{ isOurs: boolean }>(
        sql`select pg_try_advisory_xact_lock(${RECONCILER_LOCK}) as "isOurs"`,
      );
      return lock?.isOurs ? step(scope) : null;
    });
  }
  const ageOf = (olderThanMs: number) => new Date(now().getTime() - olderThanMs);

  async function repair(
    { query, queue }: Scope,
    { after, olderThanMs, dryRun }: OrphanSearch<OrphanPlace>,
  ): Promise<OrphanStep<OrphanPlace>> {
    const before = ageOf(olderThanMs);
    const range = await nextPendingRange(query, after, before);
    if (range === null) return { looked: 0, found: [], count: 0, next: null };
    const looked = await findOrphans(query, range, { before, limit: STEP });
    const found = looked.orphans.map(({ id }) => id);
    const isThrough = looked.count < STEP || looked.lastId === null;
    // What was written meanwhile is somebody's, and not lost.
    const repaired =
      dryRun || found.length === 0
        ? found
        : await enqueue({ query, queue, jobs, newId }, await dropDeadJobs(query, looked.orphans));
    return {
      looked: looked.count,
      found,
      count: [...repaired].length,
      next: {
        workspaceId: range.workspaceId,
        webhookId: range.webhookId,
        afterId: isThrough ? range.to : (looked.lastId ?? range.to),
      },
    };
  }

  async function remove(
    { query, queue }: Scope,
    { after, olderThanMs, dryRun }: OrphanSearch<string>,
  ): Promise<OrphanStep<string>> {
    const rows = await nextJobs(query, after, { before: ageOf(olderThanMs), limit: STEP });
    const loose = rows.filter(({ isLoose }) => isLoose);
    if (!dryRun && loose.length > 0) await jobs.finish(queue, loose);
    return {
      looked: rows.length,
      found: loose.map(({ id }) => id),
      count: loose.length,
      next: rows.length < STEP ? null : (rows.at(-1)?.id ?? null),
    };
  }

  return {
    repairDeliveries: (search) => alone((scope) => repair(scope, search)),
    removeJobs: (search) => alone((scope) => remove(scope, search)),
  };
}
