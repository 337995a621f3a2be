import { type CanonicalEvent, type DialectId, EVENT_TYPES } from "#src/core/catalog.ts";
import { ok, type Result } from "#src/core/result.ts";
import { type Unwanted, type Wishes, wantedKeys, whyUnwanted } from "#src/core/webhook.ts";
import { passes, type WebhookFilters } from "#src/core/webhook-filters.ts";
import type { Dialect } from "#src/dialect.ts";
import { type AgentDirectory, agentOf, isMuted } from "./emit.ts";
import type { PreviewStore, RecentEvent } from "./preview-ports.ts";
import { invalid } from "./refusals.ts";
import type { Refusal } from "./tenant-ports.ts";
import {
  checkEventKeys,
  selectionAsked,
  unknownDialect,
  unknownSelection,
} from "./webhook-checks.ts";
import { DEFAULT_DIALECT, findDialect, type WebhookInput } from "./webhooks.ts";

/** What a client says of the events that a webhook would want. */
export type WishesInput = Pick<
  WebhookInput,
  "dialect" | "eventKeys" | "filters" | "agentId" | "agentIds" | "workflowIds"
>;

export type PreviewedEvent = {
  readonly eventId: string;
  readonly type: string;
  readonly createdAt: Date;
  /** The subscribed names under which it would go out; each is a delivery. */
  readonly eventKeys: readonly string[];
  /** Null where it would. */
  readonly reason: Unwanted | "agent_inactive" | null;
  /** The condition that it does not meet, of those that are `filtered`. */
  readonly failedFilter: keyof WebhookFilters | null;
};

export type WebhookPreview = {
  /** The newest first. */
  readonly events: readonly PreviewedEvent[];
};

/** Which of the latest events such a webhook would have been sent. Nothing is written. */
export type PreviewWebhook = (
  workspaceId: string,
  input: WishesInput,
) => Promise<Result<WebhookPreview, Refusal>>;

export type PreviewPorts = {
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  readonly store: PreviewStore;
};

const EXAMINED = 50;
/** No webhook's: what is previewed is none yet. */
const NO_WEBHOOK = "00000000-0000-0000-0000-000000000000";

export function createPreviewWebhook(ports: PreviewPorts): PreviewWebhook {
  const { dialects, store } = ports;
  return async (workspaceId, input) => {
    const selection = selectionAsked(input);
    if (!selection.ok) return selection;
    const { agentIds = null, workflowIds = null } = selection.value;
    const dialect = findDialect(ports, input.dialect ?? DEFAULT_DIALECT);
    if (dialect === undefined) return invalid(unknownDialect(dialects));
    const { eventKeys = [], filters = null } = input;
    const issues = checkEventKeys(eventKeys, dialect);
    if (issues.length > 0) return invalid(...issues);
    const known = await store.checkSelection(workspaceId, { agentIds, workflowIds });
    if (!known.ok) return unknownSelection(known.reason, input);
    const limits = { agentIds, workflowIds, filters };
    const wishes = {
      id: NO_WEBHOOK,
      dialect: dialect.id,
      eventKeys: new Set(eventKeys),
      ...limits,
    };
    const recent = await store.recentEvents(workspaceId, EXAMINED);
    const agents = await store.agents(workspaceId);
    // What an earlier release knew and this one does not goes to nobody.
    const events = recent.filter(({ event }) => EVENT_TYPES.includes(event.type));
    return ok({ events: events.map((each) => preview(wishes, each, agents)) });
  };
}

function preview(
  wishes: Wishes,
  { event, createdAt }: RecentEvent,
  agents: AgentDirectory,
): PreviewedEvent {
  const agentNamed = (name: string) => agentOf(agents, [name], null);
  const about = { eventId: event.id, type: event.type, createdAt };
  const reason = whyUnwanted(wishes, event, agentNamed);
  if (reason !== null) {
    const failedFilter = reason === "filtered" ? failedFilterOf(wishes, event, agentNamed) : null;
    return { ...about, eventKeys: [], reason, failedFilter };
  }
  if (isMuted(agents, event)) {
    return { ...about, eventKeys: [], reason: "agent_inactive", failedFilter: null };
  }
  const eventKeys = wantedKeys(wishes, event, agentNamed);
  return { ...about, eventKeys, reason: null, failedFilter: null };
}

const CONDITIONS = ["campaigns", "agents", "outcomes"] as const satisfies (keyof WebhookFilters)[];

function failedFilterOf(
  { filters }: Wishes,
  event: CanonicalEvent,
  agentNamed: (name: string) => string | null,
): keyof WebhookFilters | null {
  const isMet = (name: keyof WebhookFilters) =>
    passes({ [name]: filters?.[name] }, event, agentNamed);
  return CONDITIONS.find((name) => !isMet(name)) ?? null;
}
