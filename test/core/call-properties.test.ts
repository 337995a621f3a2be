import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CallFact,
  type CallObservation,
  type CallOutcome,
  type CallRules,
  type CallState,
  type CallStep,
  observe,
  snapshot,
  wake,
} from "#src/core/call.ts";
import { CallData } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import { ANSWERED, MAILBOX, RINGING, type Story, seen, stories } from "../support/call-stories.ts";

const HOUR_MS = 60 * 60 * 1000;
const BEGAN_MS = Date.UTC(2025, 0, 18, 10, 30, 6);
const LIMITS = { hangupHoldMs: 5_000, carrierSilenceMs: 60_000, expiryMs: 24 * HOUR_MS } as const;

/** One fact arriving, some time after the one before, with the alarm going off that often just before it. */
type Beat = { readonly observation: CallObservation; readonly gap: number; readonly wakes: number };

/** Every fact at least once, any of them again, in any order; together (a gap of 0) or apart. */
function retold(observations: readonly CallObservation[]): fc.Arbitrary<readonly Beat[]> {
  return fc
    .array(fc.constantFrom(...observations), { maxLength: 5 })
    .map((again) => [...observations, ...again])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }))
    .chain((all) => fc.tuple(...all.map(beat)));
}

function beat(observation: CallObservation): fc.Arbitrary<Beat> {
  const gap = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.record({ observation: fc.constant(observation), gap, wakes: fc.nat({ max: 2 }) });
}

const tellings = stories.chain((story) =>
  fc.record({ story: fc.constant(story), beats: retold(story.observations) }),
);

/** A gateway that keeps one call: every state through JSON, as the database does, every step checked. */
function createCall(hasCarrier: boolean, stored: (state: CallState) => CallState = (s) => s) {
  const events: EventDraft[] = [];
  let state: CallState | null = null;
  let wakeAt: string | null = null;

  function keep(step: CallStep, now: number): void {
    expect(step.wakeAt === null || Date.parse(step.wakeAt) > now).toBe(true);
    const kept: CallState = JSON.parse(JSON.stringify(step.state));
    expect(kept).toStrictEqual(step.state);
    for (const { data } of step.events) expect(CallData.parse(data)).toStrictEqual(data);
    state = stored(kept);
    wakeAt = step.wakeAt;
    events.push(...step.events);
  }

  return {
    events,
    get state() {
      return state;
    },
    get wakeAt() {
      return wakeAt;
    },
    hear(observation: CallObservation, now: number): void {
      keep(observe(state, observation, rulesAt(now, hasCarrier)), now);
    },
    wake(now: number): void {
      if (state !== null) keep(wake(state, rulesAt(now, hasCarrier)), now);
    },
    /** Wakes whenever asked to, a little late, until nothing is left to decide; that takes few wakes. */
    settle(lateMs: number): void {
      let woken = 0;
      for (; wakeAt !== null && woken < 5; woken++) this.wake(Date.parse(wakeAt) + lateMs);
      expect(wakeAt).toBeNull();
    },
  };
}

function rulesAt(now: number, hasCarrier: boolean): CallRules {
  return {
    now: new Date(now).toISOString(),
    hasCarrier,
    isMailbox: ({ references }) => references.includes(MAILBOX),
    ...LIMITS,
  };
}

type Call = ReturnType<typeof createCall>;

/** Tells the story within its patience and lets time decide the rest. */
function tell(story: Story, beats: readonly Beat[], lateMs = 0): Call {
  const call = createCall(story.hasCarrier);
  let now = BEGAN_MS;
  for (const { observation, gap, wakes } of beats) {
    now += Math.floor((gap * story.patienceMs) / beats.length);
    for (let woken = 0; woken < wakes; woken++) call.wake(now);
    call.hear(observation, now);
  }
  call.settle(lateMs);
  return call;
}

function typesOf(events: readonly EventDraft[]): string[] {
  return events.map(({ type }) => type.replace("call.call", ""));
}

const isCarriers = ({ fact }: CallObservation) =>
  ["queued", "started", "ringing", "answered", "ended"].includes(fact);

/** Ringing is told only while nothing is known of the end. */
function ringsBeforeTheEnd({ hasCarrier }: Story, beats: readonly Beat[]): boolean {
  const told = beats.map(({ observation }) => observation);
  const rings = told.findIndex(({ fact }) => fact === "ringing");
  const ends = told.findIndex(({ fact }) => fact === "ended");
  // Where no carrier is expected to speak, a report that comes first is the end.
  const isReportedFirst =
    !hasCarrier &&
    told.find((fact) => isCarriers(fact) || fact.fact === "report")?.fact === "report";
  return rings >= 0 && (ends < 0 || rings < ends) && !isReportedFirst;
}

function endedData(events: readonly EventDraft[]): CallData | null {
  const ended = events.find(({ type }) => type === "call.callEnded");
  return ended === undefined ? null : CallData.parse(ended.data);
}

const late = fc.nat({ max: 10_000 });

describe("any call, its facts in any order, any repetition, any grouping", () => {
  it("is told in the same events, each once, but for ringing that is heard of after the end", () => {
    fc.assert(
      fc.property(tellings, late, ({ story, beats }, lateMs) => {
        const expected = ringsBeforeTheEnd(story, beats)
          ? [...story.events, "Ringing"]
          : story.events;
        expect(typesOf(tell(story, beats, lateMs).events).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it("ends with the same data, as far as the facts decide it", () => {
    fc.assert(
      fc.property(tellings, ({ story, beats }) => {
        const ended = endedData(tell(story, beats).events);
        if (ended !== null) expect(ended).toMatchObject(story.ended);
      }),
      { numRuns: 1_000 },
    );
  });

  it("names each fact alike, so that it is stored once", () => {
    fc.assert(
      fc.property(tellings, ({ story, beats }) => {
        const inOrder = story.observations.map((observation) => ({
          observation,
          gap: 0,
          wakes: 0,
        }));
        const known = new Set(tell(story, inOrder).events.map(({ dedupeKey }) => dedupeKey));
        const keys = tell(story, beats).events.filter(({ type }) => type !== "call.callRinging");
        expect(keys.map(({ dedupeKey }) => dedupeKey).filter((key) => !known.has(key))).toEqual([]);
      }),
    );
  });

  it("tells the start before the answer and the answer before an end that was answered", () => {
    fc.assert(
      fc.property(tellings, ({ story, beats }) => {
        const { events } = tell(story, beats);
        const lived = typesOf(events);
        const isAnswered = endedData(events)?.answered ?? true;
        const order = isAnswered ? ["Started", "Answered", "Ended"] : ["Started", "Ended"];
        const due = order.filter((type) => lived.includes(type));
        expect(lived.filter((type) => due.includes(type))).toEqual(due);
      }),
    );
  });

  it("knows every call by its carrier, whoever tells of it first", () => {
    fc.assert(
      fc.property(tellings, ({ story, beats }) => {
        fc.pre(story.observations.some(isCarriers));
        const call = tell({ ...story, hasCarrier: true }, beats);
        expect(call.state?.provider).toBe("signalwire");
      }),
    );
  });

  it("stays as it was told when everything is told again, however much later", () => {
    fc.assert(
      fc.property(tellings, fc.nat({ max: 72 * HOUR_MS }), ({ story, beats }, afterMs) => {
        const call = tell(story, beats);
        const told = call.events.length;
        const now = BEGAN_MS + 24 * HOUR_MS + afterMs;
        for (const { observation } of beats) call.hear(observation, now);
        call.settle(0);
        expect(call.events.slice(told)).toEqual([]);
      }),
    );
  });
});

describe("waking", () => {
  it("twice at the same time decides nothing more", () => {
    fc.assert(
      fc.property(tellings, fc.nat({ max: 48 * HOUR_MS }), ({ story, beats }, afterMs) => {
        const rules = rulesAt(BEGAN_MS + afterMs, story.hasCarrier);
        for (const { state } of steps(story, beats)) {
          const once = wake(state, rules);
          const twice = wake(once.state, rules);
          expect(twice).toEqual({ state: once.state, events: [], wakeAt: once.wakeAt });
        }
      }),
    );
  });

  it("before the time decides nothing and asks for the same time", () => {
    fc.assert(
      fc.property(
        tellings,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ story, beats }, part) => {
          for (const { state, wakeAt } of steps(story, beats)) {
            const waitMs = (wakeAt === null ? HOUR_MS : Date.parse(wakeAt) - BEGAN_MS) - 1;
            const early = wake(
              state,
              rulesAt(BEGAN_MS + Math.floor(part * waitMs), story.hasCarrier),
            );
            expect(early).toEqual({ state, events: [], wakeAt });
          }
        },
      ),
    );
  });

  it("at the time asked for decides something", () => {
    fc.assert(
      fc.property(tellings, ({ story, beats }) => {
        for (const { state, wakeAt } of steps(story, beats)) {
          if (wakeAt === null) continue;
          const { events } = wake(state, rulesAt(Date.parse(wakeAt), story.hasCarrier));
          expect(events).not.toEqual([]);
        }
      }),
    );
  });
});

/** Every step of a story told all at once. */
function steps(story: Story, beats: readonly Beat[]): readonly CallStep[] {
  const rules = rulesAt(BEGAN_MS, story.hasCarrier);
  const told: CallStep[] = [];
  for (const { observation } of beats) {
    told.push(observe(told.at(-1)?.state ?? null, observation, rules));
  }
  return told;
}

describe("a call that never ends", () => {
  const livingStories = stories.filter(({ events }) => events.includes("Expired"));
  const livings = livingStories.chain((story) =>
    fc.record({ story: fc.constant(story), beats: retold(story.observations) }),
  );

  it("is given up once, so long after it was last heard of", () => {
    fc.assert(
      fc.property(livings, ({ story, beats }) => {
        const call = createCall(story.hasCarrier);
        for (const { observation } of beats) call.hear(observation, BEGAN_MS);
        call.wake(BEGAN_MS + LIMITS.expiryMs - 1);
        expect(typesOf(call.events)).not.toContain("Expired");
        for (const afterMs of [0, 1, HOUR_MS]) call.wake(BEGAN_MS + LIMITS.expiryMs + afterMs);
        expect(typesOf(call.events).filter((type) => type === "Expired")).toHaveLength(1);
      }),
    );
  });

  it("keeps that end, whatever its carrier or a report says too late", () => {
    fc.assert(
      fc.property(livings, tellings, ({ story, beats }, afterwards) => {
        const call = tell(story, beats);
        const told = call.events.length;
        const now = BEGAN_MS + 48 * HOUR_MS;
        for (const { observation } of afterwards.beats) call.hear(observation, now);
        call.settle(0);
        const more = typesOf(call.events.slice(told));
        expect(more.filter((type) => type !== "call.voicemailReceived")).toEqual([]);
      }),
    );
  });

  it("that is heard of again in time is not given up yet", () => {
    const call = createCall(true);
    call.hear(RINGING, BEGAN_MS);
    call.hear(ANSWERED, BEGAN_MS + 23 * HOUR_MS);
    call.wake(BEGAN_MS + 25 * HOUR_MS);
    expect(typesOf(call.events)).toEqual(["Started", "Ringing", "Answered"]);
    expect(call.wakeAt).toBe(new Date(BEGAN_MS + 47 * HOUR_MS).toISOString());
  });
});

const FACTS: readonly CallFact[] = ["queued", "started", "ringing", "answered", "ended"];
const OTHER_FACTS: readonly CallFact[] = ["report", "voicemail", "detail"];
const OUTCOMES: readonly CallOutcome[] = [
  ...(["completed", "hangup", "no-answer", "busy", "failed", "canceled", "max-duration"] as const),
];

/** Whatever can be said, whether or not it fits what was said before. */
const nonsense = fc
  .record({
    fact: fc.constantFrom(...FACTS, ...FACTS, ...OTHER_FACTS),
    second: fc.integer({ min: -60, max: 600 }),
    outcome: fc.constantFrom(...OUTCOMES),
    endReason: fc.constantFrom(null, "error", "user_hangup", "voicemail_reached"),
    direction: fc.constantFrom("inbound", "outbound", null),
    durationMs: fc.constantFrom(null, 0, 45_000),
    enrichmentWindowSeconds: fc.constantFrom(0, 30, 90_000),
    namesCarrierCall: fc.boolean(),
    startedAt: fc.constantFrom(null, "2025-01-18T10:29:21.000Z"),
  } as const)
  .map(({ second, outcome, startedAt, ...more }) => {
    const isOver = more.fact === "ended" || more.fact === "report";
    const began = more.fact === "report" ? { startedAt } : {};
    return seen(second, { ...more, ...began, outcome: isOver ? outcome : null });
  });

const chaos = fc.record({
  told: fc.array(
    fc.record({
      observation: nonsense,
      // Two gateways' clocks may differ a little.
      gap: fc.oneof(fc.integer({ min: -2_000, max: 20_000 }), fc.nat({ max: 48 * HOUR_MS })),
      wakes: fc.nat({ max: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  hasCarrier: fc.boolean(),
});

/** Added to the state since calls were first stored. */
const YOUNG_FIELDS = [
  "queuedAt",
  "isVoicemail",
  "isRecorded",
  "enrichmentMs",
  "heardAt",
  "endHeardAt",
  "report",
  "carrierSaid",
  "transcript",
  "summary",
] as const satisfies readonly (keyof CallState)[];

function storedByOlderVersion(state: CallState): CallState {
  const young: readonly string[] = YOUNG_FIELDS;
  const kept = Object.entries(state).filter(([field]) => !young.includes(field));
  return Object.fromEntries(kept) as CallState;
}

function expectNoContradiction(events: readonly EventDraft[]): void {
  const types = typesOf(events);
  expect(new Set(types).size).toBe(types.length);
  const verdicts = types.filter((type) => ["Missed", "Failed", "Canceled"].includes(type));
  expect(verdicts.length).toBeLessThanOrEqual(1);
  const unanswered = types.some((type) => type === "Missed" || type === "Canceled");
  expect(unanswered && types.includes("Answered")).toBe(false);
  expect(types.includes("Expired") && types.includes("Ended")).toBe(false);
  expect(types.includes("Ended") || verdicts.length === 0).toBe(true);
  const isAnswered = endedData(events)?.answered ?? false;
  expect(isAnswered && !types.includes("Answered")).toBe(false);
}

describe("facts that do not fit each other", () => {
  it.each([
    ["now", (state: CallState) => state],
    ["by an older version", storedByOlderVersion],
  ])("never make a call contradict itself, its states stored %s", (_when, stored) => {
    fc.assert(
      fc.property(chaos, ({ told, hasCarrier }) => {
        const call = createCall(hasCarrier, stored);
        let now = BEGAN_MS;
        for (const { observation, gap, wakes } of told) {
          now += gap;
          for (let woken = 0; woken < wakes; woken++) call.wake(now);
          call.hear(observation, now);
        }
        call.settle(0);
        expectNoContradiction(call.events);
        if (call.state !== null) {
          const shown = snapshot(call.state);
          expect(CallData.parse(shown)).toStrictEqual(shown);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
