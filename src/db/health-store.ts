import type { HealthUnit } from "#src/pipeline/notice-ports.ts";
import { type IngestStoreOptions, ingestUnitOn } from "./ingest-store.ts";
import {
  deactivateWebhooks,
  lockFailingWebhooks,
  saveWarnings,
} from "./repositories/webhook-activity.ts";
import { preparedOn } from "./sql.ts";

/** The transaction of one look at failing webhooks. */
export function createHealthTransact(
  options: IngestStoreOptions,
): <T>(work: (unit: HealthUnit) => Promise<T>) => Promise<T> {
  return (work) =>
    options.transaction((client, later) => {
      const query = preparedOn(client);
      return work({
        ingest: ingestUnitOn(client, options, later),
        lockFailing: (steps, limit) => lockFailingWebhooks(query, steps, limit),
        saveWarnings: (warnings) => saveWarnings(query, warnings),
        deactivate: (ids, reason) => deactivateWebhooks(query, ids, reason),
      });
    });
}
