import { type CanonicalEvent, EVENT_TYPES, type EventType, eventKeys } from "#src/core/catalog.ts";
import type { DialectId } from "./define.ts";
import { EXAMPLES } from "./examples.ts";
import { HAPPENED_AT } from "./notice-examples.ts";

/** Whose event it is to be. `occurredAt` in ISO 8601, UTC. */
export type ExampleOwner = Pick<CanonicalEvent, "id" | "workspaceId" | "agentId" | "occurredAt">;

/** A complete event with the sample data of its type. */
export function exampleEvent(type: EventType, owner: ExampleOwner): CanonicalEvent {
  return eventWith(type, owner, EXAMPLES[type]);
}

/**
 * The sample of a dialect's name, as if it had happened when its owner says: its times end there, but for one to come,
 * and it is of a call, a conversation and a message of its own. Of several events with one name the first in the
 * catalog; null when the dialect has no such name.
 */
export function freshExample(
  dialect: DialectId,
  eventKey: string,
  owner: ExampleOwner,
): CanonicalEvent | null {
  const type = EVENT_TYPES.find((known) =>
    eventKeys(exampleEvent(known, owner), dialect).includes(eventKey),
  );
  return type === undefined ? null : eventWith(type, owner, freshened(type, owner));
}

function eventWith(type: EventType, owner: ExampleOwner, data: object): CanonicalEvent {
  const event = {
    ...owner,
    type,
    callId: textOf(data, "callId"),
    conversationId: textOf(data, "conversationId"),
    workflowId: textOf(data, "workflowId"),
    data,
  };
  // EXAMPLES pairs each type with data of its own shape; TypeScript loses the pairing on the way.
  return event as CanonicalEvent;
}

function textOf(data: object, field: string): string | null {
  const value: unknown = Reflect.get(data, field);
  return typeof value === "string" ? value : null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const OWN_IDS = { callId: "call", conversationId: "conv", messageId: "msg" } as const;

/** Receivers that tell repeated calls and messages apart by their ids would pass over a sample that always has the same. */
function freshened(type: EventType, { id, occurredAt }: ExampleOwner): object {
  const data = EXAMPLES[type];
  const times = Object.values(data).filter(isInstant).map(Date.parse);
  const known = HAPPENED_AT[type];
  const shift = Date.parse(occurredAt) - (known ? Date.parse(known) : Math.max(...times));
  const fresh = Object.entries(data).map(([field, value]) => {
    if (isInstant(value)) return [field, new Date(Date.parse(value) + shift).toISOString()];
    if (isOwnId(field) && typeof value === "string") {
      return [field, `${OWN_IDS[field]}_test_${id.replaceAll("-", "")}`];
    }
    return [field, value];
  });
  return Object.fromEntries(fresh);
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && INSTANT.test(value);
}

function isOwnId(field: string): field is keyof typeof OWN_IDS {
  return Object.hasOwn(OWN_IDS, field);
}
