import { readdirSync, readFileSync } from "node:fs";
import { whatsapp } from "#providers/whatsapp/index.ts";
import { signWhatsapp } from "#providers/whatsapp/sign.ts";
import { type CallObservation, type CallState, observe } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";

export const SECRET = "b1946ac92492d2347c6235b4d2611184";
export const URL = "https://hooks.example.com/api/webhooks/whatsapp";
export const NOW = new Date("2026-02-16T08:56:00.000Z");

export function receiver(...secrets: string[]) {
  return whatsapp.open({ secrets, settings: {} });
}

const RULES = {
  now: NOW.toISOString(),
  hasCarrier: true,
  isMailbox: () => false,
  hangupHoldMs: 5_000,
  carrierSilenceMs: 60_000,
  expiryMs: 86_400_000,
};

/** The events themselves, and what observations of calls come to in the order given. */
export function eventsOf(facts: readonly Fact[]): EventDraft[] {
  const calls = new Map<string, CallState>();
  return facts.flatMap((fact) => {
    if (fact.kind === "event") return [fact.event];
    if (fact.kind !== "call") throw new Error("WhatsApp sends no media");
    const { callId } = fact.observation;
    const step = observe(calls.get(callId) ?? null, fact.observation, RULES);
    calls.set(callId, step.state);
    return [...step.events];
  });
}

export function observations(
  body: string,
  settings: Record<string, unknown> = {},
): CallObservation[] {
  const result = whatsapp.open({ secrets: [SECRET], settings }).normalize(post(body));
  if (!result.ok) throw new Error(result.detail ?? result.reason);
  return result.value.facts.flatMap((fact) => (fact.kind === "call" ? [fact.observation] : []));
}

export function post(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): InboundRequest {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return { method: "POST", url: URL, headers: new Headers(headers), body: bytes, receivedAt: NOW };
}

export function signed(body: string | Uint8Array, secret = SECRET): InboundRequest {
  const request = post(body);
  const { headers } = signWhatsapp({ ...request, headers: {} }, secret, NOW);
  return post(request.body, { ...headers });
}

export type Change = { field: string; value: unknown };

export const NUMBER = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };

export function payload(...changes: Change[]): string {
  return JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes }],
  });
}

/** A change of the field `messages` about one business number. */
export function updates(value: Record<string, unknown>): Change {
  return {
    field: "messages",
    value: { messaging_product: "whatsapp", metadata: NUMBER, ...value },
  };
}

export function text(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const from = "16505551234";
  return { id, from, timestamp: "1771231800", type: "text", text: { body: "Hola" }, ...more };
}

export function status(
  id: string,
  state: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { id, status: state, timestamp: "1771231800", recipient_id: "16505551234", ...more };
}

export function normalized(body: string | Uint8Array): Normalized {
  const result = receiver(SECRET).normalize(post(body));
  if (!result.ok) throw new Error(result.detail ?? result.reason);
  return result.value;
}

export function events(body: string | Uint8Array): EventDraft[] {
  return normalized(body).facts.flatMap((fact) => (fact.kind === "event" ? [fact.event] : []));
}

const FIXTURES = "fixtures/whatsapp";

export const fixtureNames: readonly string[] = readdirSync(FIXTURES).sort();

export function fixture(name: string): {
  request: InboundRequest;
  secrets: string[];
  settings: unknown;
  expected: Normalized;
} {
  const read = (file: string) => readFileSync(`${FIXTURES}/${name}/${file}`);
  const { method, url, headers, secrets, settings, now } = JSON.parse(
    read("request.json").toString(),
  );
  const receivedAt = new Date(now);
  const request = {
    method,
    url,
    headers: new Headers(headers),
    body: read("body.raw"),
    receivedAt,
  };
  return { request, secrets, settings, expected: JSON.parse(read("events.json").toString()) };
}
