import { asObject, type FormFields, type JsonObject, type Payload } from "./payload.ts";

export type FormKind =
  | "recording-status"
  | "transcription"
  | "message"
  | "fax"
  | "stream"
  | "conference"
  | "machine-detection"
  | "voice-status"
  | "dial-result"
  | "unknown-form";

export type JsonKind =
  | "tool-call"
  | "tool-signature"
  | "conversation-fetch"
  | "post-prompt"
  | "agent-feed"
  | "calling-event"
  | "campaign-registry"
  | "wire-call"
  | "wire-recording"
  | "event"
  | "call-document"
  | "message-document"
  | "flat-call-state"
  | "flat-message-status"
  | "unknown-json";

type Rule<Kind, Source> = {
  readonly kind: Kind;
  readonly matches: (source: Source) => boolean;
  /** The provider's own words where it has some. */
  readonly type: (source: Source) => string;
};

export type Recognised<Kind> = { readonly kind: Kind; readonly type: string };

const MAX_TYPE_LENGTH = 100;

const has =
  (...names: string[]) =>
  (fields: FormFields) =>
    names.some((name) => fields.has(name));
const named = (prefix: string, name: string) => (fields: FormFields) =>
  `${prefix}.${fields.get(name) ?? "unknown"}`;

/** The most telling field first: most callbacks carry the call's fields beside their own. */
const FORM_RULES: readonly Rule<FormKind, FormFields>[] = [
  {
    kind: "recording-status",
    matches: has("RecordingStatus"),
    type: named("recording", "RecordingStatus"),
  },
  {
    kind: "transcription",
    matches: has("TranscriptionSid", "TranscriptionStatus"),
    type: named("transcription", "TranscriptionStatus"),
  },
  {
    kind: "message",
    matches: has("MessageSid", "SmsSid", "MessageStatus"),
    type: (fields) =>
      `message.${fields.get("MessageStatus") ?? fields.get("SmsStatus") ?? "received"}`,
  },
  { kind: "fax", matches: has("FaxSid"), type: named("fax", "FaxStatus") },
  {
    kind: "stream",
    matches: has("StreamSid", "StreamEvent"),
    type: (fields) => fields.get("StreamEvent") ?? "stream.unknown",
  },
  {
    kind: "conference",
    matches: has("ConferenceSid"),
    type: (fields) => fields.get("StatusCallbackEvent") ?? "conference.unknown",
  },
  {
    kind: "machine-detection",
    matches: (fields) =>
      has("AnsweredBy", "MachineDetectionDuration")(fields) &&
      !has("CallbackSource", "SequenceNumber")(fields),
    type: named("machine-detection", "AnsweredBy"),
  },
  { kind: "voice-status", matches: has("CallStatus"), type: named("call", "CallStatus") },
  { kind: "dial-result", matches: has("DialCallStatus"), type: named("dial", "DialCallStatus") },
  { kind: "unknown-form", matches: () => true, type: () => "unknown" },
];

const text = (value: JsonObject, name: string): string => {
  const found = value[name];
  return typeof found === "string" ? found : "";
};
const eventType = (value: JsonObject) => text(value, "event_type");

const JSON_RULES: readonly Rule<JsonKind, JsonObject>[] = [
  {
    kind: "tool-signature",
    matches: (value) => text(value, "action") === "get_signature",
    type: () => "swaig.get_signature",
  },
  {
    kind: "tool-call",
    matches: (value) =>
      text(value, "content_type") === "text/swaig" ||
      text(value, "content_disposition") === "agent.function" ||
      (text(value, "function") !== "" && "argument" in value),
    type: () => "swaig.function",
  },
  {
    kind: "conversation-fetch",
    matches: (value) =>
      text(value, "action") === "fetch_conversation" ||
      text(value, "content_disposition") === "agent.load_conversation",
    type: () => "fetch_conversation",
  },
  {
    kind: "post-prompt",
    matches: (value) =>
      text(value, "content_disposition") === "agent.summary" ||
      text(value, "action") === "post_conversation" ||
      "post_prompt_data" in value,
    type: () => "post_conversation",
  },
  {
    kind: "agent-feed",
    matches: ({ call_info }) => asObject(call_info) !== null,
    type: ({ sidecar_event }) => {
      const event = asObject(sidecar_event);
      return event === null ? "ai.debug" : `ai_sidecar.${text(event, "type")}`;
    },
  },
  {
    kind: "calling-event",
    matches: (value) => eventType(value).startsWith("calling."),
    type: eventType,
  },
  {
    kind: "campaign-registry",
    matches: (value) => /^[a-z]+(_[a-z]+)*$/.test(eventType(value)) && "event_category" in value,
    type: eventType,
  },
  {
    kind: "wire-call",
    matches: (value) => /^call\.(created|ringing|answered|completed)$/.test(eventType(value)),
    type: eventType,
  },
  {
    kind: "wire-recording",
    matches: (value) => /^recording\.(started|completed)$/.test(eventType(value)),
    type: eventType,
  },
  { kind: "event", matches: (value) => eventType(value) !== "", type: eventType },
  {
    kind: "call-document",
    matches: ({ call }) => asObject(call) !== null,
    type: () => "swml.call",
  },
  {
    kind: "message-document",
    matches: ({ message }) => asObject(message) !== null,
    type: () => "swml.message",
  },
  {
    kind: "flat-call-state",
    matches: (value) => text(value, "call_id") !== "" && text(value, "call_state") !== "",
    type: (value) => `call.${text(value, "call_state")}`,
  },
  {
    kind: "flat-message-status",
    matches: (value) => text(value, "id") !== "" && text(value, "status") !== "",
    type: (value) => `message.${text(value, "status")}`,
  },
  { kind: "unknown-json", matches: () => true, type: () => "unknown" },
];

/** Kinds that SignalWire sends without a signature (webhook security guide; of status callbacks and the agents' feeds it is not established). */
const UNSIGNED: ReadonlySet<JsonKind> = new Set<JsonKind>([
  "tool-call",
  "conversation-fetch",
  "post-prompt",
  "agent-feed",
  "calling-event",
  "campaign-registry",
  "flat-call-state",
  "flat-message-status",
]);

export function recogniseForm(fields: FormFields): Recognised<FormKind> {
  return firstMatch(FORM_RULES, fields);
}

export function recogniseJson(value: JsonObject): Recognised<JsonKind> {
  return firstMatch(JSON_RULES, value);
}

export function mayBeUnsigned(payload: Payload): boolean {
  return payload.format === "json" && UNSIGNED.has(recogniseJson(payload.value).kind);
}

function firstMatch<Kind, Source>(
  rules: readonly Rule<Kind, Source>[],
  source: Source,
): Recognised<Kind> {
  for (const { kind, matches, type } of rules) {
    if (matches(source)) return { kind, type: printable(type(source)) };
  }
  throw new Error("the last rule matches everything");
}

/** The type is stored as text and shown in lists; what it is made of is the sender's. */
function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, "").slice(0, MAX_TYPE_LENGTH);
}
