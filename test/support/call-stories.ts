import fc from "fast-check";
import type { CallObservation } from "#src/core/call.ts";
import type { CallData } from "#src/core/catalog/call-events.ts";

export const CALL_ID = "5b1c9f0e-7a54-4d5b-9c1a-2f6f0e3d8a77";

type Seen = Partial<CallObservation> & Pick<CallObservation, "fact">;

export function seen(second: number, observation: Seen): CallObservation {
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

export const QUEUED = seen(10, { fact: "queued" });
export const STARTED = seen(15, { fact: "started" });
export const RINGING = seen(17, { fact: "ringing" });
export const ANSWERED = seen(20, { fact: "answered" });
export const COMPLETED = seen(65, { fact: "ended", outcome: "completed", durationMs: 45_000 });
export const INBOUND = { direction: "inbound" } as const;
export const WINDOW_SECONDS = 30;

export function ending(
  outcome: NonNullable<CallObservation["outcome"]>,
  more: Partial<Seen> = {},
): CallObservation {
  return seen(45, { fact: "ended", outcome, ...more });
}

/** The agent platform's word on a conversation that the carrier's callbacks also tell of. */
export const REPORT = seen(64, {
  fact: "report",
  provider: "elevenlabs",
  outcome: "completed",
  startedAt: "2025-01-18T10:29:21.000Z",
  namesCarrierCall: true,
  endReason: "agent_hangup",
  durationMs: 43_000,
  transcript: "agent: Hi.\nuser: A visit, please.",
  summary: "Booked a visit for Tuesday",
  goal: { achieved: true, reason: "Booked a visit" },
});
export const FAILED_REPORT: CallObservation = { ...REPORT, outcome: "failed", endReason: "error" };

const RECORDING = seen(70, {
  fact: "detail",
  isRecorded: true,
  recordingUrl: "https://files.example.com/1.mp3",
  metadata: { tag: "t" },
});
const VOICEMAIL = seen(71, { fact: "voicemail", recordingUrl: "https://files.example.com/2.mp3" });

/** A reference to an agent that is a mailbox. */
export const MAILBOX = "+525500000001";
const OTHER_AGENT = "+525500000002";

/** What a carrier tells of a call, and what that comes to. */
type Course = {
  readonly name: string;
  readonly facts: readonly CallObservation[];
  /** Names without `call.call`. */
  readonly events: readonly string[];
  /** What `call.callEnded` says in every order. */
  readonly ended: Partial<CallData>;
  /** Whether a report tells of a conversation; it never does where there was none. */
  readonly report?: "perhaps" | "always";
};

const UNANSWERED = { answered: false, durationMs: 0 } as const;
const SPOKEN = { answered: true, durationMs: 45_000, endReason: "hangup" } as const;
const HANGUP = ending("hangup");

function inbound(facts: readonly CallObservation[]): CallObservation[] {
  return facts.map((fact) => ({ ...fact, ...INBOUND }));
}

const COURSES: readonly Course[] = [
  {
    name: "answered",
    facts: [STARTED, ANSWERED, COMPLETED],
    events: ["Started", "Answered", "Ended"],
    ended: SPOKEN,
    report: "perhaps",
  },
  {
    name: "inbound and completed",
    facts: inbound([STARTED, ANSWERED, { ...COMPLETED, endReason: "user_hangup" }]),
    events: ["Started", "Answered", "Ended"],
    ended: { ...SPOKEN, endReason: "user_hangup" },
    report: "perhaps",
  },
  {
    name: "told by its end alone",
    facts: inbound([COMPLETED]),
    events: ["Started", "Answered", "Ended"],
    ended: SPOKEN,
    report: "perhaps",
  },
  {
    name: "answered up to the limit",
    facts: [STARTED, ANSWERED, { ...COMPLETED, outcome: "max-duration" }],
    events: ["Started", "Answered", "Ended"],
    ended: { ...SPOKEN, endReason: "max_duration" },
    report: "perhaps",
  },
  {
    name: "answered and hung up",
    facts: [STARTED, ANSWERED, HANGUP],
    events: ["Started", "Answered", "Ended"],
    ended: { ...SPOKEN, durationMs: 25_000 },
    report: "perhaps",
  },
  {
    name: "answered and hung up because the agent failed",
    facts: [STARTED, ANSWERED, { ...HANGUP, endReason: "error" }],
    events: ["Started", "Answered", "Ended", "Failed"],
    ended: { ...SPOKEN, durationMs: 25_000, endReason: "error" },
  },
  {
    name: "hung up before an answer",
    facts: [STARTED, HANGUP],
    events: ["Started", "Ended", "Missed"],
    ended: { answered: false, endReason: "hangup" },
  },
  {
    name: "told by a bare hangup alone",
    facts: [HANGUP],
    events: ["Started", "Ended"],
    ended: { answered: false, durationMs: null, endReason: "hangup" },
  },
  {
    name: "hung up, and told elsewhere to have been busy",
    facts: [STARTED, HANGUP, ending("busy")],
    events: ["Started", "Ended", "Missed"],
    ended: { ...UNANSWERED, endReason: "dial_busy" },
  },
  {
    name: "busy",
    facts: [STARTED, ending("busy")],
    events: ["Started", "Ended", "Missed"],
    ended: { ...UNANSWERED, endReason: "dial_busy" },
  },
  {
    name: "not answered",
    facts: [STARTED, ending("no-answer")],
    events: ["Started", "Ended", "Missed"],
    ended: { ...UNANSWERED, endReason: "dial_no_answer" },
  },
  {
    name: "told as not answered and nothing else",
    facts: [ending("no-answer")],
    events: ["Started", "Ended", "Missed"],
    ended: { ...UNANSWERED, endReason: "dial_no_answer" },
  },
  {
    name: "failed",
    facts: [STARTED, ending("failed", { sipCode: 503 })],
    events: ["Started", "Ended", "Failed"],
    ended: { ...UNANSWERED, endReason: "dial_failed", sipCode: 503 },
  },
  {
    name: "failed after the answer",
    facts: [STARTED, ANSWERED, ending("failed")],
    events: ["Started", "Answered", "Ended", "Failed"],
    ended: { endReason: "dial_failed" },
  },
  {
    name: "outbound and canceled",
    facts: [STARTED, ending("canceled")],
    events: ["Started", "Ended", "Canceled"],
    ended: { ...UNANSWERED, endReason: "canceled" },
  },
  {
    name: "inbound and given up",
    facts: inbound([STARTED, ending("canceled")]),
    events: ["Started", "Ended", "Missed"],
    ended: { ...UNANSWERED, endReason: "canceled" },
  },
  {
    name: "answered and never heard of again",
    facts: [STARTED, ANSWERED],
    events: ["Started", "Answered", "Expired"],
    ended: {},
  },
  {
    name: "started and never heard of again",
    facts: [STARTED],
    events: ["Started", "Expired"],
    ended: {},
  },
  {
    name: "told by its report alone",
    facts: [],
    events: ["Started", "Answered", "Ended"],
    ended: {},
    report: "always",
  },
  {
    name: "told by a bare hangup and its report",
    facts: [HANGUP],
    events: ["Started", "Answered", "Ended"],
    ended: { durationMs: 43_000 },
    report: "always",
  },
  {
    name: "followed, with only its report to tell of the answer",
    facts: [STARTED, HANGUP],
    events: ["Started", "Answered", "Ended"],
    ended: { durationMs: 43_000 },
    report: "always",
  },
];

export type Story = {
  readonly name: string;
  readonly observations: readonly CallObservation[];
  readonly hasCarrier: boolean;
  /** Sorted; without ringing, which depends on the order. */
  readonly events: readonly string[];
  readonly ended: Partial<CallData>;
  /** How long the telling may take: nothing is decided by time alone before. */
  readonly patienceMs: number;
};

type Choice = {
  readonly course: Course;
  readonly report: CallObservation | null;
  readonly isQueued: boolean;
  readonly rings: boolean;
  readonly isRecorded: boolean;
  readonly isVoicemail: boolean;
  /** Which of the observations, counted around, names the mailbox; null: none does. */
  readonly mailboxNamedBy: number | null;
  readonly windowSeconds: number;
  readonly hasCarrier: boolean;
};

export const stories: fc.Arbitrary<Story> = fc
  .record<Choice>({
    course: fc.constantFrom(...COURSES),
    report: fc.constantFrom(null, REPORT, FAILED_REPORT),
    isQueued: fc.boolean(),
    rings: fc.boolean(),
    isRecorded: fc.boolean(),
    isVoicemail: fc.boolean(),
    mailboxNamedBy: fc.option(fc.nat({ max: 7 })),
    windowSeconds: fc.constantFrom(0, WINDOW_SECONDS),
    hasCarrier: fc.boolean(),
  })
  .map(toStory);

function toStory(choice: Choice): Story {
  const { course, isRecorded, mailboxNamedBy, windowSeconds, hasCarrier } = choice;
  const report = reportOf(choice);
  // A call that is told by its end alone was not followed: nothing else is heard of it.
  const isFollowed = course.facts.length > 1;
  const isQueued = choice.isQueued && isFollowed;
  const told = [
    ...(isQueued ? [QUEUED] : []),
    ...course.facts,
    ...(choice.rings && isFollowed ? [RINGING] : []),
    ...(isRecorded ? [RECORDING] : []),
    ...(choice.isVoicemail ? [VOICEMAIL] : []),
    ...(report === null ? [] : [report]),
  ];
  const mailboxAt = (mailboxNamedBy ?? -1) % told.length;
  const isVoicemail = leavesVoicemail(choice);
  const events = [
    ...course.events,
    ...(isQueued ? ["Queued"] : []),
    ...(isVoicemail ? ["call.voicemailReceived"] : []),
    ...(report === FAILED_REPORT ? ["Failed"] : []),
  ];
  return {
    name: course.name,
    observations: told.map((fact, index) => ({
      ...fact,
      references: index === mailboxAt ? [OTHER_AGENT, MAILBOX] : [OTHER_AGENT],
      direction: course.facts[0]?.direction ?? "outbound",
      enrichmentWindowSeconds: windowSeconds,
    })),
    hasCarrier,
    events: events.toSorted(),
    ended: report === null ? course.ended : endedWith(report, choice),
    patienceMs: patience(course, report, windowSeconds),
  };
}

function leavesVoicemail({ isVoicemail, isRecorded, mailboxNamedBy }: Choice): boolean {
  return isVoicemail || (isRecorded && mailboxNamedBy !== null);
}

function reportOf({ course, report }: Choice): CallObservation | null {
  if (course.report === undefined) return null;
  return course.report === "always" ? (report ?? REPORT) : report;
}

/** What a report changes; where nothing waits for it, that depends on what comes first. */
function endedWith(report: CallObservation, choice: Choice): Partial<CallData> {
  const { course, windowSeconds, hasCarrier } = choice;
  const { endReason = null, goal = null, durationMs = null } = report;
  const { transcript = null, summary = null } = report;
  const said = { goal, transcript, summary };
  if (course.facts.length === 0) return { answered: true, durationMs, endReason, ...said };
  if (windowSeconds === 0 || !hasCarrier) return {};
  const last = course.facts.at(-1);
  return {
    answered: true,
    durationMs: last?.durationMs ?? durationMs,
    endReason: endReason === "error" ? endReason : (ownReason(course) ?? endReason),
    ...said,
  };
}

/** An end that says more than that somebody hung up. */
function ownReason({ ended }: Course): CallData["endReason"] {
  return ended.endReason === "hangup" ? null : (ended.endReason ?? null);
}

function patience(course: Course, report: CallObservation | null, windowSeconds: number): number {
  const isBare = course.facts.length === 1 && course.facts.includes(HANGUP);
  const isHeld = course.facts.some(({ outcome }) => outcome === "hangup");
  if (isHeld && !(isBare && windowSeconds > 0)) return 4_999;
  if (report === null) return 23 * 60 * 60 * 1000;
  return windowSeconds > 0 ? 29_999 : 59_999;
}
