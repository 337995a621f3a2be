import { signalwire } from "#providers/signalwire/index.ts";
import type { Fact, InboundRequest, Normalized } from "#src/provider.ts";

export const KEY = "PSK_9rTfVtq3xWb7mYkZ2sLhNc4D";
export const URL_CALLED = "https://hooks.example.com/api/webhooks/signalwire";
export const FORM = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
export const JSON_TYPE = { "content-type": "application/json" };
export const RECEIVED_AT = new Date("2026-08-21T15:00:00.412Z");

type Parts = {
  readonly method?: "GET" | "POST";
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export function inbound({ method = "POST", url = URL_CALLED, headers = {}, body = "" }: Parts) {
  const request: InboundRequest = {
    method,
    url,
    headers: new Headers(headers),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    receivedAt: RECEIVED_AT,
  };
  return request;
}

export function verdict(
  request: InboundRequest,
  secrets: readonly string[] = [KEY],
  settings: Readonly<Record<string, unknown>> = {},
): string {
  const verified = signalwire.open({ secrets, settings }).verify(request, RECEIVED_AT);
  return verified.ok ? "genuine" : verified.reason;
}

export type Settings = Readonly<Record<string, unknown>>;

export function normalized(request: InboundRequest, settings: Settings = {}): Normalized {
  const result = signalwire.open({ secrets: [KEY], settings }).normalize(request);
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.value;
}

export function formFacts(
  fields: Readonly<Record<string, string>>,
  settings: Settings = {},
): readonly Fact[] {
  const body = new URLSearchParams(fields).toString();
  return normalized(inbound({ headers: FORM, body }), settings).facts;
}

export function jsonFacts(value: unknown, settings: Settings = {}): readonly Fact[] {
  const body = JSON.stringify(value);
  return normalized(inbound({ headers: JSON_TYPE, body }), settings).facts;
}

export function observations(facts: readonly Fact[]) {
  return facts.flatMap((fact) => (fact.kind === "call" ? [fact.observation] : []));
}

export function events(facts: readonly Fact[]) {
  return facts.flatMap((fact) => (fact.kind === "event" ? [fact.event] : []));
}

/** The only observation among the facts. */
export function observed(facts: readonly Fact[]) {
  const [observation, ...others] = observations(facts);
  if (observation === undefined || others.length > 0) throw new Error("expected one observation");
  return observation;
}

/** The only event among the facts. */
export function recorded(facts: readonly Fact[]) {
  const [event, ...others] = events(facts);
  if (event === undefined || others.length > 0) throw new Error("expected one event");
  return event;
}
