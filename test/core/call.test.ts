import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CallObservation, type CallState, observe } from "#src/core/call.ts";
import { CallData } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";

const CALL_ID = "5b1c9f0e-7a54-4d5b-9c1a-2f6f0e3d8a77";

type Seen = Partial<CallObservation> & Pick<CallObservation, "fact">;

function seen(second: number, observation: Seen): CallObservation {
  return {
    callId: CALL_ID,
    provider: "signalwire",
    at: new Date(Date.UTC(2025, 0, 18, 10, 29, second)).toISOString(),
    outcome: null,
    direction: "outbound",
    fromNumber: "+12137771234",
    toNumber: "+525538808448",
    references: [],
    ...observation,
  };
}

/** Feeds a call its observations one after another, the state going through JSON as it does in the database. */
function live(observations: readonly CallObservation[]): {
  readonly state: CallState | null;
  readonly events: readonly EventDraft[];
} {
  const events: EventDraft[] = [];
  let state: CallState | null = null;
  for (const observation of observations) {
    const step = observe(state, observation);
    state = JSON.parse(JSON.stringify(step.state));
    events.push(...step.events);
  }
  return { state, events };
}

function typesOf(events: readonly EventDraft[]): string[] {
  return events.map(({ type }) => type.replace("call.call", ""));
}

function callData(events: readonly EventDraft[], type: EventDraft["type"]): CallData {
  return CallData.parse(events.find((event) => event.type === type)?.data);
}

const STARTED = seen(15, { fact: "started" });
const RINGING = seen(17, { fact: "ringing" });
const ANSWERED = seen(20, { fact: "answered" });
const COMPLETED = seen(65, { fact: "ended", outcome: "completed", durationMs: 45_000 });
const INBOUND = { direction: "inbound" } as const;

/** SignalWire tells a subscriber to `answered` both `answered` and `in-progress`. */
const IN_PROGRESS = seen(20, { fact: "answered" });
const ANSWERED_STORY = [STARTED, RINGING, ANSWERED, IN_PROGRESS, COMPLETED];

function ending(outcome: NonNullable<CallObservation["outcome"]>, more: Partial<Seen> = {}) {
  return seen(45, { fact: "ended", outcome, ...more });
}

describe("a call told in order", () => {
  it.each<[string, CallObservation[], string[]]>([
    ["answered", ANSWERED_STORY, ["Started", "Ringing", "Answered", "Ended"]],
    [
      "queued first",
      [seen(10, { fact: "queued" }), STARTED, ANSWERED, COMPLETED],
      ["Queued", "Started", "Answered", "Ended"],
    ],
    ["busy", [STARTED, ending("busy")], ["Started", "Ended", "Missed"]],
    [
      "not answered",
      [STARTED, RINGING, ending("no-answer")],
      ["Started", "Ringing", "Ended", "Missed"],
    ],
    ["failed", [STARTED, ending("failed")], ["Started", "Ended", "Failed"]],
    [
      "outbound and canceled",
      [STARTED, RINGING, ending("canceled")],
      ["Started", "Ringing", "Ended", "Canceled"],
    ],
    [
      "inbound and given up by the caller",
      [{ ...RINGING, ...INBOUND }, ending("canceled", INBOUND)],
      ["Started", "Ringing", "Ended", "Missed"],
    ],
    [
      "canceled after the answer",
      [STARTED, ANSWERED, ending("canceled")],
      ["Started", "Answered", "Ended"],
    ],
    [
      "failed by the agent after the answer",
      [STARTED, ANSWERED, ending("hangup", { endReason: "error" })],
      ["Started", "Answered", "Ended", "Failed"],
    ],
    [
      "hung up after the answer",
      [STARTED, ANSWERED, ending("hangup")],
      ["Started", "Answered", "Ended"],
    ],
    [
      "hung up while it rang",
      [STARTED, RINGING, ending("hangup")],
      ["Started", "Ringing", "Ended", "Missed"],
    ],
    [
      "answered up to the limit",
      [STARTED, ANSWERED, ending("max-duration")],
      ["Started", "Answered", "Ended"],
    ],
  ])("%s", (_what, observations, expected) => {
    expect(typesOf(live(observations).events)).toEqual(expected);
  });
});

describe("a single callback", () => {
  it.each<[string, CallObservation, string[]]>([
    ["queued", seen(10, { fact: "queued" }), ["Queued"]],
    ["ringing", RINGING, ["Started", "Ringing"]],
    ["answered", ANSWERED, ["Started", "Answered"]],
    ["completed", COMPLETED, ["Started", "Answered", "Ended"]],
    ["no answer", ending("no-answer"), ["Started", "Ended", "Missed"]],
    ["busy", ending("busy"), ["Started", "Ended", "Missed"]],
    ["failed", ending("failed"), ["Started", "Ended", "Failed"]],
    ["canceled", ending("canceled"), ["Started", "Ended", "Canceled"]],
    ["a bare hangup, of which nothing is concluded", ending("hangup"), ["Started", "Ended"]],
  ])("%s", (_what, observation, expected) => {
    expect(typesOf(live([observation]).events)).toEqual(expected);
  });

  it("about the end tells when the conversation began", () => {
    const { events } = live([COMPLETED]);
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
      "2025-01-18T10:29:20.000Z",
      "2025-01-18T10:29:20.000Z",
      "2025-01-18T10:30:05.000Z",
    ]);
  });
});

describe("the end", () => {
  it.each([
    ["completed", "hangup"],
    ["hangup", "hangup"],
    ["no-answer", "dial_no_answer"],
    ["busy", "dial_busy"],
    ["failed", "dial_failed"],
    ["canceled", "canceled"],
    ["max-duration", "max_duration"],
  ] as const)("with the outcome %s gives the reason %s", (outcome, reason) => {
    const { events } = live([STARTED, ending(outcome)]);
    expect(callData(events, "call.callEnded").endReason).toBe(reason);
  });

  it("gives the provider's own reason where it says more", () => {
    const { events } = live([
      STARTED,
      ANSWERED,
      ending("completed", { endReason: "agent_hangup" }),
    ]);
    expect(callData(events, "call.callEnded").endReason).toBe("agent_hangup");
  });

  it.each([
    ["what the provider says", [ANSWERED, COMPLETED], 45_000],
    ["the time since the answer", [ANSWERED, ending("hangup")], 25_000],
    ["nothing where nobody answered", [STARTED, RINGING, ending("no-answer")], 0],
  ])("lasts %s", (_what, observations, durationMs) => {
    const { events } = live(observations);
    expect(callData(events, "call.callEnded").durationMs).toBe(durationMs);
  });

  it("shows the whole call", () => {
    const first = seen(15, {
      fact: "started",
      references: ["+12137771234"],
      metadata: { campaignId: "camp_1", stays: "first" },
    });
    const last = ending("completed", {
      durationMs: 25_000,
      sipCode: 200,
      recordingUrl: "https://storage.example.com/1.mp3",
      references: ["+12137771234", "+525538808448"],
      metadata: { stays: "second", executionId: "ex_1" },
      agentId: "00000000-0000-4000-8000-000000000301",
    });
    const { events } = live([first, ANSWERED, last]);
    const ended = events.at(-1);

    expect(ended).toMatchObject({
      type: "call.callEnded",
      occurredAt: "2025-01-18T10:29:45.000Z",
      callId: CALL_ID,
      references: ["+12137771234", "+525538808448"],
      agentId: "00000000-0000-4000-8000-000000000301",
      data: {
        createdAt: "2025-01-18T10:29:15.000Z",
        startedAt: "2025-01-18T10:29:15.000Z",
        answeredAt: "2025-01-18T10:29:20.000Z",
        endedAt: "2025-01-18T10:29:45.000Z",
        answered: true,
        sipCode: 200,
        recordingUrl: "https://storage.example.com/1.mp3",
        metadata: { campaignId: "camp_1", stays: "first", executionId: "ex_1" },
      },
    });
  });

  it("says of an unanswered call that it was not answered", () => {
    const { events } = live([STARTED, ending("no-answer")]);
    expect(callData(events, "call.callMissed").answered).toBe(false);
  });
});

describe("callbacks that come twice, late or out of order", () => {
  it("emit nothing when they say nothing new", () => {
    const { state } = live(ANSWERED_STORY);
    for (const observation of ANSWERED_STORY) {
      expect(observe(state, observation).events).toEqual([]);
    }
  });

  it("are one fact where the carrier tells an answer twice", () => {
    const { events } = live([STARTED, ANSWERED, IN_PROGRESS]);
    expect(typesOf(events)).toEqual(["Started", "Answered"]);
  });

  it("drop the ringing of a call that has ended", () => {
    const { events } = live([STARTED, ending("no-answer"), RINGING]);
    expect(typesOf(events)).toEqual(["Started", "Ended", "Missed"]);
  });

  it("keep the ringing of a call that was answered meanwhile", () => {
    const { events } = live([STARTED, ANSWERED, RINGING]);
    expect(typesOf(events)).toEqual(["Started", "Answered", "Ringing"]);
  });

  it("do not contradict an end that was told as unanswered", () => {
    const { events } = live([STARTED, ending("no-answer"), ANSWERED]);
    expect(typesOf(events)).toEqual(["Started", "Ended", "Missed"]);
  });

  it("move times back to the earliest one told", () => {
    const { state } = live([ANSWERED, RINGING, STARTED]);
    expect(state).toMatchObject({
      startedAt: STARTED.at,
      ringingAt: RINGING.at,
      answeredAt: ANSWERED.at,
      endedAt: null,
    });
  });
});

const STORIES = {
  answered: ANSWERED_STORY,
  "queued and answered": [seen(10, { fact: "queued" }), ...ANSWERED_STORY],
  busy: [STARTED, ending("busy")],
  "not answered": [STARTED, RINGING, ending("no-answer")],
  failed: [STARTED, RINGING, ending("failed")],
  canceled: [STARTED, RINGING, ending("canceled")],
} satisfies Record<string, CallObservation[]>;

/** Every observation at least once, any of them again, in any order. */
function retold(story: readonly CallObservation[]) {
  return fc
    .array(fc.constantFrom(...story), { maxLength: 8 })
    .map((again) => [...story, ...again])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}

function ringsBeforeTheEnd(observations: readonly CallObservation[]): boolean {
  const rings = observations.findIndex(({ fact }) => fact === "ringing");
  return rings >= 0 && rings < observations.findIndex(({ fact }) => fact === "ended");
}

describe.each(Object.entries(STORIES))("the story of a call that was %s", (_name, story) => {
  const inOrder = typesOf(live(story).events);

  it("emits the same events, each once, in any order and repetition, but for late ringing", () => {
    fc.assert(
      fc.property(retold(story), (observations) => {
        const expected = ringsBeforeTheEnd(observations)
          ? inOrder
          : inOrder.filter((type) => type !== "Ringing");
        expect(typesOf(live(observations).events).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it("names each fact alike, so that it is stored once", () => {
    const known = new Set(live(story).events.map(({ dedupeKey }) => dedupeKey));
    fc.assert(
      fc.property(retold(story), (observations) => {
        const keys = live(observations).events.map(({ dedupeKey }) => dedupeKey);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.filter((key) => !known.has(key))).toEqual([]);
      }),
    );
  });

  it("always yields data that the catalog accepts", () => {
    fc.assert(
      fc.property(retold(story), (observations) => {
        for (const { data } of live(observations).events)
          expect(CallData.parse(data)).toEqual(data);
      }),
    );
  });

  it("tells the start before the answer and the answer before the end", () => {
    fc.assert(
      fc.property(retold(story), (observations) => {
        const lived = typesOf(live(observations).events);
        const order = ["Started", "Answered", "Ended"].filter((type) => lived.includes(type));
        expect(lived.filter((type) => order.includes(type))).toEqual(order);
      }),
    );
  });
});
