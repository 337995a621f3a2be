import type { ErrorClass } from "#src/core/delivery.ts";
import type { DeactivationReason, FailingStreak, Warning } from "#src/core/webhook-health.ts";
import type { AttemptResult, IngestUnit } from "./ports.ts";

export type LastFailure = {
  readonly lastError: string | null;
  readonly errorClass: ErrorClass | null;
  readonly responseStatus: number | null;
};

/** A webhook that is in trouble, as its owner knows it. */
export type TroubledWebhook = LastFailure & {
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly name: string | null;
  readonly url: string;
};
export type FailingWebhook = TroubledWebhook & FailingStreak;
/** One that the gateway switches off, in the same transaction. */
export type DisabledWebhook = TroubledWebhook & {
  readonly reason: DeactivationReason;
  readonly failingSince: Date | null;
};

/** What a batch of results comes to, besides its deliveries. */
export type News = {
  /** Results with which their deliveries were given up. */
  readonly exhausted: readonly AttemptResult[];
  readonly disabled: readonly DisabledWebhook[];
};

/**
 * Makes notices of news, in the transaction that makes the news. Configurations are read as they were before it: what
 * it changes of them is changed afterwards.
 */
export type TellNews = (unit: IngestUnit, news: News) => Promise<void>;

/** Statements of one look at the webhooks that do nothing but fail. */
export type HealthUnit = {
  readonly ingest: IngestUnit;
  /** Locks those for which one of the steps (percent of the way) has come, as far as nobody else holds them. */
  lockFailing(steps: readonly number[], limit: number): Promise<readonly FailingWebhook[]>;
  saveWarnings(
    warnings: readonly { readonly webhookId: string; readonly percent: Warning }[],
  ): Promise<void>;
  deactivate(webhookIds: readonly string[], reason: DeactivationReason): Promise<void>;
};
