import { timeOfId } from "#src/core/ids.ts";
import {
  type DeliveryTally,
  ERROR_POSITIONS,
  fiveMinutesOf,
  latencySlot,
  NO_DELIVERIES,
} from "#src/core/stats.ts";
import type { AttemptResult, NewDelivery } from "#src/pipeline/ports.ts";

export type WebhookTally = {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly tally: DeliveryTally;
};

/** By how many the pending deliveries of a webhook change that were made within five minutes. */
export type PendingChange = {
  readonly workspaceId: string;
  readonly webhookId: string;
  /** The beginning of the five minutes. */
  readonly bucket: Date;
  readonly change: number;
};

/** What a transaction has to count. */
export type DeliveryCounts = {
  readonly tallies: readonly WebhookTally[];
  readonly pending: readonly PendingChange[];
};

export type CountedDelivery = {
  readonly id: string;
  readonly workspaceId: string;
  readonly webhookId: string;
};

/** Of a batch of results. */
export function countsOfResults(results: readonly AttemptResult[]): DeliveryCounts {
  const counting = createCounting();
  for (const result of results) {
    const { outgoing, step, errorClass } = result;
    const delivery = deliveryOf(result);
    const tally = counting.tallyOf(delivery);
    tally.attempts++;
    if (step.kind !== "retry") counting.addPending(delivery, -1);
    if (step.kind === "delivered") {
      tally.delivered++;
      // How long ago it was made says nothing of one that is sent again by hand.
      if (outgoing.attemptsBefore === 0) countAt(tally.latency, latencySlot(latencyOf(result)));
      continue;
    }
    tally.failedAttempts++;
    if (step.kind === "failed") tally.failed++;
    if (errorClass !== null) countAt(tally.errors, ERROR_POSITIONS[errorClass]);
  }
  return counting.counts();
}

function deliveryOf({ outgoing }: AttemptResult): CountedDelivery {
  const { deliveryId: id, workspaceId, webhook } = outgoing;
  return { id, workspaceId, webhookId: webhook.id };
}

/** From the delivery's creation, which its id tells, to the end of the attempt. */
function latencyOf({ outgoing, startedAt, durationMs }: AttemptResult): number {
  return Math.max(startedAt.getTime() + durationMs - timeOfId(outgoing.deliveryId), 0);
}

/** Of deliveries that are stored. */
export function countsOfNew(deliveries: readonly NewDelivery[]): DeliveryCounts {
  const counting = createCounting();
  for (const delivery of deliveries) {
    if (delivery.status === "pending") counting.addPending(delivery, 1);
    else counting.tallyOf(delivery).suppressed++;
  }
  return counting.counts();
}

/** Of pending deliveries that end without an attempt. */
export function countsOfEnded(
  end: "failed" | "suppressed",
  deliveries: readonly CountedDelivery[],
): DeliveryCounts {
  const counting = createCounting();
  for (const delivery of deliveries) {
    counting.tallyOf(delivery)[end]++;
    counting.addPending(delivery, -1);
  }
  return counting.counts();
}

/** Of deliveries that had ended and are pending again. What they came to before has happened, and stays counted. */
export function countsOfReopened(deliveries: readonly CountedDelivery[]): DeliveryCounts {
  const counting = createCounting();
  for (const delivery of deliveries) counting.addPending(delivery, 1);
  return counting.counts();
}

type Building = { -readonly [Name in keyof DeliveryTally]: DeliveryTally[Name] } & {
  readonly errors: number[];
  readonly latency: number[];
};
type Owner = Pick<CountedDelivery, "workspaceId" | "webhookId">;

/** Adds up in place: a batch has hundreds of results, and most of them are of few webhooks. */
function createCounting() {
  const tallies = new Map<string, WebhookTally & { readonly tally: Building }>();
  const pending = new Map<string, PendingChange & { change: number }>();
  return {
    tallyOf({ workspaceId, webhookId }: Owner): Building {
      const known = tallies.get(webhookId);
      if (known !== undefined) return known.tally;
      const tally: Building = { ...NO_DELIVERIES, errors: [], latency: [] };
      tallies.set(webhookId, { workspaceId, webhookId, tally });
      return tally;
    },
    addPending({ id, workspaceId, webhookId }: CountedDelivery, change: number): void {
      const bucket = fiveMinutesOf(timeOfId(id));
      const key = `${webhookId} ${bucket}`;
      const known = pending.get(key);
      if (known !== undefined) known.change += change;
      else pending.set(key, { workspaceId, webhookId, bucket: new Date(bucket), change });
    },
    counts: (): DeliveryCounts => ({
      tallies: [...tallies.values()],
      pending: [...pending.values()].filter(({ change }) => change !== 0),
    }),
  };
}

function countAt(counts: number[], position: number): void {
  while (counts.length <= position) counts.push(0);
  counts[position] = (counts[position] ?? 0) + 1;
}
