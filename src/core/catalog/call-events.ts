import { z } from "zod";
import { define, sameIn } from "./define.ts";

export const END_REASONS = [
  "dial_no_answer",
  "dial_busy",
  "dial_failed",
  "canceled",
  "user_hangup",
  "agent_hangup",
  "hangup",
  "voicemail_reached",
  "max_duration",
  "transferred",
  "error",
] as const;
export const EndReason = z.enum(END_REASONS);
export type EndReason = z.infer<typeof EndReason>;

export const Direction = z.enum(["inbound", "outbound"]);
export type Direction = z.infer<typeof Direction>;

/** Free values carried through: `campaignId`, `contactId`, `executionId` and whatever the platform attached. */
export const Metadata = z.record(z.string(), z.json());
export type Metadata = z.infer<typeof Metadata>;

export const Goal = z.object({ achieved: z.boolean(), reason: z.string().nullable() });
export type Goal = z.infer<typeof Goal>;

const Instant = z.iso.datetime();

/** A call as it stood when the event was derived. Times are ISO 8601 in UTC; durations are milliseconds. */
export const CallData = z.object({
  /** The carrier's id of the call. */
  callId: z.string().min(1),
  /** Provider that reported it. */
  provider: z.string(),
  direction: Direction.nullable(),
  fromNumber: z.string().nullable(),
  toNumber: z.string().nullable(),
  createdAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** True once it is known that somebody or something picked up. */
  answered: z.boolean(),
  durationMs: z.int().nonnegative().nullable(),
  /** SIP response code of the leg. */
  sipCode: z.int().nullable(),
  endReason: EndReason.nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  goal: Goal.nullable(),
  recordingUrl: z.string().nullable(),
  transcriptionUrl: z.string().nullable(),
  /** Plain text, one turn a line. */
  transcript: z.string().nullable(),
  summary: z.string().nullable(),
  /** Did a caller, or an agent, leave a message? Null: nobody said, or an earlier release stored the event. */
  voicemailLeft: z.boolean().nullable(),
  outcomes: z.record(z.string(), z.json()),
  metadata: Metadata,
});
export type CallData = z.infer<typeof CallData>;

export const RecordingData = z.object({
  callId: z.string().nullable(),
  recordingId: z.string().nullable(),
  status: z.enum(["started", "completed"]),
  /** As the provider gave it; never fetched. */
  url: z.string().nullable(),
  durationMs: z.int().nonnegative().nullable(),
  channels: z.int().nullable(),
  format: z.string().nullable(),
  sizeBytes: z.int().nonnegative().nullable(),
  direction: Direction.nullable(),
  fromNumber: z.string().nullable(),
  toNumber: z.string().nullable(),
  metadata: Metadata,
});
export type RecordingData = z.infer<typeof RecordingData>;

export const TranscriptTurn = z.object({
  role: z.string(),
  message: z.string().nullable(),
  /** Seconds since the start of the conversation. */
  timeInCallSeconds: z.number().nullable(),
});

export const TranscriptionData = z.object({
  callId: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** Plain text, one turn a line, where the provider gave turns. */
  text: z.string().nullable(),
  turns: z.array(TranscriptTurn),
  language: z.string().nullable(),
  summary: z.string().nullable(),
  url: z.string().nullable(),
  metadata: Metadata,
});
export type TranscriptionData = z.infer<typeof TranscriptionData>;

export const TransferData = z.object({
  callId: z.string(),
  fromNumber: z.string().nullable(),
  toNumber: z.string().nullable(),
  /** Number, agent or queue that the call goes to. */
  target: z.string().nullable(),
  metadata: Metadata,
});

export const CALL_EVENTS = {
  "call.callQueued": define(CallData, {
    "agents-studio": ["call.status.updated"],
    subverse: ["call.in_queue"],
  }),
  "call.callStarted": define(CallData, {
    "agents-studio": ["call.callStarted"],
    subverse: ["call.placed"],
    talkover: ["event_phone_call_started"],
    "11wire": ["call.created"],
  }),
  "call.callRinging": define(CallData, { "11wire": ["call.ringing"] }),
  "call.callAnswered": define(CallData, {
    "agents-studio": ["call.status.updated"],
    "11wire": ["call.answered"],
  }),
  "call.callEnded": define(CallData, {
    "agents-studio": [
      "call.callEnded",
      "call.status.updated",
      { name: "call.completed", whenAnswered: true },
    ],
    subverse: [{ name: "call.completed", whenAnswered: true }],
    talkover: ["event_phone_call_ended"],
    "11wire": ["call.completed"],
  }),
  "call.callMissed": define(CallData, {
    "agents-studio": ["call.callMissed"],
    subverse: ["call.expired"],
  }),
  "call.callFailed": define(CallData, {
    "agents-studio": ["call.status.updated", "call.error"],
    subverse: ["call.errored"],
  }),
  "call.callCanceled": define(CallData, { subverse: ["call.canceled"] }),
  /** No final callback ever came: how the call went is unknown, so no dialect calls it answered or failed. */
  "call.callExpired": define(CallData, {
    "agents-studio": ["call.callExpired"],
    subverse: ["call.expired"],
    talkover: ["event_phone_call_ended"],
    "11wire": ["call.completed"],
  }),
  "call.voicemailReceived": define(CallData, sameIn("call.voicemailReceived", "agents-studio")),
  "call.transcriptionCompleted": define(
    TranscriptionData,
    sameIn("call.transcriptionCompleted", "agents-studio"),
  ),
  "call.recordingStarted": define(RecordingData, { "11wire": ["recording.started"] }),
  "call.recordingCompleted": define(RecordingData, { "11wire": ["recording.completed"] }),
  "call.transferInitiated": define(TransferData, { "11wire": ["transfer.initiated"] }),
  "call.transferCompleted": define(TransferData, { "11wire": ["transfer.completed"] }),
} as const;
