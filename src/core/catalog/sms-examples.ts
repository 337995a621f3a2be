import type { EventData, EventType } from "#src/core/catalog.ts";
import type { SmsStatusData } from "./sms-events.ts";

const SENT: SmsStatusData = {
  messageId: "8c1f3b52-6e0d-4a37-9b58-1d2e7f40a6c9",
  segments: 1,
  provider: "signalwire",
  metadata: { campaignId: "camp_spring_2025" },
  from: "+12137771234",
  to: "+525538808448",
  status: "sent",
  error: null,
};

export const SMS_EXAMPLES: {
  readonly [T in Extract<EventType, `sms.${string}`>]: EventData<T>;
} = {
  "sms.messageReceived": {
    messageId: "2b7a9d14-0c63-4f8e-8a95-6e31d0f7b2c8",
    segments: 1,
    provider: "signalwire",
    metadata: {},
    from: "+525538808448",
    to: "+12137771234",
    body: "Hola, ¿me pueden llamar mañana?",
    media: [{ url: "https://files.example.com/media/2b7a9d14.jpg", contentType: "image/jpeg" }],
  },
  "sms.messageSent": SENT,
  "sms.messageDelivered": { ...SENT, status: "delivered" },
  "sms.messageFailed": {
    ...SENT,
    status: "failed",
    error: { code: "30007", message: "Message delivery failed: carrier violation" },
  },
};
