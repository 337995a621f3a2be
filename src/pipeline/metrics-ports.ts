import type { DeactivationReason } from "#src/core/webhook-health.ts";
import type { AttemptResult, Verdict } from "./ports.ts";

/** What a callback came to. `failed`: it could not be stored, and its provider was asked to send it again. */
export type CallbackEnd = Verdict | "duplicate" | "failed";

/** A delivery without a job, or a job without a delivery. */
export type OrphanKind = "delivery" | "job";

/** What is counted of the work. Names of tenants, webhooks and URLs stay out: they have no end. */
export type Metrics = {
  /** `reason`: of a rejection. */
  callback(provider: string, end: CallbackEnd, reason?: string): void;
  /** A transaction that stored callbacks, from the wait for a connection to the commit. */
  committed(group: { readonly callbacks: number; readonly durationMs: number }): void;
  stored(eventType: string, count: number): void;
  /** Attempts, once they are written down, with the ends that they brought to their deliveries. */
  settled(results: readonly AttemptResult[]): void;
  /** Deliveries that ended without an attempt. */
  suppressed(count: number): void;
  deactivated(reason: DeactivationReason, count: number): void;
  /** Jobs of dispatchers that are gone. */
  freed(count: number): void;
  /** What the reconciler found and put right. */
  repaired(kind: OrphanKind, count: number): void;
  /** What retention deleted of a kind of thing. */
  deleted(kind: string, count: number): void;
};

function nothing(): void {
  // Nobody counts.
}

export const noMetrics: Metrics = {
  callback: nothing,
  committed: nothing,
  stored: nothing,
  settled: nothing,
  suppressed: nothing,
  deactivated: nothing,
  freed: nothing,
  repaired: nothing,
  deleted: nothing,
};
