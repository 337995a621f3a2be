import { z } from "zod";
import { Metadata } from "./call-events.ts";
import { define, sameIn } from "./define.ts";

const Message = {
  /** The carrier's id of the message. */
  messageId: z.string().min(1),
  /** Parts that the text was split into for its way; each is billed. */
  segments: z.int().nonnegative().nullable(),
  /** Provider that reported it. */
  provider: z.string(),
  metadata: Metadata,
};

export const SmsMedia = z.object({
  /** As the provider gave it; never fetched. */
  url: z.string(),
  contentType: z.string().nullable(),
});
export type SmsMedia = z.infer<typeof SmsMedia>;

/** An inbound text message, SMS or MMS. Numbers in E.164, short codes and sender names as they are. */
export const SmsReceivedData = z.object({
  ...Message,
  from: z.string(),
  to: z.string(),
  /** Null where a message has media alone. */
  body: z.string().nullable(),
  media: z.array(SmsMedia),
});
export type SmsReceivedData = z.infer<typeof SmsReceivedData>;

export const SmsError = z.object({
  /** As the carrier numbers it (`30007`). */
  code: z.string().nullable(),
  message: z.string().nullable(),
});

/** How far an outbound text message has come. */
export const SmsStatusData = z.object({
  ...Message,
  from: z.string().nullable(),
  to: z.string().nullable(),
  status: z.enum(["sent", "delivered", "failed"]),
  error: SmsError.nullable(),
});
export type SmsStatusData = z.infer<typeof SmsStatusData>;

export const SMS_EVENTS = {
  "sms.messageReceived": define(SmsReceivedData, sameIn("sms.messageReceived", "agents-studio")),
  "sms.messageSent": define(SmsStatusData, sameIn("sms.messageSent", "agents-studio")),
  "sms.messageDelivered": define(SmsStatusData, sameIn("sms.messageDelivered", "agents-studio")),
  "sms.messageFailed": define(SmsStatusData, sameIn("sms.messageFailed", "agents-studio")),
} as const;
