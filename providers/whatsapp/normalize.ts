import { fail, ok, type Result } from "#src/core/result.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";
import { observedCallStatuses, observedCalls } from "./calls.ts";
import type { ChangeContext, Reading } from "./facts.ts";
import { isObject, type JsonObject, readObject } from "./json.ts";
import { receivedMessages } from "./messages.ts";
import {
  Call,
  CallStatus,
  Change,
  Contact,
  Entry,
  Envelope,
  InboundMessage,
  MessagesValue,
  readable,
  type Settings,
  Status,
} from "./schema.ts";
import { messageStatuses } from "./statuses.ts";

type FieldNormalizer = (value: JsonObject, context: ChangeContext) => Reading;

/**
 * By `field` of a change. All others are kept and mean nothing to tenants: `smb_message_echoes` tells what the
 * business itself wrote, `user_id_update` that a user is known by another id, the rest is about accounts.
 */
const FIELDS: ReadonlyMap<string, FieldNormalizer> = new Map([
  ["messages", normalizeUpdates],
  ["calls", normalizeUpdates],
]);

/** Every update of every change of every entry; an item that cannot be understood is left out. */
export function normalize(
  request: InboundRequest,
  settings: Settings["settings"],
): Result<Normalized, "malformed"> {
  const payload = readObject(request.body);
  if (!payload.ok) return payload;
  if (countItems(payload.value) > MAX_ITEMS) {
    return fail("malformed", `more than ${MAX_ITEMS} updates in one callback`);
  }
  const { object, entry } = Envelope.parse(payload.value);
  // A Meta app can be set to send the updates of its other products (Instagram, pages) to the same URL.
  if (object !== null && object !== "whatsapp_business_account") {
    return ok({ type: word(object), facts: [] });
  }
  const readings = readable(Entry, entry).flatMap(({ id, changes }) =>
    readable(Change, changes).map((change) =>
      readChange(change.field, change.value, {
        businessAccountId: id,
        receivedAt: request.receivedAt,
        settings,
      }),
    ),
  );
  const type = callbackType(readings.flatMap(({ kinds }) => kinds));
  return ok({ type, facts: once(readings.flatMap(({ facts }) => facts)) });
}

/** Meta sends at most 1,000 updates at once ("Webhooks overview"), each with a contact at most. */
const MAX_ITEMS = 10_000;
const LISTS = ["entry", "changes", "value", "messages", "statuses", "contacts", "calls"];

/** Items of all lists that are read one by one. */
function countItems(node: unknown): number {
  if (Array.isArray(node)) {
    return node.reduce<number>((sum, item) => sum + countItems(item), node.length);
  }
  if (!isObject(node)) return 0;
  return LISTS.reduce((sum, name) => sum + countItems(node[name]), 0);
}

function readChange(field: string, value: unknown, context: ChangeContext): Reading {
  const nothing: Reading = { kinds: [word(field)], facts: [] };
  const normalizeField = FIELDS.get(field);
  if (normalizeField === undefined || !isObject(value)) return nothing;
  const reading = normalizeField(value, context);
  return reading.kinds.length === 0 ? { ...nothing, facts: reading.facts } : reading;
}

function normalizeUpdates(raw: JsonObject, context: ChangeContext): Reading {
  const value = MessagesValue.parse(raw);
  const messages = readable(InboundMessage, value.messages);
  const calls = readable(Call, value.calls);
  const callStatuses = value.statuses.filter(isAboutCall);
  const statuses = readable(
    Status,
    value.statuses.filter((status) => !isAboutCall(status)),
  );
  const identity = {
    phoneNumberId: value.metadata.phone_number_id,
    displayPhoneNumber: value.metadata.display_phone_number,
    businessAccountId: context.businessAccountId,
  };
  const kinds = [
    ...messages.map(({ type }) => `messages.${word(type)}`),
    ...statuses.map(({ status }) => `statuses.${status}`),
    ...calls.map(({ event }) => `calls.${word(event)}`),
    ...(callStatuses.length > 0 ? ["statuses.call"] : []),
    ...(value.errors.length > 0 && calls.length === 0 ? ["errors"] : []),
  ];
  const contacts = readable(Contact, value.contacts);
  const where = { identity, context };
  const facts = [
    ...receivedMessages(messages, contacts, where),
    ...messageStatuses(statuses, where),
    ...observedCalls(calls, { contacts, value }, where),
    ...observedCallStatuses(readable(CallStatus, callStatuses), where),
  ];
  return { kinds, facts };
}

/** A batch may tell a fact twice: as such and as what another update implies. The earlier time is the fact's own. */
function once(facts: readonly Fact[]): readonly Fact[] {
  const earliest = new Map<string, Fact>();
  for (const fact of facts) {
    if (fact.kind !== "event") continue;
    const { dedupeKey, occurredAt } = fact.event;
    const known = earliest.get(dedupeKey);
    const isEarlier = known?.kind !== "event" || occurredAt < known.event.occurredAt;
    if (isEarlier) earliest.set(dedupeKey, fact);
  }
  return facts.filter(
    (fact) => fact.kind !== "event" || earliest.get(fact.event.dedupeKey) === fact,
  );
}

/** Calls have statuses too, told apart by their `type`, or else by their ids. */
function isAboutCall(status: unknown): boolean {
  if (!isObject(status)) return false;
  const { type, id } = status;
  return type === "call" || (typeof id === "string" && id.startsWith("wacid."));
}

/** Kinds name callbacks in lists and in a database column, so that they are short and plain. */
function word(name: string): string {
  return /^[\w-]{1,64}$/.test(name) ? name : "unknown";
}

const MAX_JOINED = 4;

/**
 * One name for all that a callback holds: `messages.text` or `statuses.read` where every update is of that
 * kind, else `messages`, `statuses` or the field, different ones joined (`messages+statuses`), `mixed` for
 * more than four.
 */
function callbackType(kinds: readonly string[]): string {
  const [kind, ...otherKinds] = new Set(kinds);
  if (kind === undefined) return "unknown";
  if (otherKinds.length === 0) return kind;
  const groups = new Set(kinds.map((each) => each.split(".", 1).join()));
  return groups.size > MAX_JOINED ? "mixed" : [...groups].sort().join("+");
}
