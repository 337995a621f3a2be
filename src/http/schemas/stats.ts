import { z } from "@hono/zod-openapi";
import { ERROR_CLASSES } from "#src/core/delivery.ts";
import { parseId } from "#src/core/ids.ts";
import { STATS_PERIODS } from "#src/core/stats.ts";
import type { CallbackStats, DeliveryStats, WebhookStats } from "#src/pipeline/stats.ts";
import { iso, Time } from "./common.ts";

const Period = z
  .enum(STATS_PERIODS, { error: `must be one of ${STATS_PERIODS.join(", ")}` })
  .default("24h")
  .openapi({ description: "Up to now." });

export const DeliveryStatsQuery = z.object({
  period: Period,
  webhookId: idOf("Of one webhook; else of all of the workspace.", "wh"),
});
export const CallbackStatsQuery = z.object({
  period: Period,
  connectionId: idOf("Of one connection; else of all of the workspace."),
});

function idOf(description: string, ...prefixes: "wh"[]) {
  return z
    .string({ error: "must be given once" })
    .transform((text, context) => {
      if (text === "") return undefined;
      const id = parseId(text, ...prefixes);
      if (id !== null) return id;
      context.addIssue({ code: "custom", message: "is not an id" });
      return z.NEVER;
    })
    .optional()
    .openapi({ type: "string", description });
}

const Count = z.int().nonnegative();
const Latency = z.int().nonnegative().nullable();

const chart = {
  period: z.enum(STATS_PERIODS),
  from: Time.openapi({ description: "The beginning of the first bucket." }),
  to: Time,
  bucketSeconds: z
    .int()
    .openapi({ description: "Buckets begin at whole multiples of it, in UTC." }),
};

const latencies = {
  latencyP50Ms: Latency.openapi({
    description: "From a delivery's creation to the end of the attempt that delivered it.",
  }),
  latencyP95Ms: Latency.openapi({
    description: "As counted: exact below 8 ms, above that to within 19 %.",
  }),
};

const DeliveryStatsBody = z
  .object({
    ...chart,
    buckets: z.array(
      z.object({
        at: Time,
        delivered: Count,
        failed: Count,
        suppressed: Count,
        attempts: Count,
        failedAttempts: Count,
        ...latencies,
      }),
    ),
    totals: z.object({
      delivered: Count,
      failed: Count,
      suppressed: Count,
      pending: Count.openapi({ description: "Now, whenever they were made." }),
      attempts: Count,
      failedAttempts: Count,
      successRate: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .openapi({ description: "Of those that were delivered or failed." }),
      ...latencies,
    }),
    errors: z
      .array(z.object({ errorClass: z.enum(ERROR_CLASSES), count: Count }))
      .openapi({ description: "Failed attempts by error class, the most frequent first." }),
    oldestWaiting: z
      .object({
        deliveryId: z.uuid(),
        webhookId: z.uuid(),
        eventKey: z.string(),
        createdAt: Time,
        nextAttemptAt: Time.nullable(),
      })
      .nullable()
      .openapi({ description: "The delivery that is pending for longest." }),
  })
  .openapi("DeliveryStats");

const callbackCounts = {
  accepted: Count,
  duplicate: Count.openapi({ description: "Told nothing new." }),
  unreadable: Count,
  rejected: Count.openapi({ description: "Those that could be told to be the workspace's." }),
};

const CallbackStatsBody = z
  .object({
    ...chart,
    buckets: z.array(z.object({ at: Time, ...callbackCounts })),
    providers: z
      .array(z.object({ provider: z.string(), ...callbackCounts }))
      .openapi({ description: "`platform` is what the workspace published itself." }),
  })
  .openapi("CallbackStats");

const WebhookStatsBody = z
  .object({
    webhookId: z.uuid(),
    delivered: Count,
    failed: Count,
    pending: Count,
    buckets: z
      .array(z.object({ at: Time, delivered: Count, failed: Count }))
      .openapi({ description: "The last 24 hours, hour by hour." }),
    lastFailure: z
      .object({
        deliveryId: z.uuid(),
        at: Time,
        errorClass: z.string().nullable(),
        responseStatus: z.int().nullable(),
      })
      .nullable()
      .openapi({ description: "The attempt that failed last, also where the next one did not." }),
  })
  .openapi("WebhookStats");
const WebhookStatsList = z.object({ data: z.array(WebhookStatsBody) }).openapi("WebhookStatsList");

export { CallbackStatsBody, DeliveryStatsBody, WebhookStatsList };

export function deliveryStatsBody(stats: DeliveryStats): z.infer<typeof DeliveryStatsBody> {
  const { totals, oldestWaiting } = stats;
  return {
    ...chartOf(stats),
    buckets: stats.buckets.map((bucket) => ({
      at: bucket.at.toISOString(),
      ...outcomesOf(bucket),
    })),
    totals: { ...outcomesOf(totals), pending: totals.pending, successRate: totals.successRate },
    errors: [...stats.errors],
    oldestWaiting: oldestWaiting && {
      ...oldestWaiting,
      createdAt: oldestWaiting.createdAt.toISOString(),
      nextAttemptAt: iso(oldestWaiting.nextAttemptAt),
    },
  };
}

function chartOf({ period, window: { from, to, bucketSeconds } }: DeliveryStats | CallbackStats) {
  return { period, from: from.toISOString(), to: to.toISOString(), bucketSeconds };
}

function outcomesOf(counted: DeliveryStats["buckets"][number] | DeliveryStats["totals"]) {
  const { delivered, failed, suppressed, attempts, failedAttempts } = counted;
  const { latencyP50Ms, latencyP95Ms } = counted;
  const outcomes = { delivered, failed, suppressed, attempts, failedAttempts };
  return { ...outcomes, latencyP50Ms, latencyP95Ms };
}

export function callbackStatsBody(stats: CallbackStats): z.infer<typeof CallbackStatsBody> {
  return {
    ...chartOf(stats),
    buckets: stats.buckets.map(({ at, ...tally }) => ({ at: at.toISOString(), ...tally })),
    providers: [...stats.providers],
  };
}

export function webhookStatsBody(stats: readonly WebhookStats[]): z.infer<typeof WebhookStatsList> {
  return {
    data: stats.map(({ buckets, lastFailure, ...counts }) => ({
      ...counts,
      buckets: buckets.map(({ at, delivered, failed }) => ({
        at: at.toISOString(),
        delivered,
        failed,
      })),
      lastFailure: lastFailure && { ...lastFailure, at: lastFailure.at.toISOString() },
    })),
  };
}
