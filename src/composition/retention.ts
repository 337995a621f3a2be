import type { Config } from "#src/config.ts";
import { createRetentionStore } from "#src/db/retention-store.ts";
import type { Metrics } from "#src/pipeline/metrics-ports.ts";
import { observeRetention } from "#src/pipeline/observe-outbound.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createRetention, type RetentionDependencies } from "#src/pipeline/retention.ts";
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
    store: createRetentionStore(transaction),
    removeFile: files.remove,
    deleteMediaBefore: contents.deleteMediaBefore,
    now: () => new Date(),
  };
}
