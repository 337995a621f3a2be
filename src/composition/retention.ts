import type { Config } from "#src/config.ts";
import { partitionWidthMs, type Retention } from "#src/core/retention.ts";
import { makePartitions, type Widths } from "#src/db/partitions.ts";
import { createRetentionStore } from "#src/db/retention-store.ts";
import { createStatsUpkeep as createStatsStore } from "#src/db/stats-upkeep.ts";
import type { Metrics } from "#src/pipeline/metrics-ports.ts";
import { observeRetention } from "#src/pipeline/observe-outbound.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createRetention } from "#src/pipeline/retention.ts";
import type { RetentionDependencies } from "#src/pipeline/retention-steps.ts";
import { createStatsUpkeep } from "#src/pipeline/stats-upkeep.ts";
import type { Media } from "./media.ts";
import type { Storage } from "./storage.ts";

export type RetentionOptions = {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** What deletes is what delivers: a process that answers providers and tenants has other things to do. */
export function startRetention(
  { config, log, metrics }: RetentionOptions,
  storage: Storage,
  media: Media,
  stack: AsyncDisposableStack,
): void {
  if (config.role === "api") return;
  const { retention } = config;
  const keeping = { retention, log, now: () => new Date() };
  const stats = createStatsStore(storage.transaction);
  stack.use(createStatsUpkeep({ ...keeping, store: stats })).start();
  const { store, ...rest } = retentionOver({ retention, log }, storage, media);
  stack.use(createRetention({ ...rest, store: observeRetention(store, metrics) })).start();
}

export function retentionOver(
  options: Pick<RetentionDependencies, "retention" | "log">,
  { transaction }: Pick<Storage, "transaction">,
  { files, contents }: Pick<Media, "files" | "contents">,
): RetentionDependencies {
  return {
    ...options,
    store: createRetentionStore(transaction, widthsOf(options.retention)),
    removeFile: files.remove,
    deleteMediaBefore: contents.deleteMediaBefore,
    now: () => new Date(),
  };
}

function widthsOf({ everythingMs, bodyMs }: Retention): Widths {
  return { rows: partitionWidthMs(everythingMs), bodies: partitionWidthMs(bodyMs) };
}

/** Before anything comes in: what is in no partition is in the default one, which nobody drops. */
export async function preparePartitions(
  { retention, log }: Pick<RetentionDependencies, "retention" | "log">,
  { transaction }: Pick<Storage, "transaction">,
): Promise<void> {
  const made = await makePartitions(transaction, widthsOf(retention), new Date());
  if (made.length > 0) log.info("made partitions", { partitions: made.join(" ") });
}
