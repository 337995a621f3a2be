import type { CanonicalEvent, DialectId } from "./catalog.ts";
import { eventKeys, isNotice } from "./catalog.ts";
import type { Ordering } from "./ordering.ts";
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
  /** Null: the events of all agents, and of none. What is limited to agents and to workflows wants the events of either. */
  readonly agentIds: readonly string[] | null;
  readonly workflowIds: readonly string[] | null;
  /** Null: no further conditions. */
  readonly filters: WebhookFilters | null;
  readonly isActive: boolean;
  readonly deactivationReason: string | null;
  readonly retryPolicy: Backoff | null;
  readonly timeoutMs: number | null;
  /** Deliveries per second at most; null: as many as it takes. */
  readonly ratePerSecond: number | null;
  readonly ordering: Ordering;
  /** Event keys of the active subscriptions, in the dialect's words and in the order in which they were given. */
  readonly eventKeys: ReadonlySet<string>;
};

/** What of a webhook decides which events it wants. */
export type Wishes = Pick<
  Webhook,
  "id" | "dialect" | "agentIds" | "workflowIds" | "filters" | "eventKeys"
>;

/**
 * The subscribed names under which this event goes to this webhook, in the order of the subscriptions; each is a delivery
 * of its own.
 */
export function wantedKeys(
  webhook: Wishes,
  event: CanonicalEvent,
  agentNamed?: AgentNamed,
): readonly string[] {
  if (isAbout(webhook, event)) return [];
  if (!isSelected(webhook, event)) return [];
  if (webhook.filters !== null && !passes(webhook.filters, event, agentNamed)) return [];
  return subscribedKeys(webhook, event);
}

function subscribedKeys({ dialect, eventKeys: wanted }: Wishes, event: CanonicalEvent) {
  const names = eventKeys(event, dialect).filter((key) => wanted.has(key));
  return names.length < 2 ? names : [...wanted].filter((key) => names.includes(key));
}

/**
 * Why an event is not wanted: the webhook's dialect has no name for it, none of its names is subscribed to, it is of
 * another agent or workflow, it does not pass the filters, or it is about the webhook itself.
 */
export const UNWANTED = [
  "not_in_dialect",
  "not_subscribed",
  "not_selected",
  "filtered",
  "about_itself",
] as const;
export type Unwanted = (typeof UNWANTED)[number];

/** Null where it is wanted: asks what `wantedKeys` asks, the plainest reason first. */
export function whyUnwanted(
  webhook: Wishes,
  event: CanonicalEvent,
  agentNamed?: AgentNamed,
): Unwanted | null {
  if (eventKeys(event, webhook.dialect).length === 0) return "not_in_dialect";
  if (subscribedKeys(webhook, event).length === 0) return "not_subscribed";
  if (!isSelected(webhook, event)) return "not_selected";
  if (webhook.filters !== null && !passes(webhook.filters, event, agentNamed)) return "filtered";
  return isAbout(webhook, event) ? "about_itself" : null;
}

/** No webhook is told of itself: what is wrong with it would keep the notice from arriving, and be told again. */
function isAbout(webhook: Wishes, { type, data }: CanonicalEvent): boolean {
  return isNotice(type) && "webhookId" in data && data.webhookId === webhook.id;
}

/**
 * Is it of what the webhook is limited to? Calls have no workflow and most events of workflows no agent: one that is
 * limited in both ways wants either, and is asked of each event for what that has.
 */
function isSelected({ agentIds, workflowIds }: Wishes, event: CanonicalEvent): boolean {
  if (agentIds === null && workflowIds === null) return true;
  const isOfAgents = isAmong(agentIds, event.agentId);
  const isOfWorkflows = isAmong(workflowIds, event.workflowId);
  if (isOfAgents === false || isOfWorkflows === false) return false;
  return isOfAgents !== null || isOfWorkflows !== null;
}

/** Null: there is no such limit, or nothing that it could be asked of. */
function isAmong(selected: readonly string[] | null, id: string | null): boolean | null {
  return selected === null || id === null ? null : selected.includes(id);
}
