import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CallObservation, observe, wake } from "#src/core/call.ts";
import { CATALOG, type EventDraft } from "#src/core/catalog.ts";
import type { Fact, InboundRequest, Provider } from "#src/provider.ts";
import { providers } from "#src/registry.ts";
import { fixturesOf, type ProviderFixture, requestOf } from "../support/provider-fixtures.ts";

/** HOSTILE_CASES makes the search longer than a run of the tests should be. */
const CASES = Number(process.env["HOSTILE_CASES"] ?? 2_000);
const MAX_CHANGES = 4;
const DAY_MS = 86_400_000;

const DEEP = "@deep@";
const DEEP_JSON = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const UNPRINTABLE = { toString: 1, valueOf: 1, constructor: null };

const VALUES: readonly unknown[] = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "",
  " ",
  "x".repeat(5_000),
  `+${"1".repeat(300)}`,
  `{'${"k".repeat(300)}': {'toString': 1}}`,
  "{{'toString': 1, 'valueOf': 1}: 2}",
  "9".repeat(400),
  0,
  -1,
  1.5,
  1e308,
  253_402_300_799,
  9_007_199_254_740_992,
  null,
  true,
  [],
  {},
  [[["x"]]],
  UNPRINTABLE,
  [UNPRINTABLE],
  { headers: { a: UNPRINTABLE, b: DEEP } },
  { intValue: UNPRINTABLE },
  { stringValue: DEEP },
  DEEP,
];

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

type Random = ReturnType<typeof noise>;
type Container = Record<string, unknown>;

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** Every place of a value in the tree. */
function placesIn(node: unknown): (readonly [Container, string])[] {
  if (!isContainer(node)) return [];
  return Object.keys(node).flatMap((key) => [[node, key] as const, ...placesIn(node[key])]);
}

function mutatedJson(text: string, random: Random): string {
  const root: unknown = JSON.parse(text);
  for (let left = 1 + random(MAX_CHANGES); left > 0; left--) {
    const places = placesIn(root);
    if (places.length === 0) break;
    const [container, key] = pick(places, random);
    container[key] = structuredClone(VALUES[random(VALUES.length)]);
  }
  return JSON.stringify(root).replaceAll(`"${DEEP}"`, DEEP_JSON);
}

function mutatedForm(text: string, random: Random): string {
  const fields = new URLSearchParams(text);
  const names = [...fields.keys()];
  for (let left = 1 + random(MAX_CHANGES); left > 0 && names.length > 0; left--) {
    const value = VALUES[random(VALUES.length)];
    fields.set(pick(names, random), typeof value === "string" ? value : JSON.stringify(value));
  }
  return fields.toString();
}

/** A form in the URL of a GET stays as it is: another kind holds the same fields in its body. */
function mutated(fixture: ProviderFixture, random: Random): InboundRequest {
  const text = new TextDecoder().decode(fixture.body);
  const isJson = text.trimStart().startsWith("{");
  const body = isJson ? mutatedJson(text, random) : mutatedForm(text, random);
  return requestOf(fixture, { body: new TextEncoder().encode(body) });
}

const RULES = {
  hasCarrier: true,
  isMailbox: () => false,
  hangupHoldMs: 1,
  carrierSilenceMs: 1,
  expiryMs: 1,
} as const;

function eventsOfCall(observation: CallObservation): readonly EventDraft[] {
  const told = observe(null, observation, { ...RULES, now: observation.at });
  const later = new Date(Date.parse(observation.at) + DAY_MS).toISOString();
  return [...told.events, ...wake(told.state, { ...RULES, now: later }).events];
}

/** Texts that become keys or stand in indexed columns: PostgreSQL's text has no NUL, its indexes no long entries. */
const Key = z.string().min(1).max(1_000).refine(isStorable);
const Short = z.string().max(256).refine(isStorable);
const Instant = z.iso.datetime();
const About = {
  callId: Key.nullish(),
  conversationId: Key.nullish(),
  references: z.array(Short).optional(),
  agentId: z.guid().nullish(),
};
const Parties = Object.fromEntries(
  [
    "fromNumber",
    "toNumber",
    "from",
    "to",
    "fromUserId",
    "recipientId",
    "recipientUserId",
    "messageId",
    "recordingId",
  ].map((name) => [name, Short.nullish()]),
);
const Storable = {
  event: z.object({
    ...About,
    dedupeKey: Key,
    workflowId: Short.nullable(),
    occurredAt: Instant,
    data: z.object(Parties),
  }),
  call: z.object({
    ...About,
    callId: Key,
    at: Instant,
    ...Parties,
  }),
  media: z.object({ ...About, key: Key }),
};

function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** What is wrong with the fact, for nobody can read 2,000 bodies. */
function faultsOf(fact: Fact): readonly string[] {
  if (fact.kind === "media") return faults(Storable.media, fact.media);
  if (fact.kind === "event") return faultsOfEvent(fact.event);
  const own = faults(Storable.call, fact.observation);
  return own.length > 0 ? own : eventsOfCall(fact.observation).flatMap(faultsOfEvent);
}

function faultsOfEvent(event: EventDraft): readonly string[] {
  return [...faults(Storable.event, event), ...faults(CATALOG[event.type].data, event.data)];
}

function faults(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : [z.prettifyError(parsed.error)];
}

function faultsOfRequest(provider: Provider, fixture: ProviderFixture, request: InboundRequest) {
  const { secrets, settings } = fixture;
  const normalized = provider.open({ secrets, settings }).normalize(request);
  if (!normalized.ok) return [];
  const { type, facts } = normalized.value;
  return [...faults(Short, type), ...facts.flatMap(faultsOf)];
}

const MAX_FIXTURE_BYTES = 200_000;

describe.each([...providers.values()])("provider $id", (provider) => {
  const fixtures = fixturesOf(provider.id).filter(
    ({ body }) => body.length > 0 && body.length < MAX_FIXTURE_BYTES,
  );

  it("reads nothing from hostile values that cannot be stored", { timeout: 600_000 }, () => {
    const random = noise(20_260_821);
    const found = new Map<string, string>();
    for (let left = Math.ceil(CASES / providers.size); left > 0; left--) {
      const fixture = pick(fixtures, random);
      const request = mutated(fixture, random);
      let told: readonly string[];
      try {
        told = faultsOfRequest(provider, fixture, request);
      } catch (error) {
        told = [String(error instanceof Error ? error.stack : error)];
      }
      for (const fault of told) found.set(fault, fixture.name);
    }
    expect([...found].slice(0, 5)).toEqual([]);
  });
});
