import { z } from "zod";
import {
  Anything,
  Entries,
  entriesOf,
  Flag,
  fields,
  Instant,
  Label,
  listOf,
  Seconds,
  SipCode,
  Text,
  UnixSeconds,
} from "./tolerant.ts";

const MAX_ENRICHMENT_WINDOW_SECONDS = 86_400;

const knownSettings = {
  /** How long the end of a call waits for the report about it. */
  enrichmentWindowSeconds: z.int().min(0).max(MAX_ENRICHMENT_WINDOW_SECONDS).optional(),
  /** A recording on this connection is a voicemail. */
  mailbox: z.boolean().optional(),
  /** Addresses or CIDRs to believe in place of the published ones. */
  sourceAddresses: z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: "expected an IP address or a CIDR",
      }),
    )
    .optional(),
  /** Refuse callbacks from other addresses, or not, whatever the gateway does by default. */
  enforceSourceIps: z.boolean().optional(),
};

/** What a connection holds: one secret per webhook at ElevenLabs, or several during a rotation. */
export const ConnectionSettings = z.strictObject(
  {
    secrets: z.array(z.string().min(1, "a secret cannot be empty")),
    settings: z
      .strictObject(knownSettings, { error: refusal(Object.keys(knownSettings)) })
      .prefault({}),
  },
  { error: refusal(["secrets", "settings"]) },
);
export type ConnectionSettings = z.infer<typeof ConnectionSettings>;

function refusal(known: readonly string[]) {
  return (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === "unrecognized_keys"
      ? `unknown: ${issue.keys.join(", ")}; an elevenlabs connection knows ${known.join(", ")}`
      : undefined;
}

/** The post-call envelope carries `type`, the 11Wire document's forms `event_type`. */
export const Envelope = fields({ type: Label, event_type: Label });

export const ToolCall = z.object({
  request_id: Label,
  tool_name: Label,
  type: Label,
  /** JSON text. */
  params_as_json: Text,
  tool_has_been_called: Flag,
  tool_details: Anything,
});
export type ToolCall = z.infer<typeof ToolCall>;

export const ToolResult = z.object({
  request_id: Label,
  result_value: Text,
  /** Of system tools and workflows. */
  result: Anything,
  is_error: Flag,
  is_blocked: Flag,
  error_type: Label,
  raw_error_message: Text,
  tool_latency_secs: Seconds,
});
export type ToolResult = z.infer<typeof ToolResult>;

export const Turn = z.object({
  role: Label,
  message: Text,
  time_in_call_secs: Seconds,
  tool_calls: listOf(ToolCall),
  tool_results: listOf(ToolResult),
});
export type Turn = z.infer<typeof Turn>;

const PhoneCall = z.object({
  direction: Label,
  phone_number_id: Label,
  agent_number: Label,
  external_number: Label,
  call_sid: Label,
  call_result: Label,
});
export type PhoneCall = z.infer<typeof PhoneCall>;

/** `data` of `post_call_transcription`. */
export const Report = fields({
  agent_id: Label,
  conversation_id: Label,
  status: Label,
  transcript: listOf(Turn),
  metadata: fields({
    start_time_unix_secs: UnixSeconds,
    /** When the call was picked up. */
    accepted_time_unix_secs: UnixSeconds,
    call_duration_secs: Seconds,
    /** Free text; the vendor lists no values. */
    termination_reason: Text,
    error: fields({ code: Label, reason: Text }),
    /** Null for web and SDK sessions. */
    phone_call: PhoneCall.nullable().catch(null),
    main_language: Label,
    text_only: Flag,
    conversation_initiation_source: Label,
    whatsapp: z.object({ whatsapp_phone_number_id: Label }).nullable().catch(null),
    sms: z.object({}).nullable().catch(null),
  }),
  analysis: fields({
    call_successful: Label,
    transcript_summary: Text,
    /** By id of the item to collect. */
    data_collection_results: entriesOf(fields({ value: Anything })),
    /** By id of the criterion. */
    evaluation_criteria_results: entriesOf(fields({ result: Label })),
  }),
  conversation_initiation_client_data: fields({ dynamic_variables: Entries }),
  /** Whether there is audio, not whether it will be sent. */
  has_audio: Flag,
});
export type Report = z.infer<typeof Report>;

export const PostCallTranscription = fields({ event_timestamp: UnixSeconds, data: Report });
export type PostCallTranscription = z.infer<typeof PostCallTranscription>;

/** `post_call_audio`; the audio itself is read apart. */
export const PostCallAudio = fields({
  data: fields({ agent_id: Label, conversation_id: Label }),
});

const Transcription = z.object({ language_code: Label, text: Text });

/** `speech_to_text_transcription`. */
export const SpeechToText = fields({
  event_timestamp: UnixSeconds,
  data: fields({
    request_id: Label,
    /** What the request was given, as an object or as JSON text. */
    webhook_metadata: Anything,
    transcription: fields({
      ...Transcription.shape,
      /** One for each channel, where channels were asked for. */
      transcripts: listOf(Transcription),
    }),
  }),
});

/** `call_initiation_failure`: SIP fields in snake case, or the fields of Twilio's status callback. */
export const CallInitiationFailure = fields({
  event_timestamp: UnixSeconds,
  data: fields({
    agent_id: Label,
    conversation_id: Label,
    failure_reason: Label,
    metadata: fields({
      body: fields({
        call_sid: Label,
        from_number: Label,
        to_number: Label,
        sip_status_code: SipCode,
        sip_status: Text,
        error_reason: Text,
        twirp_code: Label,
        CallSid: Label,
        CallStatus: Label,
        From: Label,
        To: Label,
        SipResponseCode: SipCode,
        ErrorCode: Label,
        ErrorMessage: Text,
      }),
    }),
    conversation_initiation_client_data: fields({ dynamic_variables: Entries }),
  }),
});

/** The JSON forms of the 11Wire document, one schema for all of them. */
export const StatusNotice = fields({
  timestamp: Instant,
  voice_id: Label,
  agent_id: Label,
  call_id: Label,
  conversation_id: Label,
  duration: Seconds,
  status: Label,
  summary: Text,
  outcomes: Entries,
  error: z
    .union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
    .nullable()
    .catch(null),
  error_message: Text,
  message: Text,
  metadata: Entries,
});
export type StatusNotice = z.infer<typeof StatusNotice>;
