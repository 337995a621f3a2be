import type { MessageReceivedData } from "./catalog/whatsapp-events.ts";
import type { EventDraft } from "./catalog.ts";

/** Meta sends no conversation events any more: a conversation lasts until a day after the user's last message. */
export const WINDOW_MS = 24 * 60 * 60 * 1000;

/** JSON-safe: it is stored as it is. Times are ISO 8601 in UTC. */
export type ConversationWindow = {
  readonly id: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly isEndTold: boolean;
  readonly phoneNumberId: string | null;
  readonly displayPhoneNumber: string | null;
  readonly businessAccountId: string | null;
  readonly userId: string | null;
  readonly userPhone: string | null;
  readonly references: readonly string[];
};

export type WindowStep = {
  readonly window: ConversationWindow;
  /** The window the message belongs to; null for one from before every window that is known. */
  readonly conversationId: string | null;
  readonly events: readonly EventDraft[];
};

type Received = Extract<EventDraft, { type: "whatsapp.messageReceived" }>;

/** Names a user's conversation with a business number; null where the message does not say whose it is. */
export function conversationKey({ data }: Received): string | null {
  const user = data.fromUserId ?? data.from;
  const business = data.phoneNumberId ?? data.displayPhoneNumber;
  return user === null || business === null ? null : `${business} ${user}`;
}

/** An inbound message opens a window or extends the open one. A late or repeated message opens nothing anew. */
export function receiveMessage(
  known: ConversationWindow | null,
  message: Received,
  newId: string,
): WindowStep {
  const at = Date.parse(message.occurredAt);
  if (known !== null && at < Date.parse(known.endsAt)) return within(known, at);
  const window = open(message, newId);
  const events = known === null ? [] : endOf(known);
  return { window, conversationId: window.id, events: [...events, startOf(window)] };
}

function within(known: ConversationWindow, at: number): WindowStep {
  const endsAt = Math.max(at + WINDOW_MS, Date.parse(known.endsAt));
  // What is told as ended stays ended; what lies a whole window before the start belongs to no window we know.
  const window = known.isEndTold ? known : { ...known, endsAt: new Date(endsAt).toISOString() };
  const isOlder = at + WINDOW_MS <= Date.parse(known.startedAt);
  return { window, conversationId: isOlder ? null : known.id, events: [] };
}

/** Tells the end once its time has come; harmless when called early, late or twice. */
export function endWindow(known: ConversationWindow, now: string): WindowStep {
  const isOver = Date.parse(known.endsAt) <= Date.parse(now);
  const events = isOver ? endOf(known) : [];
  const window = isOver ? { ...known, isEndTold: true } : known;
  return { window, conversationId: known.id, events };
}

/** When the end is to be told; null when it has been. */
export function endDueAt({ isEndTold, endsAt }: ConversationWindow): string | null {
  return isEndTold ? null : endsAt;
}

function open({ occurredAt, data, references }: Received, id: string): ConversationWindow {
  const { phoneNumberId, displayPhoneNumber, businessAccountId } =
    data satisfies MessageReceivedData;
  return {
    id,
    startedAt: occurredAt,
    endsAt: new Date(Date.parse(occurredAt) + WINDOW_MS).toISOString(),
    isEndTold: false,
    phoneNumberId,
    displayPhoneNumber,
    businessAccountId,
    userId: data.fromUserId,
    userPhone: data.from,
    references,
  };
}

function startOf(window: ConversationWindow): EventDraft {
  return draft(window, "whatsapp.conversationStarted", window.startedAt);
}

function endOf(window: ConversationWindow): readonly EventDraft[] {
  return window.isEndTold ? [] : [draft(window, "whatsapp.conversationEnded", window.endsAt)];
}

function draft(
  window: ConversationWindow,
  type: "whatsapp.conversationStarted" | "whatsapp.conversationEnded",
  occurredAt: string,
): EventDraft {
  const { id, startedAt, phoneNumberId, displayPhoneNumber, businessAccountId } = window;
  return {
    type,
    occurredAt,
    dedupeKey: `conversation:${id}:${type}`,
    callId: null,
    conversationId: id,
    references: window.references,
    agentId: null,
    workflowId: null,
    data: {
      conversationId: id,
      phoneNumberId,
      displayPhoneNumber,
      businessAccountId,
      userId: window.userId,
      userPhone: window.userPhone,
      startedAt,
      endedAt: type === "whatsapp.conversationEnded" ? window.endsAt : null,
      metadata: {},
    },
  };
}
