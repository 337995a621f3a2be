import type { MessageReceivedData } from "#src/core/catalog/whatsapp-events.ts";
import type { Fact } from "#src/provider.ts";
import { about, type ChangeContext, e164, type Identity, instant } from "./facts.ts";
import { isObject } from "./json.ts";
import type { Contact, InboundMessage } from "./schema.ts";

/** Types whose content Meta puts under the type's own name, and its form there. */
const CONTENT: ReadonlyMap<string, "object" | "array"> = new Map([
  ["text", "object"],
  ["image", "object"],
  ["video", "object"],
  ["audio", "object"],
  ["document", "object"],
  ["sticker", "object"],
  ["location", "object"],
  ["contacts", "array"],
  ["interactive", "object"],
  ["button", "object"],
  ["reaction", "object"],
  ["order", "object"],
]);

/** Messages that users sent. Notices about a user (`system`) are none; types unknown today are. */
export function receivedMessages(
  messages: readonly InboundMessage[],
  contacts: readonly Contact[],
  where: { readonly identity: Identity; readonly context: ChangeContext },
): readonly Fact[] {
  const findContact = contactFinder(contacts);
  return messages
    .filter((message) => message.type !== "system" && hasContent(message))
    .map((message) => received(message, findContact(message), where));
}

/** A media message that failed at Meta has `errors` in place of its content. */
function hasContent(message: InboundMessage): boolean {
  const { type, errors, [type]: content } = message;
  const form = CONTENT.get(type);
  if (form === undefined || Array.isArray(errors)) return true;
  return form === "array" ? Array.isArray(content) : isObject(content);
}

function received(
  message: InboundMessage,
  contact: Contact | undefined,
  { identity, context }: { readonly identity: Identity; readonly context: ChangeContext },
): Fact {
  const { id, timestamp, from, from_user_id: fromUserId, ...content } = message;
  const data: MessageReceivedData = {
    messageId: id,
    ...identity,
    from: from === null ? null : e164(from),
    fromUserId: fromUserId ?? contact?.user_id ?? null,
    profileName: contact?.profile.name ?? null,
    message: content,
    conversationId: null,
    metadata: {},
  };
  const event = {
    type: "whatsapp.messageReceived",
    occurredAt: instant(timestamp, context.receivedAt),
    dedupeKey: `whatsapp:message:${id}`,
    ...about(identity),
    data,
  } as const;
  return { kind: "event", event };
}

/** Senders without a phone number are known by their business-scoped id alone. */
function contactFinder(
  contacts: readonly Contact[],
): (message: InboundMessage) => Contact | undefined {
  const byNumber = new Map(contacts.map((contact) => [contact.wa_id, contact]));
  const byUserId = new Map(contacts.map((contact) => [contact.user_id, contact]));
  byNumber.delete(null);
  byUserId.delete(null);
  return (message) => byUserId.get(message.from_user_id) ?? byNumber.get(message.from);
}
