import { type CanonicalEvent, type EventType, namesOf } from "#src/core/catalog.ts";
import { type CallType, callPayload } from "./call.ts";
import {
  attached,
  ending,
  type Fields,
  instant,
  outcomes,
  seconds,
  wholeSeconds,
} from "./fields.ts";

/** Events that have a name in this dialect. */
type WireType = Extract<
  EventType,
  | CallType
  | "call.recordingStarted"
  | "call.recordingCompleted"
  | "call.transferInitiated"
  | "call.transferCompleted"
  | `voice.${string}`
  | `agent.${string}`
  | `conversation.${string}`
  | "contact.created"
  | `campaign.${string}`
>;

type EventOf<T extends WireType> = Extract<CanonicalEvent, { readonly type: T }>;
type WireEvent<T extends WireType = WireType> = { [K in T]: EventOf<K> }[T];

const PAYLOAD: { readonly [T in WireType]: (event: EventOf<T>) => Fields } = {
  "call.callStarted": callPayload,
  "call.callRinging": callPayload,
  "call.callAnswered": callPayload,
  "call.callEnded": callPayload,
  "call.callExpired": callPayload,
  "call.recordingStarted": recording,
  "call.recordingCompleted": recording,
  "call.transferInitiated": (event) => transfer(event, "initiated"),
  "call.transferCompleted": (event) => transfer(event, "completed"),
  "voice.processing": voice,
  "voice.completed": voice,
  "agent.ready": agent,
  "agent.speaking": agent,
  "agent.listening": agent,
  "agent.error": agent,
  "conversation.started": conversation,
  "conversation.completed": conversation,
  "contact.created": contact,
  "campaign.started": campaign,
  "campaign.completed": campaign,
};

/**
 * Flat, as the document's event history shows it for calls; the other events follow in its style. A field that is not
 * known is null. Null when the event has no such form under this name.
 */
export function payload(event: CanonicalEvent, eventKey: string): Fields | null {
  const hasName = namesOf(event.type, "11wire").some(({ name }) => name === eventKey);
  return hasName && isWire(event) ? render(event) : null;
}

function isWire(event: CanonicalEvent): event is WireEvent {
  return Object.hasOwn(PAYLOAD, event.type);
}

function render<T extends WireType>(event: WireEvent<T>): Fields {
  return PAYLOAD[event.type as T](event);
}

function recording(event: EventOf<"call.recordingStarted" | "call.recordingCompleted">): Fields {
  const { data, agentId } = event;
  return {
    recordingId: data.recordingId,
    callId: data.callId,
    direction: data.direction,
    from: data.fromNumber,
    to: data.toNumber,
    status: data.status,
    duration: wholeSeconds(data.durationMs),
    recordingUrl: data.url,
    timestamp: instant(event.occurredAt),
    ...ending(data.metadata, {
      agentId,
      channels: data.channels,
      format: data.format,
      sizeBytes: data.sizeBytes,
    }),
  };
}

function transfer(
  event: EventOf<"call.transferInitiated" | "call.transferCompleted">,
  status: "initiated" | "completed",
): Fields {
  const { data, agentId } = event;
  return {
    callId: data.callId,
    from: data.fromNumber,
    to: data.toNumber,
    target: data.target,
    status,
    timestamp: instant(event.occurredAt),
    ...ending(data.metadata, { agentId }),
  };
}

/** Events stored by an earlier release have none. */
function referenceOf(data: { readonly agentReference: string | null }): string | null {
  return data.agentReference ?? null;
}

/** `agentId` is the workspace's agent, `agentReference` the provider's name for it. */
function voice(event: EventOf<"voice.processing" | "voice.completed">): Fields {
  const { data, agentId } = event;
  return {
    voiceId: data.voiceId,
    agentId,
    agentReference: referenceOf(data),
    callId: data.callId,
    status: data.status,
    duration: seconds(data.durationMs),
    timestamp: instant(event.occurredAt),
    ...ending(data.metadata),
  };
}

function agent(event: EventOf<Extract<WireType, `agent.${string}`>>): Fields {
  const { data, agentId } = event;
  return {
    agentId,
    agentReference: data.agentReference,
    callId: data.callId,
    status: data.status,
    errorMessage: data.errorMessage,
    timestamp: instant(event.occurredAt),
    ...ending(data.metadata),
  };
}

/** ElevenLabs' words for what the document calls started and completed. */
const CONVERSATION_STATUS: ReadonlyMap<string, string> = new Map([
  ["initiated", "started"],
  ["in-progress", "started"],
  ["done", "completed"],
]);

function conversation(event: EventOf<"conversation.started" | "conversation.completed">): Fields {
  const { data, agentId } = event;
  const { campaignId, contactId, others } = attached(data.metadata);
  return {
    conversationId: data.conversationId,
    callId: data.callId,
    agentId,
    agentReference: referenceOf(data),
    channel: data.channel,
    status: CONVERSATION_STATUS.get(data.status) ?? data.status,
    duration: wholeSeconds(data.durationMs),
    startTime: instant(data.startedAt),
    endTime: instant(data.endedAt),
    campaignId,
    contactId,
    outcomes: outcomes(data),
    summary: data.summary,
    goal: data.goal,
    metadata: others,
  };
}

function contact({ data, occurredAt }: EventOf<"contact.created">): Fields {
  const { campaignId, others } = attached(data.metadata);
  return {
    contactId: data.contactId,
    name: data.name,
    phoneNumber: data.phoneNumber,
    campaignId: data.campaignId ?? campaignId,
    timestamp: instant(occurredAt),
    metadata: others,
  };
}

function campaign(event: EventOf<"campaign.started" | "campaign.completed">): Fields {
  const { data } = event;
  return {
    campaignId: data.campaignId,
    name: data.name,
    status: data.status,
    timestamp: instant(event.occurredAt),
    metadata: attached(data.metadata).others,
  };
}
