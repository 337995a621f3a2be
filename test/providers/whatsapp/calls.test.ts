import { describe, expect, it } from "vitest";
import { eventsOf, NUMBER, normalized, observations, payload, updates } from "./callbacks.ts";

const WABA_REFERENCES = ["106540352242922", "+15550783881", "15550783881", "102290129340398"];

function call(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "wacid.1",
    from: "16505551234",
    to: "15550783881",
    event: "terminate",
    timestamp: "1771231860",
    direction: "USER_INITIATED",
    ...more,
  };
}

function callsOf(calls: unknown[], more: Record<string, unknown> = {}): string {
  const value = { messaging_product: "whatsapp", metadata: NUMBER, calls, ...more };
  return payload({ field: "calls", value });
}

function statuses(...all: unknown[]): string {
  return payload({ field: "calls", value: { metadata: NUMBER, statuses: all } });
}

function callStatus(status: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const recipient_id = "16505551234";
  return { id: "wacid.1", type: "call", status, timestamp: "1771231860", recipient_id, ...more };
}

/** Types of events that a sequence of callbacks comes to. */
function story(...bodies: string[]): string[] {
  const facts = bodies.flatMap((body) => [...normalized(body).facts]);
  return eventsOf(facts).map(({ type }) => type.slice("call.".length));
}

const OUTBOUND = { direction: "BUSINESS_INITIATED", from: "15550783881", to: "16505551234" };
const PICKED_UP = { start_time: "1771231810", end_time: "1771231855", duration: 45 };
const ERROR = { code: 138021, message: "No media", error_data: { details: "No media came." } };

describe("a call", () => {
  it("of a user rings at the business", () => {
    const connect = call({ event: "connect", session: { sdp_type: "offer", sdp: "v=0" } });
    expect(observations(callsOf([connect]))).toEqual([
      {
        callId: "wacid.1",
        provider: "whatsapp",
        at: "2026-02-16T08:51:00.000Z",
        fact: "ringing",
        outcome: null,
        direction: "inbound",
        fromNumber: "+16505551234",
        toNumber: "+15550783881",
        metadata: {},
        references: WABA_REFERENCES,
      },
    ]);
  });

  it.each([
    ["the business calls", { event: "connect", ...OUTBOUND }],
    ["it goes over SIP", { event: "call_created" }],
    ["nothing says who calls", { event: "connect", direction: undefined }],
  ])("has only started where %s", (_case, more) => {
    expect(observations(callsOf([call(more)]))).toMatchObject([{ fact: "started" }]);
  });

  it.each([
    ["offer", "inbound"],
    ["answer", "outbound"],
    ["pranswer", null],
  ])("without a direction is told by its session's %s to be %s", (sdp_type, direction) => {
    const connect = call({ event: "connect", direction: undefined, session: { sdp_type } });
    expect(observations(callsOf([connect]))).toMatchObject([{ direction }]);
  });

  it("that was picked up has its times and its length", () => {
    expect(observations(callsOf([call({ ...PICKED_UP, status: "COMPLETED" })]))).toMatchObject([
      {
        fact: "ended",
        outcome: "completed",
        at: "2026-02-16T08:50:55.000Z",
        startedAt: "2026-02-16T08:50:10.000Z",
        durationMs: 45_000,
      },
    ]);
  });

  it.each([
    [{ start_time: 1771231810, end_time: 1771231855, duration: "45" }, "completed"],
    [{ duration: 45 }, "completed"],
    [{ start_time: "1771231810" }, "completed"],
    [{ duration: 0 }, "no-answer"],
    [{ duration: -1 }, "no-answer"],
    [{ duration: {}, start_time: "soon" }, "no-answer"],
    [{}, "no-answer"],
  ])("with %j ended as %s", (more, outcome) => {
    expect(observations(callsOf([call(more)]))).toMatchObject([{ fact: "ended", outcome }]);
  });

  it.each([
    [{ status: "FAILED", ...OUTBOUND }, "failed", null],
    [{ status: "Failed", ...OUTBOUND, errors: [ERROR] }, "failed", "138021"],
    [{ status: "FAILED", errors: [ERROR] }, "failed", "138021"],
    [{ status: "FAILED" }, "no-answer", null],
    [{ status: "COMPLETED", errors: [ERROR] }, "no-answer", null],
    [{ status: "COMPLETED", ...OUTBOUND }, "no-answer", null],
  ])("that nobody picked up, %j, is %s", (more, outcome, code) => {
    const [seen] = observations(callsOf([call(more)]));
    expect(seen?.outcome).toBe(outcome);
    expect(seen?.errorCode ?? null).toBe(code);
  });

  it("that fails after the answer was answered and failed", () => {
    const body = callsOf([call({ ...PICKED_UP, status: "FAILED", errors: [ERROR] })]);
    expect(observations(body)).toMatchObject([
      {
        outcome: "completed",
        endReason: "error",
        errorCode: "138021",
        errorMessage: "No media came.",
      },
    ]);
    expect(story(body)).toEqual(["callStarted", "callAnswered", "callEnded", "callFailed"]);
  });

  it("takes errors that stand beside it, unless they could be another call's", () => {
    const failed = call({ status: "FAILED", ...OUTBOUND });
    const one = observations(callsOf([failed], { errors: [ERROR] }));
    expect(one).toMatchObject([{ errorCode: "138021" }]);
    const two = observations(callsOf([failed, { ...failed, id: "wacid.2" }], { errors: [ERROR] }));
    expect(two.map(({ errorCode }) => errorCode)).toEqual([undefined, undefined]);
  });

  it("carries what was attached to it, and who calls without a number", () => {
    const terminate = call({
      from: undefined,
      from_user_id: "US.1",
      biz_opaque_callback_data: "c=7",
      deeplink_payload: "flyer",
      cta_payload: "button",
    });
    expect(observations(callsOf([terminate]))).toMatchObject([
      {
        fromNumber: null,
        toNumber: "+15550783881",
        metadata: {
          userId: "US.1",
          callbackData: "c=7",
          deeplinkPayload: "flyer",
          ctaPayload: "button",
        },
      },
    ]);
  });

  it("carries the connection's enrichment window", () => {
    const body = callsOf([call()]);
    expect(observations(body)[0]).not.toHaveProperty("enrichmentWindowSeconds");
    expect(observations(body, { enrichmentWindowSeconds: 30 })).toMatchObject([
      { enrichmentWindowSeconds: 30 },
    ]);
  });

  it("costs only itself when it cannot be understood", () => {
    const bad = [null, 7, [], {}, { id: "wacid.2" }, { id: 5, event: "connect" }];
    const odd = call({ id: "wacid.3", event: "call_transcription_available" });
    expect(observations(callsOf([...bad, odd, call()]))).toHaveLength(1);
    expect(observations(callsOf([call({ errors: 5, session: 7, status: {} })]))).toHaveLength(1);
  });
});

describe("a status of a call", () => {
  it.each([
    ["RINGING", "ringing", null],
    ["ACCEPTED", "answered", null],
    ["REJECTED", "ended", "busy"],
    ["accepted", "answered", null],
  ])("%s is seen as %s", (status, fact, outcome) => {
    expect(observations(statuses(callStatus(status)))).toMatchObject([
      {
        fact,
        outcome,
        direction: "outbound",
        fromNumber: "+15550783881",
        toNumber: "+16505551234",
        at: "2026-02-16T08:51:00.000Z",
        references: WABA_REFERENCES,
      },
    ]);
  });

  it("counts under the field messages as well, and without its type", () => {
    const value = updates({ statuses: [callStatus("RINGING", { type: undefined })] });
    expect(observations(payload(value))).toMatchObject([{ fact: "ringing" }]);
  });

  it.each([null, {}, callStatus("HELD"), callStatus("RINGING", { id: "" })])(
    "is kept without a meaning: %j",
    (status) => {
      expect(observations(statuses(status))).toEqual([]);
    },
  );
});

describe("the story of a call", () => {
  const answered = callsOf([call({ ...PICKED_UP, status: "COMPLETED" })]);
  const unanswered = callsOf([call({ status: "COMPLETED" })]);
  const connect = callsOf([call({ event: "connect", timestamp: "1771231800" })]);
  const dial = callsOf([call({ event: "connect", timestamp: "1771231800", ...OUTBOUND })]);

  it.each([
    [
      "an answered call",
      [connect, answered],
      ["callStarted", "callRinging", "callAnswered", "callEnded"],
    ],
    [
      "a missed call",
      [connect, unanswered],
      ["callStarted", "callRinging", "callEnded", "callMissed"],
    ],
    [
      "a call that a user accepts",
      [dial, statuses(callStatus("RINGING")), statuses(callStatus("ACCEPTED")), answered],
      ["callStarted", "callRinging", "callAnswered", "callEnded"],
    ],
    [
      "a call that a user rejects",
      [dial, statuses(callStatus("REJECTED")), callsOf([call({ ...OUTBOUND })])],
      ["callStarted", "callEnded", "callMissed"],
    ],
  ])("%s is told in order", (_case, bodies, types) => {
    expect(story(...bodies)).toEqual(types);
  });
});
