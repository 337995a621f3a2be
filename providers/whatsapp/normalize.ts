import { fail, ok, type Result } from "#src/core/result.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";
import type { ChangeContext, Reading } from "./facts.ts";
import { isObject, type JsonObject, readObject } from "./json.ts";
import { receivedMessages } from "./messages.ts";
import {
  Change,
  Contact,
  Entry,
  Envelope,
  InboundMessage,
  MessagesValue,
  readable,
  Status,
} from "./schema.ts";
import { messageStatuses } from "./statuses.ts";

type FieldNormalizer = (value: JsonObject, context: ChangeContext) => Reading;

/** By `field` of a change. All others (account_update, history, smb_message_echoes…) are kept and mean nothing. */
const FIELDS: ReadonlyMap<string, FieldNormalizer> = new Map([["messages", normalizeMessages]]);

/** Every update of every change of every entry; an item that cannot be understood is left out. */
export function normalize(request: InboundRequest): Result<Normalized, "malformed"> {
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
      }),
    ),
  );
  const type = callbackType(readings.flatMap(({ kinds }) => kinds));
  return ok({ type, facts: once(readings.flatMap(({ facts }) => facts)) });
}

/** Meta sends at most 1,000 updates at once ("Webhooks overview"), each with a contact at most. */
const MAX_ITEMS = 10_000;
const LISTS = ["entry", "changes", "value", "messages", "statuses", "contacts"];

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

function normalizeMessages(raw: JsonObject, context: ChangeContext): Reading {
  const value = MessagesValue.parse(raw);
  const messages = readable(InboundMessage, value.messages);
  const statuses = readable(
    Status,
    value.statuses.filter((status) => !isCall(status)),
  );
  const identity = {
    phoneNumberId: value.metadata.phone_number_id,
    displayPhoneNumber: value.metadata.display_phone_number,
    businessAccountId: context.businessAccountId,
  };
  const kinds = [
    ...messages.map(({ type }) => `messages.${word(type)}`),
    ...statuses.map(({ status }) => `statuses.${status}`),
    ...(value.statuses.some(isCall) ? ["statuses.call"] : []),
    ...(value.errors.length > 0 ? ["errors"] : []),
  ];
  const contacts = readable(Contact, value.contacts);
  const facts = [
    ...receivedMessages(messages, contacts, { identity, context }),
    ...messageStatuses(statuses, { identity, context }),
  ];
  return { kinds, facts };
}

/** A batch may tell a fact twice: as such and as what another update implies. */
function once(facts: readonly Fact[]): readonly Fact[] {
  const told = new Set<string>();
  return facts.filter((fact) => {
    if (fact.kind !== "event") return true;
    const isNew = !told.has(fact.event.dedupeKey);
    told.add(fact.event.dedupeKey);
    return isNew;
  });
}

/** Calls report their progress in `statuses` too, told apart by their `type`. */
function isCall(status: unknown): boolean {
  if (!isObject(status)) return false;
  const { type } = status;
  return type === "call";
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
