import { z } from "zod";

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
    })
    .default({}),
});
export type Connection = z.output<typeof Connection>;

// PostgreSQL text holds no NUL.
const WithoutNul = z.string().transform((text) => text.replaceAll("\u0000", ""));

/** A text that may be absent, empty or something else altogether: then null. */
const Text = WithoutNul.pipe(z.string().min(1).max(4096)).nullable().catch(null);
/** Ids are indexed, so their length is bounded. */
const Id = WithoutNul.pipe(z.string().min(1).max(255));
export const OptionalId = Id.nullable().catch(null);

const Numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);
const Seconds = Numeric.pipe(z.number().min(0).max(1e9));
const DurationMs = Seconds.transform((seconds) => Math.round(seconds * 1000))
  .nullable()
  .catch(null);
const Count = Numeric.pipe(z.int().min(0)).nullable().catch(null);
const UnixSeconds = Numeric.nullable().catch(null);
const SipCode = Numeric.pipe(z.int().min(200).max(699)).nullable().catch(null);
const Flag = z.boolean().nullable().catch(null);
const JsonRecord = z.record(z.string(), z.json()).catch({});

/** cXML voice status callback: calls and webhooks.tsp of the compatibility API. */
export const VoiceStatus = z.object({
  CallSid: Id,
  CallStatus: z.string(),
  ApiVersion: Text,
  SequenceNumber: Text,
  Direction: Text,
  From: Text,
  To: Text,
  Timestamp: Text,
  CallDuration: DurationMs,
  SipResultCode: SipCode,
  SipInviteResultPhrase: Text,
  HangupBy: Text,
  HangupDirection: Text,
  ParentCallSid: OptionalId,
  CallerName: Text,
  ForwardedFrom: Text,
  RecordingUrl: Text,
  DialCallSid: OptionalId,
  DialCallStatus: Text,
});
export type VoiceStatus = z.output<typeof VoiceStatus>;

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
  From: Text,
  To: Text,
  Timestamp: Text,
});
export type RecordingStatus = z.output<typeof RecordingStatus>;

const Parties = { from_number: Text, to_number: Text, from: Text, to: Text };
const Device = z
  .object({ params: z.object(Parties) })
  .nullable()
  .catch(null);
const Leg = z.object({ call_id: OptionalId }).nullable().catch(null);

/** `calling.call.state` of the JSON envelope. */
export const CallStateEvent = z.object({
  timestamp: UnixSeconds,
  params: z.object({
    call_id: Id,
    call_state: z.string(),
    direction: Text,
    device: Device,
    end_reason: Text,
    tag: Text,
    parent: Leg,
  }),
});

/** The same without an envelope, as a demo of the vendor shows it. */
export const FlatCallState = z.object({
  call_id: Id,
  call_state: z.string(),
  from: Text,
  to: Text,
  direction: Text,
  timestamp: Text,
  end_reason: Text,
});

const Audio = z.object({ format: Text, stereo: Flag }).nullable().catch(null);

/** `calling.call.record`: `record_call` tells of the file under `params.record`, `record` in `params` itself. */
export const CallRecordEvent = z.object({
  timestamp: UnixSeconds,
  params: z.object({
    call_id: OptionalId,
    control_id: OptionalId,
    recording_id: OptionalId,
    state: z.string(),
    url: Text,
    duration: DurationMs,
    size: Count,
    direction: Text,
    device: Device,
    tag: Text,
    record: z
      .object({
        url: Text,
        duration: DurationMs,
        size: Count,
        format: Text,
        stereo: Flag,
        audio: Audio,
      })
      .nullable()
      .catch(null),
  }),
});
export type CallRecordEvent = z.output<typeof CallRecordEvent>;

const Wire = {
  timestamp: Text,
  direction: Text,
  from: Text,
  to: Text,
  duration: DurationMs,
  metadata: JsonRecord,
};

/** `call.*` as the 11Wire document shows it. */
export const WireCall = z.object({
  ...Wire,
  event_type: z.enum(["call.created", "call.ringing", "call.answered", "call.completed"]),
  call_id: Id,
  state: Text,
  end_reason: Text,
  recording_url: Text,
  outcomes: JsonRecord,
});
export type WireCall = z.output<typeof WireCall>;

/** `recording.*` of the 11Wire document, which names the events and shows no body: fields as in its call events. */
export const WireRecording = z.object({
  ...Wire,
  event_type: z.enum(["recording.started", "recording.completed"]),
  call_id: OptionalId,
  recording_id: OptionalId,
  recording_url: Text,
  url: Text,
  channels: Count,
  format: Text,
  size: Count,
});
