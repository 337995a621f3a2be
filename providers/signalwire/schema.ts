import { z } from "zod";
import {
  Code,
  Count,
  DurationMs,
  Id,
  LongText,
  OptionalId,
  Party,
  SipCode,
  Text,
} from "./fields.ts";

const AddressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "expected an IP address or a CIDR range",
});

/** `{ secrets, settings }` of a SignalWire connection. */
export const Connection = z.object({
  /** Signing keys of the project (`PSK…`), all of them valid: two while one is being replaced. */
  secrets: z.array(z.string().min(1)),
  settings: z
    .strictObject({
      /** What SignalWire is told to present for the kinds that it does not sign. */
      basicAuth: z
        .strictObject({
          username: z
            .string()
            .min(1)
            .regex(/^[^:]*$/, "a user name cannot hold a colon"),
          password: z.string().min(1),
        })
        .optional(),
      /** Recordings on this connection are messages left for somebody. */
      mailbox: z.boolean().optional(),
      /** How long the end of a call waits for the report of the voice agent, in seconds. */
      enrichmentWindowSeconds: z.int().min(0).max(86_400).optional(),
      /** Addresses and CIDR ranges from which alone callbacks are accepted. */
      sourceAddresses: z.array(AddressRange).optional(),
      /** Refuse callbacks from other addresses, or not, whatever the gateway does by default. */
      enforceSourceIps: z.boolean().optional(),
    })
    .default({}),
});
export type Connection = z.output<typeof Connection>;

/**
 * cXML forms about a call: status callbacks (calls/models/webhooks.tsp of the compatibility API), the `action`
 * requests of `<Record>` and `<Dial>`, and the result of answering machine detection.
 */
export const CallForm = z.object({
  CallSid: Id,
  /** Absent from the result of answering machine detection. */
  CallStatus: Text,
  /** Only of status callbacks. */
  CallbackSource: Text,
  ApiVersion: Text,
  SequenceNumber: Text,
  Direction: Text,
  From: Party,
  To: Party,
  Timestamp: Text,
  CallDuration: DurationMs,
  SipResultCode: SipCode,
  SipInviteResultPhrase: Text,
  HangupBy: Party,
  HangupDirection: Text,
  ParentCallSid: OptionalId,
  CallerName: Text,
  ForwardedFrom: Text,
  RecordingSid: OptionalId,
  RecordingUrl: Text,
  RecordingDuration: DurationMs,
  DialCallSid: OptionalId,
  DialCallStatus: Text,
  AnsweredBy: Text,
});
export type CallForm = z.output<typeof CallForm>;

/** cXML recording status callback. */
export const RecordingStatus = z.object({
  CallSid: OptionalId,
  ConferenceSid: OptionalId,
  RecordingSid: OptionalId,
  RecordingStatus: z.string(),
  RecordingUrl: Text,
  RecordingDuration: DurationMs,
  RecordingChannels: Count,
  RecordingSource: Text,
  Direction: Text,
  From: Party,
  To: Party,
  Timestamp: Text,
});

/** cXML transcription callback. Its specification names no call; the wire does. */
export const Transcription = z.object({
  CallSid: OptionalId,
  TranscriptionSid: OptionalId,
  TranscriptionStatus: Text,
  TranscriptionText: LongText,
  TranscriptionUrl: Text,
  RecordingSid: OptionalId,
  RecordingUrl: Text,
  Direction: Text,
  From: Party,
  To: Party,
});

/** cXML message status callback, and the request about an inbound message. */
export const MessageForm = z.object({
  MessageSid: OptionalId,
  SmsSid: OptionalId,
  MessageStatus: Text,
  SmsStatus: Text,
  From: Party,
  To: Party,
  Body: LongText,
  NumSegments: Count,
  ErrorCode: Code,
  ErrorMessage: Text,
  Timestamp: Text,
});
