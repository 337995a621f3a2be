import type { CanonicalEvent, DialectId } from "./catalog.ts";
import { eventKeys } from "./catalog.ts";
import type { Backoff } from "./schedule.ts";

/** A tenant's endpoint as deliveries need it, secrets opened. */
export type Webhook = {
  readonly id: string;
  readonly workspaceId: string;
  readonly dialect: DialectId;
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  /** Null: the events of all agents, and of none. */
  readonly agentIds: readonly string[] | null;
  readonly workflowIds: readonly string[] | null;
  readonly isActive: boolean;
  readonly deactivationReason: string | null;
  readonly retryPolicy: Backoff | null;
  readonly timeoutMs: number | null;
  /** Event keys of the active subscriptions, in the dialect's words. */
  readonly eventKeys: ReadonlySet<string>;
};

/** The subscribed names under which this event goes to this webhook; each is a delivery of its own. */
export function wantedKeys(webhook: Webhook, event: CanonicalEvent): readonly string[] {
  if (!covers(webhook.agentIds, event.agentId)) return [];
  if (!covers(webhook.workflowIds, event.workflowId)) return [];
  return eventKeys(event, webhook.dialect).filter((key) => webhook.eventKeys.has(key));
}

function covers(selected: readonly string[] | null, id: string | null): boolean {
  return selected === null || (id !== null && selected.includes(id));
}
