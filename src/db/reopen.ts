import sql from "sql-template-tag";
import { orderKeyOf } from "#src/core/ordering.ts";
import { RETRIES } from "#src/pipeline/jobs.ts";
import { isAmong } from "./id-range.ts";
import { type Releasing, releaseAfter } from "./release.ts";
import { reopenDeliveries } from "./repositories/deliveries.ts";
import { lineUp } from "./repositories/ordered-deliveries.ts";
import type { Query } from "./sql.ts";

export type Reopened = {
  readonly webhookId: string;
  readonly isOrdered: boolean;
  /** That have ended, in the order in which they are to go out. The caller holds them. */
  readonly deliveryIds: readonly string[];
};

/** Sends ended deliveries again, each with a schedule of its own. Where there is an order, they are the last in it. */
export async function reopen(
  releasing: Releasing,
  { webhookId, isOrdered, deliveryIds }: Reopened,
): Promise<void> {
  const { query, queue, jobs, newId } = releasing;
  const waiting = isOrdered ? await lineUpAgain(releasing, webhookId, deliveryIds) : new Set();
  const opened = deliveryIds.map((deliveryId) => ({
    deliveryId,
    jobId: waiting.has(deliveryId) ? null : newId(),
  }));
  await reopenDeliveries(query, opened);
  await jobs.insert(
    queue,
    opened.flatMap(({ deliveryId, jobId: id }) =>
      id === null ? [] : [{ id, queue: RETRIES, webhookId, data: { deliveryId }, startAt: null }],
    ),
  );
}

/** Returns the ids of those that wait for others. */
async function lineUpAgain(
  releasing: Releasing,
  webhookId: string,
  deliveryIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = await keysOf(releasing.query, deliveryIds);
  const ordered = deliveryIds.flatMap((deliveryId) => {
    const key = keys.get(deliveryId) ?? null;
    return key === null ? [] : [{ deliveryId, webhookId, key }];
  });
  if (ordered.length === 0) return new Set();
  // One that ended while its webhook had no order may stand in its line still.
  await releaseAfter(releasing, deliveryIds);
  const heads = await lineUp(releasing.query, ordered);
  return new Set(ordered.map(({ deliveryId }) => deliveryId).filter((id) => !heads.has(id)));
}

async function keysOf(
  query: Query,
  deliveryIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await query<{
    id: string;
    callId: string | null;
    conversationId: string | null;
  }>(sql`
    select d.id, e.call_id as "callId", e.conversation_id as "conversationId"
    from deliveries d join events e on e.id = d.event_id where ${isAmong(sql`d.id`, deliveryIds)}`);
  return new Map(rows.map((row) => [row.id, orderKeyOf(row)]));
}
