import type { CanonicalEvent, DialectId } from "./catalog.ts";
import { eventKeys, isNotice } from "./catalog.ts";
import type { Backoff } from "./schedule.ts";
import { type AgentNamed, passes, type WebhookFilters } from "./webhook-filters.ts";

/** A tenant's endpoint as deliveries need it, secrets opened. */
export type Webhook = {
  readonly id: string;
  readonly workspaceId: string;
  readonly dialect: DialectId;
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  /** The secret before a rotation, until its grace period ends. */
  readonly previousSecret: { readonly text: string; readonly until: Date } | null;
  /** `whsk_` and base64 of an Ed25519 seed, where `v1a` signatures are wanted beside `v1`. */
  readonly signingKey: string | null;
  /** Null: the events of all agents, and of none. */
  readonly agentIds: readonly string[] | null;
  readonly workflowIds: readonly string[] | null;
  /** Null: no further conditions. */
  readonly filters: WebhookFilters | null;
  readonly isActive: boolean;
  readonly deactivationReason: string | null;
  readonly retryPolicy: Backoff | null;
  readonly timeoutMs: number | null;
  /** Event keys of the active subscriptions, in the dialect's words. */
  readonly eventKeys: ReadonlySet<string>;
};

/** The subscribed names under which this event goes to this webhook; each is a delivery of its own. */
export function wantedKeys(
  webhook: Webhook,
  event: CanonicalEvent,
  agentNamed?: AgentNamed,
): readonly string[] {
  if (isAbout(webhook, event)) return [];
  if (!covers(webhook.agentIds, event.agentId)) return [];
  if (!covers(webhook.workflowIds, event.workflowId)) return [];
  if (webhook.filters !== null && !passes(webhook.filters, event, agentNamed)) return [];
  return eventKeys(event, webhook.dialect).filter((key) => webhook.eventKeys.has(key));
}

/** No webhook is told of itself: what is wrong with it would keep the notice from arriving, and be told again. */
function isAbout(webhook: Webhook, { type, data }: CanonicalEvent): boolean {
  return isNotice(type) && "webhookId" in data && data.webhookId === webhook.id;
}

function covers(selected: readonly string[] | null, id: string | null): boolean {
  return selected === null || (id !== null && selected.includes(id));
}
