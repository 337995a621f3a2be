import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CallObservation, observe, wake } from "#src/core/call.ts";
import { CATALOG, type EventDraft } from "#src/core/catalog.ts";
import type { Fact, MediaDraft, Normalized, Provider, Receiver, Signer } from "#src/provider.ts";
import { handshakers, providers, signers } from "#src/registry.ts";
import {
  fixturesOf,
  type ProviderFixture,
  recordedProviders,
  requestOf,
} from "../support/provider-fixtures.ts";

/** Headers that carry a signature that counts. WhatsApp's `x-hub-signature` (SHA-1) does not. */
const SIGNATURE_HEADERS = new Set([
  "x-signalwire-signature",
  "x-signalwire-sha256-signature",
  "x-twilio-signature",
  "elevenlabs-signature",
  "x-hub-signature-256",
]);
const SIGN_TIME: readonly string[] = ["elevenlabs"];
const MINUTE_MS = 60_000;
const MUTATIONS = 200;

function without(
  headers: Readonly<Record<string, string>>,
  isDropped: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !isDropped(name.toLowerCase())),
  );
}

const unsigned = (headers: Readonly<Record<string, string>>) =>
  without(headers, (name) => SIGNATURE_HEADERS.has(name));

function isSigned({ headers }: ProviderFixture): boolean {
  return Object.keys(headers).some((name) => SIGNATURE_HEADERS.has(name.toLowerCase()));
}

/** The receiver of the recording's connection, or of one that differs in its secrets or settings. */
function open(
  provider: Provider,
  fixture: ProviderFixture,
  changes: Partial<Pick<ProviderFixture, "secrets" | "settings">> = {},
): Receiver {
  return provider.open({ secrets: fixture.secrets, settings: fixture.settings, ...changes });
}

function signerOf(provider: Provider): Signer {
  const signer = signers.get(provider.id);
  if (signer === undefined) throw new Error(`${provider.id} has no signer`);
  return signer;
}

function flipped(body: Uint8Array, index: number): Uint8Array {
  return body.map((byte, at) => (at === index ? byte ^ 1 : byte));
}

/** Repeatable noise (mulberry32): the same bodies on every run. */
function noise(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Half of them cut short, half of them with a few bytes changed to ones that matter to parsers. */
function* mangled(body: Uint8Array): Generator<Uint8Array> {
  const random = noise(body.length);
  const telling = new TextEncoder().encode('"{}[]:,\\0-9eE.&=%+ ntf\u0000');
  for (let i = 0; i < MUTATIONS && body.length > 0; i++) {
    if (i % 2 === 0) {
      yield body.slice(0, random(body.length));
    } else {
      const copy = body.slice();
      for (let n = random(4); n >= 0; n--) {
        copy[random(copy.length)] = telling[random(telling.length)] ?? 0;
      }
      yield copy;
    }
  }
}

const Instant = z.iso.datetime();

/** The events that a fact stands for, alone. */
function eventsOf(fact: Fact): readonly EventDraft[] {
  if (fact.kind === "event") return [fact.event];
  return fact.kind === "call" ? eventsOfCall(fact.observation) : [];
}

const RULES = {
  hasCarrier: true,
  isMailbox: () => false,
  hangupHoldMs: 1,
  carrierSilenceMs: 1,
  expiryMs: 1,
} as const;

/** Told at once, and after all that is waited for. */
function eventsOfCall(observation: CallObservation): readonly EventDraft[] {
  const now = observation.at;
  const told = observe(null, observation, { ...RULES, now });
  const later = new Date(Date.parse(now) + 24 * 60 * MINUTE_MS).toISOString();
  return [...told.events, ...wake(told.state, { ...RULES, now: later }).events];
}

function mediaOf(facts: readonly Fact[]): readonly MediaDraft[] {
  return facts.flatMap((fact) => (fact.kind === "media" ? [fact.media] : []));
}

/** As recordings are written down: without the function that decodes a recording's bytes. */
function written(normalized: Normalized): unknown {
  return JSON.parse(JSON.stringify(normalized));
}

function expectValid(facts: readonly Fact[]): void {
  for (const media of mediaOf(facts)) {
    expect(media.key).not.toBe("");
    expect(media.bytes()).toBeInstanceOf(Uint8Array);
  }
  for (const fact of facts) {
    if (fact.kind === "call") expect(fact.observation.at).toSatisfy(isInstant);
    for (const event of eventsOf(fact)) {
      expect(event.occurredAt).toSatisfy(isInstant);
      expect(event.dedupeKey).not.toBe("");
      expect(CATALOG[event.type].data.parse(event.data)).toEqual(event.data);
    }
  }
}

function isInstant(text: string): boolean {
  return Instant.safeParse(text).success;
}

it("has recordings for every provider, and for nothing else", () => {
  expect(recordedProviders()).toEqual([...providers.keys()].toSorted());
  for (const provider of providers.keys()) expect(fixturesOf(provider)).not.toEqual([]);
});

it("has a signer for every provider, and handshakes only of providers", () => {
  expect([...signers.keys()].toSorted()).toEqual([...providers.keys()].toSorted());
  expect([...handshakers.keys()].filter((id) => !providers.has(id))).toEqual([]);
});

describe.each([...providers.values()])("provider $id", (provider) => {
  const fixtures = fixturesOf(provider.id);
  const signed = fixtures.filter(isSigned);
  const unsignedKinds = fixtures.filter((fixture) => !isSigned(fixture));
  const withBody = signed.filter(({ body }) => body.length > 0);
  const withoutBody = signed.filter(({ body }) => body.length === 0);
  const timed = SIGN_TIME.includes(provider.id) ? signed : [];

  it("has signed recordings", () => {
    expect(signed).not.toEqual([]);
  });

  it("has addresses that can be read, some where they are to be enforced", () => {
    const { cidrs, enforceable } = provider.ranges;
    expect(cidrs.filter((cidr) => !ipaddr.isValid(cidr) && !ipaddr.isValidCIDR(cidr))).toEqual([]);
    expect(cidrs.length > 0 || !enforceable).toBe(true);
  });

  it.each(fixtures)("accepts $name", (fixture) => {
    const verified = open(provider, fixture).verify(requestOf(fixture), fixture.now);
    expect(verified).toEqual({ ok: true, value: undefined });
  });

  it.each(fixtures)("reads exactly the facts of $name", (fixture) => {
    const normalized = open(provider, fixture).normalize(requestOf(fixture));
    if (!normalized.ok) throw new Error(normalized.reason);
    expect(written(normalized.value)).toEqual(fixture.normalized);
  });

  it.each(fixtures)("reads from $name what the catalog knows", (fixture) => {
    const normalized = open(provider, fixture).normalize(requestOf(fixture));
    if (!normalized.ok) throw new Error(normalized.reason);
    expectValid(normalized.value.facts);
    for (const media of mediaOf(normalized.value.facts)) {
      expect(media.bytes().length).toBeGreaterThan(0);
    }
  });

  it.each(fixtures)("takes a body of the size of $name", (fixture) => {
    const limit = provider.bodyLimitBytes(fixture.body.slice(0, 65_536));
    expect(limit).toBeGreaterThanOrEqual(fixture.body.length);
  });

  it.each(signed)("tells a missing signature of $name", (fixture) => {
    const request = requestOf(fixture, { headers: unsigned(fixture.headers) });
    const verified = open(provider, fixture).verify(request, fixture.now);
    expect(verified).toMatchObject({ ok: false, reason: "missing-signature" });
  });

  it.each(withBody)("refuses $name with any byte of the body changed", (fixture) => {
    const receiver = open(provider, fixture);
    const last = fixture.body.length - 1;
    for (const index of [0, Math.floor(last / 2), last]) {
      const request = requestOf(fixture, { body: flipped(fixture.body, index) });
      expect(receiver.verify(request, fixture.now).ok, `byte ${index}`).toBe(false);
    }
  });

  it.each(withBody)("refuses $name with its body lengthened, halved or gone", (fixture) => {
    const receiver = open(provider, fixture);
    const longer = new Uint8Array([...fixture.body, 0x20]);
    const half = fixture.body.slice(0, fixture.body.length / 2);
    for (const body of [longer, half, new Uint8Array()]) {
      const request = requestOf(fixture, { body });
      expect(receiver.verify(request, fixture.now).ok).toBe(false);
    }
  });

  it.each(withoutBody)("refuses $name, all in its URL, with the URL changed", (fixture) => {
    const request = requestOf(fixture, { url: `${fixture.url}0` });
    expect(open(provider, fixture).verify(request, fixture.now).ok).toBe(false);
  });

  it.each(signed)("refuses $name under another secret", (fixture) => {
    const secrets = fixture.secrets.map((secret) => `${secret.slice(0, -1)}~`);
    const verified = open(provider, fixture, { secrets }).verify(requestOf(fixture), fixture.now);
    expect(verified).toMatchObject({ ok: false, reason: "bad-signature" });
  });

  it.each(signed)("accepts $name when the secret is one of several", (fixture) => {
    const secrets = ["an older secret, not used any more", ...fixture.secrets];
    const verified = open(provider, fixture, { secrets }).verify(requestOf(fixture), fixture.now);
    expect(verified.ok).toBe(true);
  });

  it.each(signed)("tells of $name that no secret is configured", (fixture) => {
    const receiver = open(provider, fixture, { secrets: [] });
    const verified = receiver.verify(requestOf(fixture), fixture.now);
    expect(verified).toMatchObject({ ok: false, reason: "no-key" });
  });

  it.each(signed)("accepts $name signed anew", (fixture) => {
    const [secret = ""] = fixture.secrets;
    const headers = unsigned(fixture.headers);
    const { method, url, body } = fixture;
    const anew = signerOf(provider)({ method, url, body, headers }, secret, fixture.now);
    const request = requestOf(fixture, { url: anew.url, headers: { ...headers, ...anew.headers } });
    expect(open(provider, fixture).verify(request, fixture.now).ok).toBe(true);
  });

  it.each(timed)("refuses $name 31 minutes later", (fixture) => {
    const later = new Date(fixture.now.getTime() + 31 * MINUTE_MS);
    const verified = open(provider, fixture).verify(requestOf(fixture), later);
    expect(verified).toMatchObject({ ok: false, reason: "stale-timestamp" });
  });

  it.each(unsignedKinds)(
    "accepts $name, which is never signed, only with the password",
    (fixture) => {
      const wrong = `Basic ${Buffer.from("somebody:else").toString("base64")}`;
      const bare = without(fixture.headers, (name) => name === "authorization");
      for (const headers of [bare, { ...bare, authorization: wrong }]) {
        const verified = open(provider, fixture).verify(
          requestOf(fixture, { headers }),
          fixture.now,
        );
        expect(verified.ok).toBe(false);
      }
      const closed = open(provider, fixture, { settings: {} });
      expect(closed.verify(requestOf(fixture), fixture.now).ok).toBe(false);
    },
  );

  it.each(fixtures)("survives $name cut short or garbled", (fixture) => {
    const receiver = open(provider, fixture);
    for (const body of mangled(fixture.body)) {
      const request = requestOf(fixture, { body });
      const normalized = receiver.normalize(request);
      if (normalized.ok) expectValid(normalized.value.facts);
      expect(provider.identify(request)).toBeInstanceOf(Array);
      expect(provider.bodyLimitBytes(body.slice(0, 65_536))).toBeGreaterThan(0);
      expect(receiver.verify(request, fixture.now)).toHaveProperty("ok");
    }
  });

  it("answers as the 11Wire document shows, and says when it has seen a callback before", () => {
    const [fixture] = fixtures;
    if (fixture === undefined) throw new Error("no recording");
    const receiver = open(provider, fixture);
    const { type } = fixture.normalized;
    const message = "Webhook received and processed";
    const first = receiver.acknowledge({ duplicate: false, type });
    expect(first).toMatchObject({ status: 200, contentType: "application/json" });
    expect(JSON.parse(first.body)).toEqual({ success: true, message });
    const again = JSON.parse(receiver.acknowledge({ duplicate: true, type }).body);
    expect(again).toEqual({ success: true, message, duplicate: true });
  });
});
