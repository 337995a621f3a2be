import type { Fact } from "#src/provider.ts";
import { directionOf } from "./call-terms.ts";
import { type Arrival, metadataOf, recordingFacts } from "./facts.ts";
import { instantOfSeconds } from "./instants.ts";
import { partiesOf, partyOf, referencesTo } from "./parties.ts";
import type { JsonObject } from "./payload.ts";
import { CallRecordEvent } from "./schema-json.ts";

/** `paused`, `no_input` and `error` neither begin a recording nor leave one. */
const RECORD_STATES: ReadonlyMap<string, "started" | "completed"> = new Map([
  ["recording", "started"],
  ["finished", "completed"],
]);

/** `calling.call.record`, in both of its shapes. */
export function callRecord(value: JsonObject, arrival: Arrival): readonly Fact[] {
  const parsed = CallRecordEvent.safeParse(value);
  if (!parsed.success) return [];
  const { timestamp, params } = parsed.data;
  const status = RECORD_STATES.get(params.state);
  if (status === undefined) return [];
  const parties = partiesOf(params.device);
  const direction = directionOf(params.direction);
  const metadata = metadataOf({ tag: params.tag });
  const recorded = {
    occurredAt: instantOfSeconds(timestamp) ?? arrival.receivedAt,
    references: referencesTo(direction, parties),
    // A control id may be chosen by the sender and used again; a URL is of one recording.
    identity: params.url ?? params.record?.url ?? params.control_id,
    callMetadata: metadata,
    data: {
      callId: params.call_id,
      recordingId: params.recording_id,
      status,
      ...recordedFile(params),
      direction,
      fromNumber: partyOf(parties.from),
      toNumber: partyOf(parties.to),
      metadata,
    },
  };
  return recordingFacts(recorded, arrival);
}

function recordedFile(params: CallRecordEvent["params"]) {
  const { record } = params;
  const isStereo = record?.audio?.stereo ?? record?.stereo ?? null;
  return {
    url: params.url ?? record?.url ?? null,
    durationMs: params.duration ?? record?.duration ?? null,
    sizeBytes: params.size ?? record?.size ?? null,
    format: record?.format ?? record?.audio?.format ?? null,
    channels: isStereo === null ? null : isStereo ? 2 : 1,
  };
}
