import type { CallData } from "#src/core/catalog/call-events.ts";
import type { SmsReceivedData, SmsStatusData } from "#src/core/catalog/sms-events.ts";
import type { MessageStatusData } from "#src/core/catalog/whatsapp-events.ts";
import type { CanonicalEvent, EventData, EventType, NoticeType } from "#src/core/catalog.ts";
import { type Fields, instant, withMetadata } from "./fields.ts";

/** Events whose name in this dialect is the canonical key and whose envelope is the flat one. */
type FlatType = Extract<
  EventType,
  | "call.callStarted"
  | "call.callEnded"
  | "call.callMissed"
  | "call.callExpired"
  | "call.voicemailReceived"
  | "call.transcriptionCompleted"
  | `whatsapp.${string}`
  | `sms.${string}`
  | "tool.invoked"
  | NoticeType
>;

type FlatEvent<T extends FlatType = FlatType> = {
  [K in T]: { readonly type: K; readonly data: EventData<K> };
}[T];

const BODY: { readonly [T in FlatType]: (data: EventData<T>) => Fields } = {
  "call.callStarted": callStarted,
  "call.callEnded": callEnded,
  "call.callMissed": callMissed,
  "call.callExpired": callExpired,
  "call.voicemailReceived": voicemailReceived,
  "call.transcriptionCompleted": transcriptionCompleted,
  "whatsapp.messageReceived": messageReceived,
  "whatsapp.messageSent": messageStatus,
  "whatsapp.messageDelivered": messageStatus,
  "whatsapp.messageRead": messageStatus,
  "whatsapp.messageFailed": messageStatus,
  "whatsapp.conversationStarted": (data) => conversation("started", data),
  "whatsapp.conversationEnded": (data) => conversation("ended", data),
  "sms.messageReceived": smsReceived,
  "sms.messageSent": smsStatus,
  "sms.messageDelivered": smsStatus,
  "sms.messageFailed": smsStatus,
  "tool.invoked": toolInvoked,
  "webhook.failing": notice,
  "webhook.disabled": notice,
  "delivery.exhausted": notice,
};

/**
 * `{event, timestamp, workspaceId, agentId, …}` of the Agents Studio webhook document, fields in the order of
 * its samples; null when the event has no such form.
 */
export function flatPayload(event: CanonicalEvent): Fields | null {
  if (!isFlat(event)) return null;
  return {
    event: event.type,
    timestamp: instant(event.occurredAt),
    workspaceId: event.workspaceId,
    agentId: event.agentId,
    ...body(event),
  };
}

function isFlat(event: CanonicalEvent): event is CanonicalEvent & { readonly type: FlatType } {
  return Object.hasOwn(BODY, event.type);
}

function body<T extends FlatType>(event: FlatEvent<T>): Fields {
  return BODY[event.type](event.data);
}

function callStarted(call: CallData): Fields {
  const shown = { toNumber: call.toNumber, direction: call.direction, executionId: null };
  return {
    callId: call.callId,
    status: "started",
    metadata: withMetadata(shown, call.metadata, { fromNumber: call.fromNumber }),
  };
}

function callEnded(call: CallData): Fields {
  return {
    callId: call.callId,
    status: "ended",
    sipCode: call.sipCode,
    endReason: call.endReason,
    durationMs: call.durationMs,
    result: {
      goal: call.goal,
      recordingRoute: call.recordingUrl,
      transcriptionRoute: call.transcriptionUrl,
    },
    metadata: endedMetadata(call),
  };
}

function callMissed(call: CallData): Fields {
  return {
    callId: call.callId,
    status: "missed",
    sipCode: call.sipCode,
    endReason: call.endReason,
    metadata: endedMetadata(call),
  };
}

/** No document has it: a missed call's form, because neither says anything of a conversation. */
function callExpired(call: CallData): Fields {
  return { ...callMissed(call), status: "expired" };
}

function voicemailReceived(call: CallData): Fields {
  return {
    callId: call.callId,
    status: "voicemail",
    durationMs: call.durationMs,
    result: { recordingRoute: call.recordingUrl, transcriptionRoute: call.transcriptionUrl },
    metadata: endedMetadata(call),
  };
}

function endedMetadata(call: CallData): Fields {
  const shown = {
    toNumber: call.toNumber,
    createdAt: call.createdAt === null ? null : instant(call.createdAt),
    executionId: null,
  };
  const more = { fromNumber: call.fromNumber, direction: call.direction };
  return withMetadata(shown, call.metadata, more);
}

function transcriptionCompleted(data: EventData<"call.transcriptionCompleted">): Fields {
  return {
    callId: data.callId,
    conversationId: data.conversationId,
    status: "completed",
    result: {
      transcriptionRoute: data.url,
      language: data.language,
      summary: data.summary,
      text: data.text,
      turns: data.turns,
    },
    metadata: withMetadata({ executionId: null }, data.metadata, {}),
  };
}

function toolInvoked(data: EventData<"tool.invoked">): Fields {
  const metadata = withMetadata({}, data.metadata, {
    callId: data.callId,
    conversationId: data.conversationId,
    invocationId: data.invocationId,
    arguments: data.arguments,
    durationMs: data.durationMs,
  });
  return {
    toolId: data.toolId,
    toolIdentifier: data.toolIdentifier,
    executionId: data.executionId,
    result: { success: data.result.success, output: data.result.output },
    // The document's sample has no metadata, so there is none unless it says something.
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

type Identity = Pick<
  MessageStatusData,
  "phoneNumberId" | "displayPhoneNumber" | "businessAccountId"
>;

function business(data: Identity): Fields {
  return {
    phoneNumberId: data.phoneNumberId,
    displayPhoneNumber: data.displayPhoneNumber,
    businessAccountId: data.businessAccountId,
  };
}

function messageReceived(data: EventData<"whatsapp.messageReceived">): Fields {
  const sender = { fromUserId: data.fromUserId, profileName: data.profileName };
  const shown = { conversationId: data.conversationId };
  return {
    messageId: data.messageId,
    from: data.from,
    message: data.message,
    metadata: withMetadata(shown, data.metadata, { ...sender, ...business(data) }),
  };
}

function messageStatus(data: MessageStatusData): Fields {
  return {
    messageId: data.messageId,
    status: data.status,
    recipient: data.recipientId,
    error: data.error,
    metadata: withMetadata({ conversationId: data.conversationId }, data.metadata, {
      recipientUserId: data.recipientUserId,
      callbackData: data.callbackData,
      pricing: data.pricing,
      ...business(data),
    }),
  };
}

/** SMS has no form in the documents: it takes that of the WhatsApp messages, and so does its status. */
function smsReceived(data: SmsReceivedData): Fields {
  return {
    messageId: data.messageId,
    from: data.from,
    to: data.to,
    message: smsMessage(data),
    metadata: withMetadata({}, data.metadata, { segments: data.segments, provider: data.provider }),
  };
}

function smsMessage({ body, media }: SmsReceivedData): Fields {
  if (media.length === 0) return { type: "text", text: { body: body ?? "" } };
  return { type: "media", ...(body !== null && { text: { body } }), media };
}

function smsStatus(data: SmsStatusData): Fields {
  return {
    messageId: data.messageId,
    status: data.status,
    recipient: data.to,
    error: data.error,
    metadata: withMetadata({}, data.metadata, {
      from: data.from,
      segments: data.segments,
      provider: data.provider,
    }),
  };
}

function conversation(
  status: "started" | "ended",
  data: EventData<"whatsapp.conversationStarted">,
): Fields {
  return {
    conversationId: data.conversationId,
    status,
    from: data.userPhone,
    startedAt: instant(data.startedAt),
    endedAt: data.endedAt === null ? null : instant(data.endedAt),
    metadata: withMetadata({}, data.metadata, { userId: data.userId, ...business(data) }),
  };
}

/** No document has notices: they are sent as the catalog states them. */
function notice({ metadata: _, ...told }: EventData<NoticeType>): Fields {
  return told;
}
