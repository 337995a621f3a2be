import { describe, expect, it } from "vitest";
import {
  type CallObservation,
  type CallRules,
  type CallState,
  type CallStep,
  observe,
  wake,
} from "#src/core/call.ts";
import { callStatus } from "#src/core/call-state.ts";
import { CallData } from "#src/core/catalog/call-events.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import {
  ANSWERED,
  CALL_ID,
  COMPLETED,
  ending,
  FAILED_REPORT,
  INBOUND,
  QUEUED,
  REPORT,
  RINGING,
  STARTED,
  seen,
  WINDOW_SECONDS,
} from "../support/call-stories.ts";

const HEARD_MS = Date.UTC(2025, 0, 18, 10, 30, 6);
const HOLD_MS = 5_000;
const SILENCE_MS = 60_000;
const EXPIRY_MS = 24 * 60 * 60 * 1000;

/** The rules so long after the first callback. */
function rulesAfter(ms: number, hasCarrier = true): CallRules {
  return {
    now: new Date(HEARD_MS + ms).toISOString(),
    hasCarrier,
    isMailbox: () => false,
    hangupHoldMs: HOLD_MS,
    carrierSilenceMs: SILENCE_MS,
    expiryMs: EXPIRY_MS,
  };
}

/** What a call is after all of these, told at once; the state goes through JSON as it does in the database. */
function hear(observations: readonly CallObservation[], rules = rulesAfter(0)): CallStep {
  let step: CallStep | null = null;
  const events: EventDraft[] = [];
  for (const observation of observations) {
    const known: CallState | null = JSON.parse(JSON.stringify(step?.state ?? null));
    step = observe(known, observation, rules);
    events.push(...step.events);
  }
  if (step === null) throw new Error("nothing was heard");
  return { ...step, events };
}

/** The same, and what time adds once a bare hangup is held no longer. */
function live(observations: readonly CallObservation[]): {
  readonly state: CallState;
  readonly events: readonly EventDraft[];
} {
  const heard = hear(observations);
  const woken = wake(heard.state, rulesAfter(HOLD_MS));
  return { state: woken.state, events: [...heard.events, ...woken.events] };
}

function wakeAfter({ state }: CallStep, ms: number): CallStep {
  return wake(state, rulesAfter(ms));
}

function timeAfter(ms: number): string {
  return new Date(HEARD_MS + ms).toISOString();
}

function typesOf(events: readonly EventDraft[]): string[] {
  return events.map(({ type }) => type.replace("call.call", ""));
}

function callData(events: readonly EventDraft[], type: EventDraft["type"]): CallData {
  return CallData.parse(events.find((event) => event.type === type)?.data);
}

/** SignalWire tells a subscriber to `answered` both `answered` and `in-progress`. */
const IN_PROGRESS = seen(20, { fact: "answered" });
const ANSWERED_STORY = [STARTED, RINGING, ANSWERED, IN_PROGRESS, COMPLETED];

describe("a call told in order", () => {
  it.each<[string, CallObservation[], string[]]>([
    ["answered", ANSWERED_STORY, ["Started", "Ringing", "Answered", "Ended"]],
    [
      "queued first",
      [QUEUED, STARTED, ANSWERED, COMPLETED],
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
    ["queued", QUEUED, ["Queued"]],
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
      expect(observe(state, observation, rulesAfter(HOLD_MS)).events).toEqual([]);
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

describe("a bare hangup without an answer", () => {
  const hungUp = hear([STARTED, ending("hangup")]);

  it("is held for a word on the answer, then told", () => {
    expect(typesOf(hungUp.events)).toEqual(["Started"]);
    expect(hungUp.wakeAt).toBe(timeAfter(HOLD_MS));
    expect(typesOf(wakeAfter(hungUp, HOLD_MS - 1).events)).toEqual([]);
    expect(typesOf(wakeAfter(hungUp, HOLD_MS).events)).toEqual(["Ended", "Missed"]);
  });

  it.each([
    ["the carrier", ANSWERED, 25_000],
    ["a report", REPORT, 43_000],
  ])("was answered when %s says so in time", (_who, answer, durationMs) => {
    const { events, wakeAt } = observe(hungUp.state, answer, rulesAfter(HOLD_MS - 1));
    expect(typesOf(events)).toEqual(["Answered", "Ended"]);
    expect(callData(events, "call.callEnded")).toMatchObject({ answered: true, durationMs });
    expect(wakeAt).toBeNull();
  });

  it("gives way to an end that says more", () => {
    const { events } = observe(hungUp.state, ending("busy"), rulesAfter(1_000));
    expect(typesOf(events)).toEqual(["Ended", "Missed"]);
    expect(callData(events, "call.callEnded").endReason).toBe("dial_busy");
  });

  it("waits for the report where that is all that can tell of an answer", () => {
    const bare = hear([ending("hangup", { enrichmentWindowSeconds: WINDOW_SECONDS })]);
    expect(bare.wakeAt).toBe(timeAfter(WINDOW_SECONDS * 1000));
    const { events } = observe(bare.state, REPORT, rulesAfter(20_000));
    expect(typesOf(events)).toEqual(["Answered", "Ended"]);
  });
});

describe("a report", () => {
  const window = { enrichmentWindowSeconds: WINDOW_SECONDS } as const;
  const answered = [STARTED, ANSWERED, { ...COMPLETED, ...window }];

  it("within the window is part of the end", () => {
    const ended = hear(answered);
    expect(typesOf(ended.events)).toEqual(["Started", "Answered"]);
    const { events } = observe(ended.state, REPORT, rulesAfter(10_000));
    expect(callData(events, "call.callEnded")).toMatchObject({
      goal: REPORT.goal,
      transcript: REPORT.transcript,
      summary: REPORT.summary,
      durationMs: 45_000,
      endReason: "agent_hangup",
    });
  });

  it("with nothing to sum up leaves the summary to whoever has one", () => {
    const silent: CallObservation = { ...REPORT, summary: "" };
    const { events } = hear([
      STARTED,
      ANSWERED,
      silent,
      seen(66, { fact: "detail", summary: "Booked" }),
      { ...COMPLETED, ...window },
    ]);
    expect(callData(events, "call.callEnded").summary).toBe("Booked");
  });

  it("is not waited for when it came before the end", () => {
    const { events } = hear([STARTED, ANSWERED, REPORT, { ...COMPLETED, ...window }]);
    expect(typesOf(events)).toEqual(["Started", "Answered", "Ended"]);
    expect(callData(events, "call.callEnded")).toMatchObject({
      goal: REPORT.goal,
      durationMs: 45_000,
    });
  });

  it("that does not come in time leaves the end without it", () => {
    const ended = hear(answered);
    expect(ended.wakeAt).toBe(timeAfter(WINDOW_SECONDS * 1000));
    const closed = wakeAfter(ended, WINDOW_SECONDS * 1000);
    expect(typesOf(closed.events)).toEqual(["Ended"]);
    expect(callData(closed.events, "call.callEnded").goal).toBeNull();
    expect(observe(closed.state, REPORT, rulesAfter(60_000)).events).toEqual([]);
  });

  it("is not waited for where nobody answered", () => {
    const { events, wakeAt } = hear([STARTED, ending("busy", window)]);
    expect(typesOf(events)).toEqual(["Started", "Ended", "Missed"]);
    expect(wakeAt).toBeNull();
  });

  it.each([
    ["names no carrier call", { ...REPORT, namesCarrierCall: false }, true],
    ["comes to a workspace without a carrier", REPORT, false],
  ])("tells the whole call at once where it %s", (_why, report, hasCarrier) => {
    const { events, wakeAt } = hear([report], rulesAfter(0, hasCarrier));
    expect(typesOf(events)).toEqual(["Started", "Answered", "Ended"]);
    expect(callData(events, "call.callEnded")).toMatchObject({
      provider: "elevenlabs",
      startedAt: REPORT.startedAt,
      answeredAt: REPORT.startedAt,
      endedAt: REPORT.at,
      durationMs: 43_000,
      endReason: "agent_hangup",
      goal: REPORT.goal,
    });
    expect(wakeAt).toBeNull();
  });

  it("stands in for a carrier that has said nothing for a while", () => {
    const reported = hear([REPORT]);
    expect(reported.events).toEqual([]);
    expect(reported.wakeAt).toBe(timeAfter(SILENCE_MS));
    expect(typesOf(wakeAfter(reported, SILENCE_MS).events)).toEqual([
      "Started",
      "Answered",
      "Ended",
    ]);
  });

  it("stands in for the end that a carrier has not told", () => {
    const reported = hear([STARTED, ANSWERED, REPORT]);
    const { events } = wakeAfter(reported, SILENCE_MS);
    expect(typesOf(events)).toEqual(["Ended"]);
    expect(callData(events, "call.callEnded").endedAt).toBe(REPORT.at);
  });

  it("leaves the carrier's own word where both speak", () => {
    const carriers = { ...COMPLETED, endReason: "user_hangup" } as const;
    const { events } = hear([REPORT, STARTED, ANSWERED, carriers]);
    expect(callData(events, "call.callEnded")).toMatchObject({
      provider: "signalwire",
      answeredAt: ANSWERED.at,
      endReason: "user_hangup",
      durationMs: 45_000,
    });
  });

  it.each(["voicemail_reached", "transferred"] as const)(
    "of an end by %s is believed, since to the carrier somebody just hung up",
    (endReason) => {
      const carriers = { ...COMPLETED, endReason: "user_hangup" } as const;
      const { events } = hear([{ ...REPORT, endReason }, STARTED, ANSWERED, carriers]);
      expect(callData(events, "call.callEnded").endReason).toBe(endReason);
    },
  );

  it.each(["busy", "no-answer", "canceled"] as const)(
    "of a call that was %s tells of no answer, however long it rang",
    (outcome) => {
      const report = { ...REPORT, outcome, endReason: null, namesCarrierCall: false };
      const { events } = hear([report]);
      expect(typesOf(events).slice(0, 2)).toEqual(["Started", "Ended"]);
      expect(callData(events, "call.callEnded").answered).toBe(false);
    },
  );

  it.each([
    ["before the end", [STARTED, ANSWERED, FAILED_REPORT, COMPLETED], "error"],
    ["after it", [STARTED, ANSWERED, COMPLETED, FAILED_REPORT], "hangup"],
  ])("%s tells that the agent failed", (_when, observations, endReason) => {
    const { events } = hear(observations);
    expect(typesOf(events)).toEqual(["Started", "Answered", "Ended", "Failed"]);
    expect(callData(events, "call.callEnded").endReason).toBe(endReason);
    expect(callData(events, "call.callFailed").endReason).toBe("error");
  });
});

describe("a voicemail", () => {
  const voicemail = seen(50, {
    fact: "voicemail",
    recordingUrl: "https://files.example.com/1.mp3",
  });

  it("is told once, beside the end of its call", () => {
    const { events } = hear([STARTED, ANSWERED, COMPLETED, voicemail, voicemail]);
    expect(events.map(({ type }) => type)).toEqual([
      "call.callStarted",
      "call.callAnswered",
      "call.callEnded",
      "call.voicemailReceived",
    ]);
    expect(callData(events, "call.voicemailReceived").recordingUrl).toBe(voicemail.recordingUrl);
  });

  it("is known with the report that tells of it, to all that is told at once", () => {
    const { events } = hear([{ ...REPORT, isVoicemail: true }], rulesAfter(0, false));
    expect(events.map(({ type }) => type)).toContain("call.voicemailReceived");
    expect(callData(events, "call.callEnded").voicemailLeft).toBe(true);
  });

  it("is known to every event of its call that is told from then on", () => {
    const later = hear([STARTED, ANSWERED, COMPLETED, voicemail]).events;
    expect(callData(later, "call.callEnded").voicemailLeft).toBe(false);
    expect(callData(later, "call.voicemailReceived").voicemailLeft).toBe(true);
    const sooner = hear([STARTED, ANSWERED, voicemail, COMPLETED]).events;
    expect(callData(sooner, "call.callAnswered").voicemailLeft).toBe(false);
    expect(callData(sooner, "call.callEnded").voicemailLeft).toBe(true);
  });

  it("begins no call of its own", () => {
    const { events, wakeAt } = hear([voicemail]);
    expect(events.map(({ type }) => type)).toEqual(["call.voicemailReceived"]);
    expect(wakeAt).toBeNull();
  });

  describe("on an agent that is a mailbox", () => {
    const MAILBOX = "+525500000001";
    const rules: CallRules = {
      ...rulesAfter(0),
      isMailbox: ({ references, agentId }) =>
        references.includes(MAILBOX) || agentId === "mailbox-agent",
    };
    const recording = seen(50, { fact: "detail", isRecorded: true });
    const toMailbox = { ...STARTED, references: [MAILBOX] };

    it.each([
      ["the call names it before the recording", [toMailbox, recording, recording]],
      ["the call names it after the recording", [recording, STARTED, toMailbox, recording]],
      ["the recording names it", [STARTED, { ...recording, references: [MAILBOX] }]],
      ["metadata names it", [STARTED, recording, { ...ANSWERED, agentId: "mailbox-agent" }]],
      ["it is a mailbox's connection too", [toMailbox, recording, voicemail]],
    ])("is a recording, once, where %s", (_where, told) => {
      const types = hear(told, rules).events.map(({ type }) => type);
      expect(types.filter((type) => type === "call.voicemailReceived")).toHaveLength(1);
    });

    it("is left by the recording alone", () => {
      const { events } = hear([toMailbox, recording, ANSWERED, COMPLETED], rules);
      expect(callData(events, "call.callEnded").voicemailLeft).toBe(true);
    });

    it.each([
      ["of another agent's call", [STARTED, recording]],
      ["that was never made", [toMailbox, ANSWERED, { ...seen(50, { fact: "detail" }) }]],
    ])("is no recording %s", (_which, told) => {
      const types = hear(told, rules).events.map(({ type }) => type);
      expect(types).not.toContain("call.voicemailReceived");
    });
  });
});

it("moves nothing for a detail, and shows it with the end", () => {
  const detail = seen(30, { fact: "detail", recordingUrl: "https://files.example.com/1.mp3" });
  expect(hear([detail])).toMatchObject({ events: [], wakeAt: null });
  const { events } = hear([STARTED, detail, ANSWERED, COMPLETED]);
  expect(callData(events, "call.callEnded").recordingUrl).toBe(detail.recordingUrl);
});

describe("a call that is never told to end", () => {
  const answered = hear([STARTED, ANSWERED]);

  it("expires when nothing more was heard of it for the time set", () => {
    expect(answered.wakeAt).toBe(timeAfter(EXPIRY_MS));
    const expired = wakeAfter(answered, EXPIRY_MS);
    expect(typesOf(expired.events)).toEqual(["Expired"]);
    expect(expired.wakeAt).toBeNull();
    expect(callStatus(expired.state)).toBe("expired");
    expect(callData(expired.events, "call.callExpired")).toMatchObject({
      answered: true,
      endedAt: null,
      endReason: null,
      durationMs: null,
    });
  });

  it("stays expired when its end comes after all", () => {
    const expired = wakeAfter(answered, EXPIRY_MS);
    const late = observe(expired.state, COMPLETED, rulesAfter(EXPIRY_MS + 1));
    expect(late).toMatchObject({ events: [], wakeAt: null });
  });

  it("does not expire after its end", () => {
    const ended = hear([STARTED, ANSWERED, COMPLETED]);
    expect(ended.wakeAt).toBeNull();
    expect(wakeAfter(ended, 2 * EXPIRY_MS).events).toEqual([]);
  });
});

it("does not take an end without a duration for the answer", () => {
  const { events } = live([seen(65, { fact: "ended", outcome: "completed" })]);
  expect(typesOf(events)).toEqual(["Started", "Answered", "Ended"]);
  expect(callData(events, "call.callEnded")).toMatchObject({
    answered: true,
    answeredAt: null,
    durationMs: null,
  });
});
