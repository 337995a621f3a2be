import { Counter, Histogram, type Registry } from "prom-client";
import { EVENT_TYPES } from "#src/core/catalog.ts";
import { ERROR_CLASSES } from "#src/core/delivery.ts";
import { timeOfId } from "#src/core/ids.ts";
import { DEACTIVATION_REASONS } from "#src/core/webhook-health.ts";
import { FIRST_ATTEMPTS } from "#src/pipeline/jobs.ts";
import type { CallbackEnd, Metrics } from "#src/pipeline/metrics-ports.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";

const ENDS: readonly CallbackEnd[] = ["accepted", "duplicate", "unreadable", "failed"];
const REJECTIONS = [
  ...["missing-signature", "bad-signature", "stale-timestamp", "no-key", "source-address"],
  "unknown-connection",
];
const OUTCOMES = ["delivered", "failed", "suppressed"] as const;
const NO_ERROR = "none";

const COMMIT_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15];
const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 200];
const ATTEMPT_SECONDS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120],
];
const END_TO_END_SECONDS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300],
];

/** Counters and histograms of the work. Those whose labels are known stand at zero from the start, so that rates see the first. */
export function createMetrics(registry: Registry, providers: readonly string[]): Metrics {
  const registers = [registry];
  const callbacks = new Counter({
    name: "switchhook_callbacks_total",
    help: "Callbacks and published batches by provider and what they came to; rejected ones with the reason",
    labelNames: ["provider", "verdict", "reason"],
    registers,
  });
  const commits = new Histogram({
    name: "switchhook_ingest_commit_duration_seconds",
    help: "Transactions that store callbacks, from the wait for a connection to the commit",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const groups = new Histogram({
    name: "switchhook_ingest_group_size",
    help: "Callbacks that shared a transaction",
    buckets: GROUP_SIZES,
    registers,
  });
  const events = labelled(registry, "switchhook_events_total", "Events stored, by type", "type");
  const deliveries = labelled(
    registry,
    "switchhook_deliveries_ended_total",
    "Deliveries that ended, by outcome",
    "outcome",
  );
  const attempts = labelled(
    registry,
    "switchhook_attempts_total",
    "Attempts written down, by error class; none for a success",
    "error_class",
  );
  const durations = new Histogram({
    name: "switchhook_attempt_duration_seconds",
    help: "Requests to tenants, from looking up the name to the end of the response",
    buckets: ATTEMPT_SECONDS,
    registers,
  });
  const endToEnd = new Histogram({
    name: "switchhook_end_to_end_duration_seconds",
    help: "From the callback to the tenant's 2xx to its first attempt; from the commit where another process delivers",
    buckets: END_TO_END_SECONDS,
    registers,
  });
  const deactivations = labelled(
    registry,
    "switchhook_webhooks_deactivated_total",
    "Webhooks switched off by the gateway, by reason",
    "reason",
  );
  const freed = new Counter({
    name: "switchhook_jobs_freed_total",
    help: "Jobs taken over from processes that are gone",
    registers,
  });
  const repairs = labelled(
    registry,
    "switchhook_orphans_repaired_total",
    "Deliveries without a job that were given one, and jobs without a delivery that were removed",
    "kind",
  );
  const deletions = labelled(
    registry,
    "switchhook_retention_deleted_total",
    "Rows and files deleted because they were kept long enough",
    "kind",
  );

  for (const provider of providers) {
    for (const verdict of ENDS) callbacks.inc({ provider, verdict, reason: "" }, 0);
    for (const reason of REJECTIONS) callbacks.inc({ provider, verdict: "rejected", reason }, 0);
  }
  for (const type of EVENT_TYPES) events(type, 0);
  for (const outcome of OUTCOMES) deliveries(outcome, 0);
  for (const errorClass of [NO_ERROR, ...ERROR_CLASSES]) attempts(errorClass, 0);
  for (const reason of DEACTIVATION_REASONS) deactivations(reason, 0);
  for (const kind of ["delivery", "job"]) repairs(kind, 0);

  return {
    callback: (provider, verdict, reason = "") => callbacks.inc({ provider, verdict, reason }),
    committed(group) {
      commits.observe(group.durationMs / 1000);
      groups.observe(group.callbacks);
    },
    stored: events,
    settled(results) {
      for (const result of results) {
        durations.observe(result.durationMs / 1000);
        if (isFirstSuccess(result)) endToEnd.observe(endToEndMs(result) / 1000);
      }
      countBy(results, ({ errorClass }) => errorClass ?? NO_ERROR, attempts);
      countBy(results, outcomeOf, deliveries);
    },
    suppressed: (count) => deliveries("suppressed", count),
    deactivated: deactivations,
    freed: (count) => freed.inc(count),
    repaired: repairs,
    deleted: deletions,
  };
}

type Count = (label: string, count: number) => void;

function labelled(registry: Registry, name: string, help: string, label: string): Count {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  return (value, count) => counter.inc({ [label]: value }, count);
}

/** One increment for all that share a label: a batch mostly does. */
function countBy(
  results: readonly AttemptResult[],
  labelOf: (result: AttemptResult) => string | null,
  count: Count,
): void {
  const counts = new Map<string, number>();
  for (const result of results) {
    const label = labelOf(result);
    if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  for (const [label, number] of counts) count(label, number);
}

function outcomeOf({ step }: AttemptResult): string | null {
  return step.kind === "retry" ? null : step.kind;
}

/** What is sent again on request waits in the queue of retries, and what its own endpoint keeps waiting in the slow lane. */
function isFirstSuccess({ step, outgoing }: AttemptResult): boolean {
  return step.kind === "delivered" && outgoing.attempt === 1 && outgoing.queue === FIRST_ATTEMPTS;
}

/** A delivery's id was made in the transaction that stored it. */
function endToEndMs({ startedAt, durationMs, outgoing }: AttemptResult): number {
  const from = outgoing.receivedAt?.getTime() ?? timeOfId(outgoing.deliveryId);
  return Math.max(startedAt.getTime() + durationMs - from, 0);
}
