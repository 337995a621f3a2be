import { fmt, t } from "#dashboard/i18n/t.ts";
import type { Webhook } from "#sdk/schema.ts";

export type WebhookState = {
  /** As `StatusBadge` knows it. */
  readonly value: "active" | "inactive" | "failing" | "paused" | "deactivated";
  readonly detail?: string;
};

/** Whether it sends, and what is wrong where something is. */
export function stateOf(webhook: Webhook): WebhookState {
  const { isActive, deactivationReason: reason, circuit, failingSince } = webhook;
  if (!isActive && reason !== null) {
    return { value: "deactivated", detail: t("webhooks.deactivated", { reason }) };
  }
  if (!isActive) return { value: "inactive" };
  if (circuit.state !== "closed") return { value: "paused", detail: t("webhooks.paused") };
  if (failingSince === null) return { value: "active" };
  const detail = t("webhooks.failing", { since: fmt.relative(failingSince) });
  return { value: "failing", detail };
}
