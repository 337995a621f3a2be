/**
 * The canonical events, and the words of this code base.
 *
 * workspace   a tenant; every row belongs to one
 * connection  a workspace's account at a provider: secrets, identifiers, settings
 * agent       what events are about and webhooks filter on
 * callback    one HTTP request from a provider, kept raw
 * event       one canonical fact derived from a callback, or published by the platform
 * webhook     a tenant's endpoint; a subscription is one event key that it wants
 * dialect     an outbound format
 * delivery    one event for one webhook under one name; it has 1..n attempts
 * attempt     one HTTP request to the tenant, with what came back
 */
import type { z } from "zod";
import { CALL_EVENTS } from "./catalog/call-events.ts";
import type { Definition, DialectId, DialectName } from "./catalog/define.ts";
import { NOTICE_EVENTS } from "./catalog/notice-events.ts";
import { PLATFORM_EVENTS } from "./catalog/platform-events.ts";
import { SMS_EVENTS } from "./catalog/sms-events.ts";
import { WHATSAPP_EVENTS } from "./catalog/whatsapp-events.ts";

export type { DialectId } from "./catalog/define.ts";

export const CATALOG = {
  ...CALL_EVENTS,
  ...WHATSAPP_EVENTS,
  ...SMS_EVENTS,
  ...PLATFORM_EVENTS,
  ...NOTICE_EVENTS,
} as const;

export type EventType = keyof typeof CATALOG;
export type EventData<T extends EventType> = z.output<(typeof CATALOG)[T]["data"]>;

export const EVENT_TYPES = Object.keys(CATALOG) as readonly EventType[];

/** What the gateway tells of its own work. */
export type NoticeType = keyof typeof NOTICE_EVENTS;

export function isNotice(type: string): type is NoticeType {
  return Object.hasOwn(NOTICE_EVENTS, type);
}

/** What a workspace's own platform can publish. */
export const PUBLISHABLE_TYPES = EVENT_TYPES.filter((type) => !isNotice(type));

type DraftOf<T extends EventType> = {
  readonly type: T;
  /** When it happened, ISO 8601 in UTC. */
  readonly occurredAt: string;
  /** Names the fact itself, so that it is stored once per workspace however often it is told. */
  readonly dedupeKey: string;
  /** The carrier's id of the call it belongs to. */
  readonly callId: string | null;
  readonly conversationId: string | null;
  /** Provider agent ids, phone numbers, phone_number_ids that may belong to an agent; the most telling first. */
  readonly references: readonly string[];
  /** Agent named by the payload's metadata; used when no reference matches. */
  readonly agentId: string | null;
  readonly workflowId: string | null;
  readonly data: EventData<T>;
};

/** An event as a provider or the call machine states it, before it has an id and an agent. */
export type EventDraft = { [T in EventType]: DraftOf<T> }[EventType];

/** A stored event. */
export type CanonicalEvent = {
  [T in EventType]: Omit<DraftOf<T>, "references" | "dedupeKey"> & {
    readonly id: string;
    readonly workspaceId: string;
  };
}[EventType];

/** Its names in a dialect, whether or not all of its events go out under them. */
export function namesOf(type: EventType, dialect: DialectId): readonly DialectName[] {
  if (dialect === "standard" || dialect === "cloudevents") return [{ name: type }];
  const definition: Definition = CATALOG[type];
  const names = definition.names[dialect] ?? [];
  return names.map((name) => (typeof name === "string" ? { name } : name));
}

/** Names under which a dialect knows this event; each subscribed one is a delivery of its own. */
export function eventKeys(event: CanonicalEvent, dialect: DialectId): readonly string[] {
  return namesOf(event.type, dialect)
    .filter(({ whenAnswered }) => !whenAnswered || isAnswered(event))
    .map(({ name }) => name);
}

function isAnswered(event: CanonicalEvent): boolean {
  return "answered" in event.data && event.data.answered === true;
}

/** All keys a webhook of this dialect can subscribe to, in catalog order, each once. */
export function subscribableKeys(dialect: DialectId): readonly string[] {
  const names = EVENT_TYPES.flatMap((type) => namesOf(type, dialect).map(({ name }) => name));
  return [...new Set(names)];
}
