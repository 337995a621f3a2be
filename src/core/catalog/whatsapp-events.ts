import { z } from "zod";
import { Metadata } from "./call-events.ts";
import { define, sameIn } from "./define.ts";

const Identity = {
  /** The business number's id at Meta. */
  phoneNumberId: z.string().nullable(),
  /** The business number as displayed. */
  displayPhoneNumber: z.string().nullable(),
  businessAccountId: z.string().nullable(),
};

export const MessageReceivedData = z.object({
  messageId: z.string().min(1),
  ...Identity,
  /** Phone number of the sender; absent for users known only by a business-scoped id. */
  from: z.string().nullable(),
  /** Business-scoped user id (`US.1349…`). */
  fromUserId: z.string().nullable(),
  profileName: z.string().nullable(),
  /** `{ type, [type]: … }` as Meta sends it, context, referral and errors included. */
  message: z.looseObject({ type: z.string() }),
  /** Our own 24-hour conversation window, where one is known. */
  conversationId: z.string().nullable(),
  metadata: Metadata,
});
export type MessageReceivedData = z.infer<typeof MessageReceivedData>;

export const MessageError = z.object({
  code: z.union([z.int(), z.string()]).nullable(),
  title: z.string().nullable(),
  message: z.string().nullable(),
  details: z.string().nullable(),
});

export const MessageStatusData = z.object({
  messageId: z.string().min(1),
  ...Identity,
  status: z.enum(["sent", "delivered", "read", "played", "failed"]),
  recipientId: z.string().nullable(),
  recipientUserId: z.string().nullable(),
  /** First error of a failed message. */
  error: MessageError.nullable(),
  pricing: z.looseObject({}).nullable(),
  /** What the sender attached (`biz_opaque_callback_data`). */
  callbackData: z.string().nullable(),
  conversationId: z.string().nullable(),
  metadata: Metadata,
});
export type MessageStatusData = z.infer<typeof MessageStatusData>;

export const WhatsappConversationData = z.object({
  conversationId: z.string().min(1),
  ...Identity,
  userId: z.string().nullable(),
  userPhone: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  metadata: Metadata,
});

export const WHATSAPP_EVENTS = {
  "whatsapp.messageReceived": define(
    MessageReceivedData,
    sameIn("whatsapp.messageReceived", "agents-studio"),
  ),
  "whatsapp.messageSent": define(
    MessageStatusData,
    sameIn("whatsapp.messageSent", "agents-studio"),
  ),
  "whatsapp.messageDelivered": define(
    MessageStatusData,
    sameIn("whatsapp.messageDelivered", "agents-studio"),
  ),
  "whatsapp.messageRead": define(
    MessageStatusData,
    sameIn("whatsapp.messageRead", "agents-studio"),
  ),
  "whatsapp.messageFailed": define(
    MessageStatusData,
    sameIn("whatsapp.messageFailed", "agents-studio"),
  ),
  "whatsapp.conversationStarted": define(
    WhatsappConversationData,
    sameIn("whatsapp.conversationStarted", "agents-studio"),
  ),
  "whatsapp.conversationEnded": define(
    WhatsappConversationData,
    sameIn("whatsapp.conversationEnded", "agents-studio"),
  ),
} as const;
