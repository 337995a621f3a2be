import { elevenlabs } from "#providers/elevenlabs/index.ts";
import { signElevenlabs } from "#providers/elevenlabs/sign.ts";
import type { CallObservation } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact, InboundRequest } from "#src/provider.ts";

export const SECRET = "wsec_0123456789abcdef";
export const NOW = new Date("2026-01-18T10:31:07.250Z");

export function inbound(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): InboundRequest {
  return {
    method: "POST",
    url: "https://hooks.example.com/api/webhooks/elevenlabs",
    headers: new Headers({ "content-type": "application/json", ...headers }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    receivedAt: NOW,
  };
}

export function signatureFor(body: string | Uint8Array, secret = SECRET, at = NOW): string {
  const { headers } = signElevenlabs({ ...inbound(body), headers: {} }, secret, at);
  const signature = headers["elevenlabs-signature"];
  if (signature === undefined) throw new Error("the signer gave no signature");
  return signature;
}

export function receiver(secrets: readonly string[] = [SECRET]) {
  return elevenlabs.open({ secrets });
}

export type ConnectionOptions = {
  readonly mailbox?: boolean;
  readonly enrichmentWindowSeconds?: number;
};

export function factsOf(payload: unknown, settings: ConnectionOptions = {}): readonly Fact[] {
  const connection = elevenlabs.open({ secrets: [SECRET], settings });
  const normalized = connection.normalize(inbound(JSON.stringify(payload)));
  if (!normalized.ok) throw new Error(normalized.detail ?? normalized.reason);
  return normalized.value.facts;
}

export function eventsOf(payload: unknown): readonly EventDraft[] {
  return factsOf(payload).flatMap((fact) => (fact.kind === "event" ? [fact.event] : []));
}

export function observationsOf(
  payload: unknown,
  settings: ConnectionOptions = {},
): readonly CallObservation[] {
  const facts = factsOf(payload, settings);
  return facts.flatMap((fact) => (fact.kind === "call" ? [fact.observation] : []));
}

type Typed<T extends EventDraft["type"]> = Extract<EventDraft, { type: T }>;

export function oneEvent<T extends EventDraft["type"]>(payload: unknown, type: T): Typed<T> {
  const [event, ...others] = eventsOf(payload).filter((e): e is Typed<T> => e.type === type);
  if (event === undefined || others.length > 0) throw new Error(`expected exactly one ${type}`);
  return event;
}

export function transcription(data: object, event: object = {}) {
  return {
    type: "post_call_transcription",
    event_timestamp: 1_768_732_265,
    data: { agent_id: "agent_1", conversation_id: "conv_1", status: "done", ...data },
    ...event,
  };
}
