import type { Metadata } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import { type Arrival, eventFact, PROVIDER } from "./facts.ts";
import { AgentId, OptionalId, Text } from "./fields.ts";
import { instantOfText } from "./instants.ts";
import { partyOf, referencesTo } from "./parties.ts";
import type { FormFields, JsonObject } from "./payload.ts";
import { MessageForm } from "./schema.ts";
import { FlatMessageStatus } from "./schema-json.ts";

type Received = Extract<EventDraft, { type: "sms.messageReceived" }>["data"];
type StatusType = "sms.messageSent" | "sms.messageDelivered" | "sms.messageFailed";

/** A message as either form of callback describes it. */
type Message = {
  readonly id: string;
  readonly status: string;
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly body: string | null;
  readonly media: Received["media"];
  readonly segments: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly metadata: Metadata;
};

/** Statuses that tell tenants something; what waits or is under way (`queued`, `sending`, `receiving`…) does not. */
const STATUSES: ReadonlyMap<string, StatusType> = new Map([
  ["sent", "sms.messageSent"],
  ["delivered", "sms.messageDelivered"],
  ["read", "sms.messageDelivered"],
  ["undelivered", "sms.messageFailed"],
  ["failed", "sms.messageFailed"],
]);

const STATUS_OF = {
  "sms.messageSent": "sent",
  "sms.messageDelivered": "delivered",
  "sms.messageFailed": "failed",
} as const satisfies Record<StatusType, string>;

/** cXML: a status callback, or an inbound message, which comes without a status. */
export function messageForm(fields: FormFields, { receivedAt }: Arrival): readonly Fact[] {
  const parsed = MessageForm.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return [];
  const message = parsed.data;
  const id = message.MessageSid ?? message.SmsSid;
  if (id === null) return [];
  return messageFacts({
    id,
    status: message.MessageStatus ?? message.SmsStatus ?? "received",
    at: instantOfText(message.Timestamp) ?? receivedAt,
    from: message.From,
    to: message.To,
    body: message.Body,
    media: mediaIn(fields),
    segments: message.NumSegments,
    errorCode: message.ErrorCode,
    errorMessage: message.ErrorMessage,
    metadata: {},
  });
}

export function flatMessageStatus(value: JsonObject, { receivedAt }: Arrival): readonly Fact[] {
  const parsed = FlatMessageStatus.safeParse(value);
  if (!parsed.success) return [];
  const message = parsed.data;
  return messageFacts({
    id: message.id,
    status: message.status,
    at: instantOfText(message.timestamp) ?? receivedAt,
    from: message.from,
    to: message.to,
    body: message.body,
    media: [],
    segments: message.number_of_segments,
    errorCode: message.error_code,
    errorMessage: message.error_message,
    metadata: message.custom_variables,
  });
}

function messageFacts(message: Message): readonly Fact[] {
  if (isWhatsapp(message.from) || isWhatsapp(message.to)) return [];
  if (message.status === "received") return received(message);
  const type = STATUSES.get(message.status);
  return type === undefined ? [] : [changed(message, type)];
}

function received(message: Message): readonly Fact[] {
  const [from, to] = [partyOf(message.from), partyOf(message.to)];
  if (from === null || to === null) return [];
  const { id, body, media, segments, metadata } = message;
  const event = {
    type: "sms.messageReceived",
    dedupeKey: `sms:message:${id}`,
    ...aboutMessage(message, referencesTo("inbound", message)),
    data: { messageId: id, from, to, body, media, segments, provider: PROVIDER, metadata },
  } as const;
  return [eventFact(event)];
}

function changed(message: Message, type: StatusType): Fact {
  const { id, errorCode: code, errorMessage, segments, metadata } = message;
  const status = STATUS_OF[type];
  const isExplained = status === "failed" && (code !== null || errorMessage !== null);
  return eventFact({
    type,
    dedupeKey: `sms:status:${id}:${status}`,
    ...aboutMessage(message, referencesTo("outbound", message)),
    data: {
      messageId: id,
      from: partyOf(message.from),
      to: partyOf(message.to),
      status,
      error: isExplained ? { code, message: errorMessage } : null,
      segments,
      provider: PROVIDER,
      metadata,
    },
  });
}

function aboutMessage({ at, metadata }: Message, references: readonly string[]) {
  const { agentId, workflowId } = metadata;
  return {
    occurredAt: at,
    callId: null,
    conversationId: null,
    references,
    agentId: AgentId.parse(agentId),
    workflowId: OptionalId.parse(workflowId),
  };
}

/** WhatsApp through SignalWire's message API is no SMS, and lacks what WhatsApp's events promise. */
function isWhatsapp(party: string | null): boolean {
  return /^\s*whatsapp:/i.test(party ?? "");
}

function mediaIn(fields: FormFields): Received["media"] {
  const media: { url: string; contentType: string | null }[] = [];
  for (let index = 0; fields.has(`MediaUrl${index}`); index++) {
    const url = Text.parse(fields.get(`MediaUrl${index}`));
    const contentType = Text.parse(fields.get(`MediaContentType${index}`));
    if (url !== null) media.push({ url, contentType });
  }
  return media;
}
