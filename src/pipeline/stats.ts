import { ok, type Result } from "#src/core/result.ts";
import {
  addCallbacks,
  addDeliveries,
  type CallbackTally,
  type DeliveryTally,
  dayByHours,
  errorsIn,
  latencyQuantile,
  NO_CALLBACKS,
  NO_DELIVERIES,
  type StatsPeriod,
  type Window,
  windowOf,
} from "#src/core/stats.ts";
import { NOT_FOUND } from "./refusals.ts";
import type {
  CallbackScope,
  DeliveryScope,
  LastFailure,
  StatsReads,
  Waiting,
} from "./stats-ports.ts";
import type { ReadRefusal } from "./tenant-ports.ts";

type Chart<Bucket> = {
  readonly period: StatsPeriod;
  readonly window: Window;
  /** Every one of the window's, oldest first. */
  readonly buckets: readonly (Bucket & { readonly at: Date })[];
};

export type Latency = {
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
};

export type DeliveryStats = Chart<DeliveryTally & Latency> & {
  readonly totals: DeliveryTally &
    Latency & {
      readonly pending: number;
      readonly successRate: number | null;
    };
  readonly errors: ReturnType<typeof errorsIn>;
  readonly oldestWaiting: Waiting | null;
};

export type CallbackStats = Chart<CallbackTally> & {
  readonly providers: readonly (CallbackTally & { readonly provider: string })[];
};

export type WebhookStats = {
  readonly webhookId: string;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  readonly buckets: readonly {
    readonly at: Date;
    readonly delivered: number;
    readonly failed: number;
  }[];
  readonly lastFailure: LastFailure | null;
};

export type Stats = {
  deliveries(
    scope: DeliveryScope,
    period: StatsPeriod,
  ): Promise<Result<DeliveryStats, ReadRefusal>>;
  callbacks(scope: CallbackScope, period: StatsPeriod): Promise<CallbackStats>;
  webhooks(workspaceId: string): Promise<readonly WebhookStats[]>;
};

/** Of how many webhooks at once: a page of the console shows fewer. */
const MOST_WEBHOOKS = 1_000;

/** What became of deliveries and callbacks over time, out of counts that are kept for it. */
export function createStats({
  reads,
  now,
}: {
  readonly reads: StatsReads;
  readonly now: () => Date;
}): Stats {
  return {
    async deliveries(scope, period) {
      const { workspaceId, webhookId } = scope;
      const isKnown = webhookId === null || (await reads.hasWebhook({ workspaceId, webhookId }));
      if (!isKnown) return NOT_FOUND;
      const window = windowOf(period, now());
      const [counted, pending, oldestWaiting] = await Promise.all([
        reads.deliveries(scope, window),
        reads.pending(scope),
        reads.oldestWaiting(scope),
      ]);
      const sum = counted.map(({ tally }) => tally).reduce(addDeliveries, NO_DELIVERIES);
      return ok({
        period,
        window,
        buckets: filled(window, counted, NO_DELIVERIES).map((bucket) => ({
          ...bucket,
          ...latencyOf(bucket),
        })),
        totals: { ...sum, ...latencyOf(sum), pending, successRate: successRateOf(sum) },
        errors: errorsIn(sum.errors),
        oldestWaiting,
      });
    },

    async callbacks(scope, period) {
      const window = windowOf(period, now());
      const counted = await reads.callbacks(scope, window);
      const byProvider = Map.groupBy(counted, ({ provider }) => provider);
      const byTime = Map.groupBy(counted, ({ at }) => at.getTime());
      const totals = [...byTime].map(([at, own]) => ({ at: new Date(at), tally: totalOf(own) }));
      return {
        period,
        window,
        buckets: filled(window, totals, NO_CALLBACKS),
        providers: [...byProvider]
          .map(([provider, own]) => ({ provider, ...totalOf(own) }))
          .sort((a, b) => (a.provider < b.provider ? -1 : 1)),
      };
    },

    async webhooks(workspaceId) {
      const window = dayByHours(now());
      const counts = await reads.webhooks(workspaceId, window, MOST_WEBHOOKS);
      return counts.map(({ buckets, ...rest }) => {
        const known = buckets.map(({ at, delivered, failed }) => ({
          at,
          tally: { delivered, failed },
        }));
        return {
          ...rest,
          delivered: buckets.reduce((sum, { delivered }) => sum + delivered, 0),
          failed: buckets.reduce((sum, { failed }) => sum + failed, 0),
          buckets: filled(window, known, { delivered: 0, failed: 0 }),
        };
      });
    },
  };
}

function totalOf(counted: readonly { readonly tally: CallbackTally }[]): CallbackTally {
  return counted.map(({ tally }) => tally).reduce(addCallbacks, NO_CALLBACKS);
}

/** With the buckets in which nothing happened. */
function filled<Tally extends object>(
  { starts }: Window,
  counted: readonly { readonly at: Date; readonly tally: Tally }[],
  none: Tally,
): readonly (Tally & { readonly at: Date })[] {
  const known = new Map(counted.map(({ at, tally }) => [at.getTime(), tally]));
  return starts.map((at) => ({ ...(known.get(at.getTime()) ?? none), at }));
}

function latencyOf({ latency }: DeliveryTally): Latency {
  return {
    latencyP50Ms: latencyQuantile(latency, 0.5),
    latencyP95Ms: latencyQuantile(latency, 0.95),
  };
}

/** Of those that ended after an attempt. */
function successRateOf({ delivered, failed }: DeliveryTally): number | null {
  return delivered + failed === 0 ? null : delivered / (delivered + failed);
}
