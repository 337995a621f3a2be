import { z } from "zod";
import { withNamedIds } from "./attached.ts";
import {
  Code,
  Count,
  DurationMs,
  Flag,
  Id,
  JsonRecord,
  LongText,
  OptionalId,
  Party,
  Text,
  UnixTime,
} from "./fields.ts";

const Device = z
  .object({ params: z.object({ from_number: Party, to_number: Party, from: Party, to: Party }) })
  .nullable()
  .catch(null);
export type Device = z.output<typeof Device>;
const Leg = z.object({ call_id: OptionalId }).nullable().catch(null);

/** `params` in the JSON envelope, whose time is in seconds. */
function envelope<Params extends z.ZodType>(params: Params) {
  return z.object({ timestamp: UnixTime, params });
}

/** `calling.call.state`. */
export const CallStateEvent = envelope(
  z.object({
    call_id: Id,
    call_state: z.string(),
    direction: Text,
    device: Device,
    end_reason: Text,
    tag: Text,
    parent: Leg,
  }),
);

/** `calling.call.receive`: a call that came in on a Relay context. */
export const CallReceiveEvent = envelope(
  z.object({ call_id: Id, direction: Text, device: Device, tag: Text }),
);

/** `calling.call.dial`: the call stands inside, and only where there is one. */
export const CallDialEvent = envelope(
  z.object({
    dial_state: z.string(),
    call: z.object({ call_id: Id, device: Device, tag: Text }),
  }),
);

/** `calling.call.connect`. */
export const CallConnectEvent = envelope(
  z.object({
    call_id: Id,
    connect_state: z.string(),
    failed_reason: Text,
    peer: z
      .object({ call_id: OptionalId, queue_name: Text, device: Device })
      .nullable()
      .catch(null),
  }),
);

/** `calling.call.detect`. */
export const CallDetectEvent = envelope(
  z.object({
    call_id: Id,
    detect: z.object({ type: z.string(), params: z.object({ event: z.string() }) }),
  }),
);

const Audio = z.object({ format: Text, stereo: Flag }).nullable().catch(null);

/** `calling.call.record`: `record_call` tells of the file under `params.record`, `record` in `params` itself. */
export const CallRecordEvent = envelope(
  z.object({
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
);
export type CallRecordEvent = z.output<typeof CallRecordEvent>;

/** `calling.transcript.completed`. */
export const TranscriptEvent = envelope(z.object({ id: Id, call_id: OptionalId, text: LongText }));

/** A call's state without an envelope, as a demo of the vendor shows it. */
export const FlatCallState = z.object({
  call_id: Id,
  call_state: z.string(),
  from: Party,
  to: Party,
  direction: Text,
  timestamp: Text,
  end_reason: Text,
});

/** Message status callback of REST, Relay and SWML (messaging/models/status-callbacks.tsp). */
export const FlatMessageStatus = z.object({
  id: Id,
  status: z.string(),
  from: Party,
  to: Party,
  body: LongText,
  number_of_segments: Count,
  timestamp: Text,
  error_code: Code,
  error_message: Text,
  custom_variables: JsonRecord,
});

const Wire = {
  timestamp: Text,
  direction: Text,
  from: Party,
  to: Party,
  duration: DurationMs,
  metadata: JsonRecord.transform(withNamedIds),
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
