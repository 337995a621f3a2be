import type { EventData, EventType } from "#src/core/catalog.ts";
import type { MessageStatusData } from "./whatsapp-events.ts";

const BUSINESS = {
  phoneNumberId: "106540352242922",
  displayPhoneNumber: "+15550783881",
  businessAccountId: "102290129340398",
} as const;
const CONVERSATION_ID = "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90";

const SENT: MessageStatusData = {
  messageId: "wamid.HBgMNTI1NTM4ODA4NDQ4FQIAERgSQTZGRjQ5N0E2RDVFMjM4QzNCAA==",
  ...BUSINESS,
  status: "sent",
  recipientId: "525538808448",
  recipientUserId: null,
  error: null,
  pricing: { billable: true, pricing_model: "PMP", category: "utility", type: "regular" },
  callbackData: null,
  conversationId: CONVERSATION_ID,
  metadata: {},
};

const CONVERSATION: EventData<"whatsapp.conversationStarted"> = {
  conversationId: CONVERSATION_ID,
  ...BUSINESS,
  userId: null,
  userPhone: "+525538808448",
  startedAt: "2025-01-18T10:30:00.000Z",
  endedAt: null,
  metadata: {},
};

export const WHATSAPP_EXAMPLES: {
  readonly [T in Extract<EventType, `whatsapp.${string}`>]: EventData<T>;
} = {
  "whatsapp.messageReceived": {
    messageId: "wamid.HBgMNTI1NTM4ODA4NDQ4FQIAEhgUM0E5Q0Y1QjJFNzY4OTQwRDFCQTIA",
    ...BUSINESS,
    from: "+525538808448",
    fromUserId: null,
    profileName: "Lucía Hernández",
    message: { type: "text", text: { body: "Hola, necesito ayuda" } },
    conversationId: CONVERSATION_ID,
    metadata: {},
  },
  "whatsapp.messageSent": SENT,
  "whatsapp.messageDelivered": { ...SENT, status: "delivered" },
  "whatsapp.messageRead": { ...SENT, status: "read" },
  "whatsapp.messageFailed": {
    ...SENT,
    status: "failed",
    pricing: null,
    error: {
      code: 131_026,
      title: "Message undeliverable",
      message: "Message undeliverable",
      details: "Message Undeliverable.",
    },
  },
  "whatsapp.conversationStarted": CONVERSATION,
  "whatsapp.conversationEnded": { ...CONVERSATION, endedAt: "2025-01-19T10:30:00.000Z" },
};
