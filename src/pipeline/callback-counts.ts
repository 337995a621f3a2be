import { type CALLBACK_ENDS, NO_CALLBACKS } from "#src/core/stats.ts";
import type { IngestItem, IngestOutcome } from "./ingest.ts";
import type { StoredCallback } from "./ports.ts";
import type { CallbackCount } from "./stats-ports.ts";

/** What a group of callbacks came to, connection by connection. What is told again is no new callback. */
export function callbackCounts(
  items: readonly Pick<IngestItem, "callback" | "isRetold">[],
  outcomes: readonly Pick<IngestOutcome, "duplicate">[],
): readonly CallbackCount[] {
  const counts = new Map<string, CallbackCount & { readonly tally: Building }>();
  for (const [index, { callback, isRetold }] of items.entries()) {
    if (isRetold) continue;
    const { workspaceId, provider, connectionId } = callback;
    const key = `${workspaceId} ${provider} ${connectionId}`;
    const known = counts.get(key);
    const count = known ?? { workspaceId, provider, connectionId, tally: { ...NO_CALLBACKS } };
    if (known === undefined) counts.set(key, count);
    count.tally[outcomes[index]?.duplicate ? "duplicate" : callback.verdict]++;
  }
  return [...counts.values()];
}

type Building = Record<(typeof CALLBACK_ENDS)[number], number>;

/** Rejections of a connection. Where it is not known whose a request was meant to be, it is nobody's. */
export function rejectionCounts(
  { workspaceId, provider, connectionId }: StoredCallback,
  rejected: number,
): readonly CallbackCount[] {
  if (workspaceId === null) return [];
  return [{ workspaceId, provider, connectionId, tally: { ...NO_CALLBACKS, rejected } }];
}
