import type { Fact } from "#src/provider.ts";
import type { Arrival } from "./facts.ts";
import { callingEvent, flatCallState } from "./normalize-calling.ts";
import { postPrompt } from "./normalize-conversation.ts";
import { flatMessageStatus } from "./normalize-message.ts";
import { wireCall, wireRecording } from "./normalize-wire.ts";
import type { JsonObject } from "./payload.ts";
import type { JsonKind } from "./recognise.ts";

type JsonNormaliser = (value: JsonObject, arrival: Arrival) => readonly Fact[];

/** Kept and acknowledged; no event of the catalog says it. */
const nothing: JsonNormaliser = () => [];

/** What each kind of JSON means to tenants. */
export const JSON_NORMALISERS = {
  "calling-event": callingEvent,
  "flat-call-state": flatCallState,
  "flat-message-status": flatMessageStatus,
  "wire-call": wireCall,
  "wire-recording": wireRecording,
  "post-prompt": postPrompt,
  // Told once and with its result by the summary after the conversation.
  "tool-call": nothing,
  "tool-signature": nothing,
  "conversation-fetch": nothing,
  "agent-feed": nothing,
  "call-document": nothing,
  "message-document": nothing,
  "campaign-registry": nothing,
  event: nothing,
  "unknown-json": nothing,
} as const satisfies Record<JsonKind, JsonNormaliser>;
