import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fixture } from "#src/cli/fixtures.ts";
import { CALL_RULES } from "#src/composition/inbound.ts";
import { type CallRules, type CallState, observe, wake } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact, Normalized } from "#src/provider.ts";
import { createConversations } from "./conversations.ts";
import { createPlaceholders } from "./ids.ts";
import { createRecordings } from "./recordings.ts";

/** A recorded callback, and what its `events.json` says that it tells. */
export type Scene = { readonly fixture: Fixture; readonly facts: readonly Fact[] };

/** The facts as they are when the callback is received now: where the provider tells no time, that of receipt stands for it. */
function receivedAt({ fixture, facts }: Scene, now: Date): readonly Fact[] {
  if (fixture.now === null) return facts;
  const recorded = JSON.stringify(new Date(fixture.now));
  return JSON.parse(JSON.stringify(facts).replaceAll(recorded, JSON.stringify(now)));
}

/** What a run has to lead to: each fact once however often it is told, and what follows for each call. */
export type Expectation = {
  /** Events that are new when this callback is received at this moment. */
  hear(scene: Scene, now: Date): readonly EventDraft[];
  /** Events that time alone has brought by then: ends of calls that were left open for a while, and of conversations. */
  wake(now: Date): readonly EventDraft[];
  /** Of those, the ends of conversations. */
  endConversations(now: Date): readonly EventDraft[];
  /** When `wake` has news, of the times until `limit`; null when there are none. */
  wakesUntil(limit: Date): Date | null;
};

/** The gateway's own, and a workspace that has a carrier's connection. */
const RULES = {
  ...CALL_RULES,
  hasCarrier: true,
  isMailbox: () => false,
  expiryMs: 24 * 60 * 60 * 1000,
} as const satisfies Omit<CallRules, "now">;

export function readScenes(fixtures: readonly Fixture[]): Promise<readonly Scene[]> {
  return Promise.all(
    fixtures.map(async (fixture) => {
      const text = await readFile(join(fixture.directory, "events.json"), "utf8");
      const { facts }: Normalized = JSON.parse(text);
      return { fixture, facts };
    }),
  );
}

export function createExpectation(gatewayUrl: string): Expectation {
  const newId = createPlaceholders();
  const conversations = createConversations(newId);
  const recordingsOf = createRecordings(gatewayUrl, newId);
  const calls = new Map<string, { readonly state: CallState; readonly wakeAt: string | null }>();
  const known = new Set<string>();

  function fresh(events: readonly EventDraft[]): readonly EventDraft[] {
    return events.filter(({ dedupeKey }) => !known.has(dedupeKey) && known.add(dedupeKey));
  }

  function eventsOf(fact: Fact, now: Date): readonly EventDraft[] {
    if (fact.kind === "event") return conversations.place(fact.event);
    // What is stored of a recording is told by other facts.
    if (fact.kind === "media") return [];
    const { callId } = fact.observation;
    const state = calls.get(callId)?.state ?? null;
    const step = observe(state, fact.observation, { ...RULES, now: now.toISOString() });
    calls.set(callId, step);
    return step.events;
  }

  return {
    hear(scene, now) {
      const facts = recordingsOf(scene.fixture, receivedAt(scene, now), now);
      return fresh(facts.flatMap((fact) => eventsOf(fact, now)));
    },
    endConversations: (now) => fresh(conversations.end(now)),
    wake(now) {
      const steps = [...calls].map(([callId, { state }]) => {
        const step = wake(state, { ...RULES, now: now.toISOString() });
        calls.set(callId, step);
        return step.events;
      });
      return fresh([...steps.flat(), ...conversations.end(now)]);
    },
    wakesUntil(limit) {
      const ofCalls = [...calls.values()].flatMap(({ wakeAt }) => wakeAt ?? []);
      const near = [...ofCalls, ...conversations.endTimes()]
        .filter((time) => time <= limit.toISOString())
        .toSorted()
        .at(-1);
      return near === undefined ? null : new Date(near);
    },
  };
}

/** What names agents at their providers: one reference of each fact, the most telling. */
export function tellingReferences(scenes: readonly Scene[]): readonly string[] {
  const references = scenes.flatMap(({ facts }) =>
    facts.flatMap((fact) => referencesOf(fact)[0] ?? []),
  );
  return [...new Set(references)];
}

function referencesOf(fact: Fact): readonly string[] {
  if (fact.kind === "event") return fact.event.references;
  return fact.kind === "call" ? fact.observation.references : fact.media.references;
}
