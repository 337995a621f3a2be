import { describe, expect, it } from "vitest";
import { signalwire } from "#providers/signalwire/index.ts";
import {
  FORM,
  formFacts,
  inbound,
  JSON_TYPE,
  jsonFacts,
  KEY,
  normalized,
  observations,
  observed,
  RECEIVED_AT,
  recorded,
} from "./support.ts";

const CALL = {
  AccountSid: "4b7ae78a-d02e-4889-a63b-08b156d5916e",
  ApiVersion: "2010-04-01",
  CallSid: "b5d63b2e-f75b-4dc8-b6d4-269b635f96c0",
  CallStatus: "completed",
  Direction: "outbound-api",
  From: "+12089806814",
  To: "+12135877632",
  SequenceNumber: "4",
  Timestamp: "Fri, 21 Aug 2026 15:02:14 +0000",
};

describe("voice status forms", () => {
  it.each([
    ["queued", "queued", null],
    ["initiated", "started", null],
    ["ringing", "ringing", null],
    ["answered", "answered", null],
    ["in-progress", "answered", null],
    ["completed", "ended", "completed"],
    ["busy", "ended", "busy"],
    ["no-answer", "ended", "no-answer"],
    ["failed", "ended", "failed"],
    ["canceled", "ended", "canceled"],
  ])("%s means %s", (CallStatus, fact, outcome) => {
    expect(observed(formFacts({ ...CALL, CallStatus }))).toMatchObject({
      callId: CALL.CallSid,
      provider: "signalwire",
      at: "2026-08-21T15:02:14.000Z",
      fact,
      outcome,
      direction: "outbound",
      fromNumber: CALL.From,
      toNumber: CALL.To,
    });
  });

  it.each([
    ["unknown", { CallStatus: "transferring" }],
    ["named like a member of every object", { CallStatus: "constructor" }],
    ["without a call", { CallSid: "" }],
    ["of a call whose id has no end", { CallSid: "c".repeat(300) }],
  ])("a status %s tells nothing", (_, fields) => {
    expect(formFacts({ ...CALL, ...fields })).toEqual([]);
  });

  it("takes seconds and SIP codes", () => {
    const fields = { CallDuration: "125", SipResultCode: "200" };
    expect(observed(formFacts({ ...CALL, ...fields }))).toMatchObject({
      durationMs: 125_000,
      sipCode: 200,
      recordingUrl: null,
      errorCode: null,
    });
  });

  it.each([
    ["completed", { enrichmentWindowSeconds: 90 }, 90],
    ["no-answer", { enrichmentWindowSeconds: 0 }, 0],
    ["completed", {}, undefined],
    ["ringing", { enrichmentWindowSeconds: 90 }, undefined],
  ])("%s under settings %j waits %s s for a report", (CallStatus, settings, seconds) => {
    const call = observed(formFacts({ ...CALL, CallStatus }, settings));
    expect(call.enrichmentWindowSeconds).toBe(seconds);
  });

  it("names the error of a failed call", () => {
    const fields = {
      CallStatus: "failed",
      SipResultCode: "404",
      SipInviteResultPhrase: "Not Found",
    };
    expect(observed(formFacts({ ...CALL, ...fields }))).toMatchObject({
      sipCode: 404,
      errorCode: "404",
      errorMessage: "Not Found",
    });
  });

  it.each([
    ["CallDuration", "-5", "durationMs"],
    ["CallDuration", "1e400", "durationMs"],
    ["CallDuration", "soon", "durationMs"],
    ["SipResultCode", "99999", "sipCode"],
    ["SipResultCode", "180", "sipCode"],
  ] as const)("ignores %s %s", (name, value, field) => {
    expect(observed(formFacts({ ...CALL, [name]: value }))[field]).toBeNull();
  });

  it.each([
    ["absent", ""],
    ["no time at all", "yesterday"],
    ["a number that JavaScript takes for a year", "120"],
    ["of another century", "Fri, 21 Aug 1926 15:02:14 +0000"],
  ])("takes the time of arrival where the timestamp is %s", (_, Timestamp) => {
    expect(observed(formFacts({ ...CALL, Timestamp })).at).toBe(RECEIVED_AT.toISOString());
  });

  it("takes the offset of a timestamp into account", () => {
    const Timestamp = "Fri, 21 Aug 2026 15:02:14 -0530";
    expect(observed(formFacts({ ...CALL, Timestamp })).at).toBe("2026-08-21T20:32:14.000Z");
  });

  it("takes a phone number's thin callback for an inbound call", () => {
    const { CallSid, CallStatus, From, To, Timestamp } = CALL;
    expect(observed(formFacts({ CallSid, CallStatus, From, To, Timestamp }))).toMatchObject({
      direction: "inbound",
      references: [To, From],
    });
  });

  it("does not guess a direction where a full callback gives an unknown one", () => {
    expect(observed(formFacts({ ...CALL, Direction: "trunking" })).direction).toBeNull();
  });

  it.each([
    ["the callee of our call", "outbound-api", CALL.To, "user_hangup"],
    ["our side of our call", "outbound-api", CALL.From, "agent_hangup"],
    ["a caller", "inbound", CALL.From, "user_hangup"],
    ["our side of a caller's call", "inbound", CALL.To, "agent_hangup"],
    ["either side of a dialled leg", "outbound-dial", CALL.To, null],
    ["a third number", "inbound", "+15550001111", null],
    ["nobody named", "inbound", "", null],
  ])("knows who hung up: %s", (_, Direction, HangupBy, endReason) => {
    expect(observed(formFacts({ ...CALL, Direction, HangupBy })).endReason).toBe(endReason);
  });

  it("cannot tell who hung up a call of a number to itself", () => {
    const fields = { To: CALL.From, HangupBy: CALL.From };
    expect(observed(formFacts({ ...CALL, ...fields })).endReason).toBeNull();
  });

  it.each([
    ["inbound", "completed", "no-answer", "no-answer"],
    ["inbound", "completed", "busy", "busy"],
    ["inbound", "completed", "completed", "completed"],
    ["inbound", "completed", "answered", "completed"],
    ["outbound-api", "completed", "no-answer", "completed"],
    ["inbound", "in-progress", "no-answer", null],
  ])(
    "%s call %s whose dialled leg ended %s: outcome %s",
    (Direction, CallStatus, dialled, outcome) => {
      const fields = { Direction, CallStatus, DialCallSid: "leg", DialCallStatus: dialled };
      const call = observed(formFacts({ ...CALL, ...fields }));
      expect(call.outcome).toBe(outcome);
      expect(call.metadata).toEqual({ dialCallId: "leg", dialCallStatus: dialled });
    },
  );

  it("carries what else is known as metadata, without blanks", () => {
    const fields = { ParentCallSid: "p", CallerName: "Zoë", ForwardedFrom: "" };
    expect(observed(formFacts({ ...CALL, ...fields })).metadata).toEqual({
      parentCallId: "p",
      callerName: "Zoë",
    });
  });

  it("leaves out NUL, which the database cannot hold", () => {
    const call = observed(formFacts({ ...CALL, CallSid: "c\u00001", From: "+1\u0000555000" }));
    expect(call).toMatchObject({ callId: "c1", fromNumber: "+1555000" });
    expect(normalized(inbound({ headers: FORM, body: "CallStatus=a%00b" })).type).toBe("call.ab");
  });

  it("reads a GET from its URL and a POST from its body alone", () => {
    const query = new URLSearchParams(CALL).toString();
    const url = `https://hooks.example.com/x?${query}#f`;
    expect(normalized(inbound({ method: "GET", url })).type).toBe("call.completed");
    expect(normalized(inbound({ method: "POST", url })).type).toBe("unknown");
  });

  it("takes the first of repeated values", () => {
    const body = "CallSid=c1&CallStatus=ringing&CallStatus=completed";
    expect(normalized(inbound({ headers: FORM, body })).type).toBe("call.ringing");
  });
});

describe("the result of a dial alone", () => {
  it("is a detail of the call that dialled", () => {
    const fields = { CallSid: "c1", DialCallSid: "c2", DialCallStatus: "busy" };
    expect(observed(formFacts(fields))).toMatchObject({
      callId: "c1",
      fact: "detail",
      direction: null,
      metadata: { dialCallId: "c2", dialCallStatus: "busy" },
    });
  });
});

describe("references and parties", () => {
  it.each([
    ["+12089806814", "+12089806814", ["+12089806814"]],
    [" whatsapp:+34600111222", "+34600111222", ["+34600111222"]],
    ["tel:+34600111222", "+34600111222", ["+34600111222"]],
    [
      "sip:alice@example.com",
      "sip:alice@example.com",
      ["sip:alice@example.com", "alice@example.com"],
    ],
    [
      "sips:+12089806814@pstn.example.com:5061;transport=tls",
      "+12089806814",
      ["+12089806814", "+12089806814@pstn.example.com"],
    ],
    ["anonymous", "anonymous", ["anonymous"]],
    ["   ", null, []],
  ])("%s is known as %s", (To, number, references) => {
    const call = observed(formFacts({ ...CALL, Direction: "inbound", From: "", To }));
    expect(call).toMatchObject({ toNumber: number, references });
  });

  it.each([
    ["outbound-dial", ["+12089806814", "+12135877632"]],
    ["inbound", ["+12135877632", "+12089806814"]],
  ])("our side of an %s call comes first", (Direction, references) => {
    expect(observed(formFacts({ ...CALL, Direction })).references).toEqual(references);
  });
});

describe("recording status forms", () => {
  const RECORDING = {
    CallSid: CALL.CallSid,
    RecordingSid: "r1",
    RecordingUrl: "https://example.signalwire.com/r1",
    RecordingDuration: "124",
    RecordingChannels: "2",
    RecordingSource: "OutboundAPI",
  };

  it.each([
    ["in-progress", "call.recordingStarted", "recording:r1:started", null],
    ["completed", "call.recordingCompleted", "recording:r1:completed", 124_000],
  ])("%s is %s", (RecordingStatus, type, dedupeKey, durationMs) => {
    const event = recorded(formFacts({ ...RECORDING, RecordingStatus }));
    expect(event).toMatchObject({ type, dedupeKey, callId: CALL.CallSid });
    expect(event.data).toMatchObject({ recordingId: "r1", durationMs, channels: 2 });
    expect(event.occurredAt).toBe(RECEIVED_AT.toISOString());
  });

  it.each([["absent"], ["failed"], ["paused"]])("%s is no event", (RecordingStatus) => {
    expect(formFacts({ ...RECORDING, RecordingStatus })).toEqual([]);
  });

  it("goes by the id in its URL where it is given none", () => {
    const id = "0f4b2c52-7a1d-4c0e-9d2b-3f1f6a1b9c77";
    const RecordingUrl = `https://example.signalwire.com/2010-04-01/Accounts/a/Recordings/${id}.mp3`;
    const fields = { ...RECORDING, RecordingSid: "", RecordingUrl, RecordingStatus: "completed" };
    const event = recorded(formFacts(fields));
    expect(event.dedupeKey).toBe(`recording:${id}:completed`);
    expect(event.data).toMatchObject({ recordingId: id });
  });

  it("goes by call and URL where neither names it, however long the URL", () => {
    const fields = { ...RECORDING, RecordingSid: "", RecordingStatus: "completed" };
    expect(recorded(formFacts(fields)).dedupeKey).toBe(
      `recording:${CALL.CallSid}+${RECORDING.RecordingUrl}:completed`,
    );
    const RecordingUrl = `https://example.com/${"x".repeat(3000)}`;
    expect(recorded(formFacts({ ...fields, RecordingUrl })).dedupeKey.length).toBeLessThan(400);
  });

  it.each([
    ["in-progress", {}, []],
    ["in-progress", { mailbox: true }, []],
    ["completed", {}, ["detail"]],
    ["completed", { mailbox: false }, ["detail"]],
    ["completed", { mailbox: true }, ["detail", "voicemail"]],
  ])("%s under settings %j tells the call %j", (RecordingStatus, settings, facts) => {
    const about = observations(formFacts({ ...RECORDING, RecordingStatus }, settings));
    expect(about.map(({ fact }) => fact)).toEqual(facts);
    for (const observation of about) {
      const { callId, outcome, recordingUrl } = observation;
      expect([callId, outcome, recordingUrl]).toEqual([CALL.CallSid, null, RECORDING.RecordingUrl]);
    }
  });

  it("of a conference belongs to no call", () => {
    const fields = { ...RECORDING, CallSid: "", ConferenceSid: "f", RecordingStatus: "completed" };
    expect(observations(formFacts(fields, { mailbox: true }))).toEqual([]);
    expect(recorded(formFacts(fields)).data.metadata).toMatchObject({ conferenceId: "f" });
  });

  it("is no event where nothing says which recording it is", () => {
    expect(formFacts({ RecordingStatus: "completed" })).toEqual([]);
  });
});

describe("recordings named by other forms", () => {
  const { CallSid, Direction, From, To, ApiVersion } = CALL;
  const action = { CallSid, Direction, From, To, ApiVersion };
  const made = { RecordingUrl: "https://r/1", RecordingDuration: "9" };

  it.each([
    ["the action of <Record>, its caller still there", { ...action, CallStatus: "in-progress" }],
    ["the action of <Record>, its caller gone", { ...action, CallStatus: "completed" }],
    ["the action of <Dial>", { ...action, CallStatus: "in-progress", DialCallStatus: "completed" }],
    ["the action of <Dial> without a call status", { CallSid, DialCallStatus: "completed" }],
    ["a status callback about the end", CALL],
  ])("%s tells of a finished recording", (_, fields) => {
    const facts = formFacts({ ...fields, ...made }, { mailbox: true });
    const event = recorded(facts);
    expect(event).toMatchObject({
      type: "call.recordingCompleted",
      callId: CallSid,
      data: { url: "https://r/1", durationMs: 9000 },
    });
    expect(observations(facts).slice(-2)).toMatchObject([
      { fact: "detail", recordingUrl: "https://r/1" },
      { fact: "voicemail", recordingUrl: "https://r/1" },
    ]);
  });

  it("is one with what the recording callback tells", () => {
    const RecordingUrl =
      "https://example.signalwire.com/Recordings/0f4b2c52-7a1d-4c0e-9d2b-3f1f6a1b9c77";
    const byAction = formFacts({ ...action, CallStatus: "in-progress", RecordingUrl });
    const RecordingSid = "0f4b2c52-7a1d-4c0e-9d2b-3f1f6a1b9c77";
    const byCallback = formFacts({ CallSid, RecordingSid, RecordingStatus: "completed" });
    expect(recorded(byAction).dedupeKey).toBe(recorded(byCallback).dedupeKey);
  });

  it("is not finished while a status callback tells of a living call", () => {
    const fields = { ...CALL, CallbackSource: "call-progress-events", CallStatus: "in-progress" };
    expect(formFacts({ ...fields, ...made })).toMatchObject([
      { kind: "call", observation: { fact: "answered", recordingUrl: "https://r/1" } },
    ]);
  });

  it("is none where <Record> heard nothing", () => {
    const fields = {
      ...action,
      CallStatus: "in-progress",
      RecordingUrl: "",
      RecordingDuration: "0",
    };
    expect(observed(formFacts(fields, { mailbox: true })).fact).toBe("answered");
  });
});

describe("answering machine detection forms", () => {
  it.each([["human"], ["machine"], ["machine_end_beep"], ["unknown"], ["fax"]])(
    "%s is a detail of the call",
    (AnsweredBy) => {
      const fields = { CallSid: "c1", AccountSid: "a", AnsweredBy };
      expect(observed(formFacts(fields))).toMatchObject({
        callId: "c1",
        fact: "detail",
        outcome: null,
        direction: null,
        metadata: { answeredBy: AnsweredBy },
      });
    },
  );

  it.each([
    ["on its own", {}, "machine-detection.human"],
    ["in a status callback", { SequenceNumber: "2" }, "call.in-progress"],
  ])("moves a call whose status it gives as well: %s", (_, fields, type) => {
    const form = { CallSid: "c1", CallStatus: "in-progress", AnsweredBy: "human", ...fields };
    const body = new URLSearchParams(form).toString();
    const { type: named, facts } = normalized(inbound({ headers: FORM, body }));
    expect(named).toBe(type);
    expect(observed(facts)).toMatchObject({
      fact: "answered",
      metadata: { answeredBy: "human" },
    });
  });

  it.each([[{ AnsweredBy: "human" }], [{ CallSid: "c1", MachineDetectionDuration: "9" }]])(
    "%j tells nothing",
    (fields) => {
      expect(formFacts(fields)).toEqual([]);
    },
  );
});

describe("transcription forms", () => {
  const TRANSCRIPTION = {
    CallSid: "c1",
    TranscriptionSid: "t1",
    TranscriptionStatus: "completed",
    TranscriptionText: "Call me back.",
    TranscriptionUrl: "https://t/1",
    RecordingSid: "r1",
    RecordingUrl: "https://r/1",
  };

  it("completed carries the text", () => {
    expect(recorded(formFacts(TRANSCRIPTION))).toMatchObject({
      type: "call.transcriptionCompleted",
      dedupeKey: "transcription:t1",
      callId: "c1",
      data: {
        callId: "c1",
        text: "Call me back.",
        turns: [],
        url: "https://t/1",
        metadata: { recordingId: "r1", recordingUrl: "https://r/1" },
      },
    });
  });

  it("keeps a text of any length, and one of none as null", () => {
    const TranscriptionText = "word ".repeat(5000);
    const { data: long } = recorded(formFacts({ ...TRANSCRIPTION, TranscriptionText }));
    expect(long).toMatchObject({ text: TranscriptionText });
    const { data: empty } = recorded(formFacts({ ...TRANSCRIPTION, TranscriptionText: "" }));
    expect(empty).toMatchObject({ text: null });
  });

  it("needs no call, as the specification shows none", () => {
    const { CallSid: _, ...fields } = TRANSCRIPTION;
    expect(recorded(formFacts(fields))).toMatchObject({ callId: null, data: { callId: null } });
  });

  it.each([
    ["failed", { TranscriptionStatus: "failed" }],
    ["without a status", { TranscriptionStatus: "" }],
    ["without an id", { TranscriptionSid: "", RecordingSid: "" }],
  ])("%s tells nothing", (_, fields) => {
    expect(formFacts({ ...TRANSCRIPTION, ...fields })).toEqual([]);
  });
});

describe("call states in JSON", () => {
  const state = (call_state: string, params: object = {}, rest: object = {}) => ({
    event_type: "calling.call.state",
    timestamp: 1640000000.123,
    params: {
      call_id: "c1",
      call_state,
      direction: "outbound",
      device: { type: "phone", params: { from_number: "+15551231234", to_number: "+15553214321" } },
      end_reason: null,
      ...params,
    },
    ...rest,
  });

  it.each([
    ["created", "started"],
    ["ringing", "ringing"],
    ["answered", "answered"],
  ])("%s means %s", (call_state, fact) => {
    expect(observed(jsonFacts(state(call_state)))).toMatchObject({
      at: "2021-12-20T11:33:20.123Z",
      fact,
      outcome: null,
      fromNumber: "+15551231234",
      references: ["+15551231234", "+15553214321"],
    });
  });

  it.each([
    ["hangup", "hangup", null],
    ["busy", "busy", null],
    ["no_answer", "no-answer", null],
    ["noAnswer", "no-answer", null],
    ["cancel", "canceled", null],
    ["abandoned", "canceled", null],
    ["decline", "busy", null],
    ["declined", "busy", null],
    ["max_duration", "max-duration", null],
    ["maxDuration", "max-duration", null],
    ["not_found", "failed", "dial_failed"],
    ["notFound", "failed", "dial_failed"],
    ["error", "failed", "error"],
    ["meteorite", "hangup", null],
    [null, "hangup", null],
  ])("ended by %s is %s", (end_reason, outcome, endReason) => {
    expect(observed(jsonFacts(state("ended", { end_reason })))).toMatchObject({
      fact: "ended",
      outcome,
      endReason,
    });
  });

  it.each([["ending"], ["toString"], ["on_hold"]])("%s tells nothing", (call_state) => {
    expect(jsonFacts(state(call_state))).toEqual([]);
  });

  it.each([
    ["no timestamp", { timestamp: undefined }],
    ["a text", { timestamp: "soon" }],
    ["milliseconds", { timestamp: 1640000000123 }],
    ["a number without end", { timestamp: 1e308 }],
  ])("takes the time of arrival for %s", (_, rest) => {
    expect(observed(jsonFacts(state("ringing", {}, rest))).at).toBe(RECEIVED_AT.toISOString());
  });

  it("reads the addresses of SIP devices, the tag and the parent", () => {
    const params = {
      device: { type: "sip", params: { from: "sip:a@example.com", to: "sip:b@example.com" } },
      tag: "crm-1",
      parent: { call_id: "c0" },
    };
    expect(observed(jsonFacts(state("ringing", params)))).toMatchObject({
      fromNumber: "sip:a@example.com",
      metadata: { tag: "crm-1", parentCallId: "c0" },
    });
  });

  it.each([
    ["nothing", undefined],
    ["a text", "phone"],
    ["a device without numbers", { type: "webrtc", params: {} }],
    ["numbers of other types", { params: { from_number: 1, to_number: [] } }],
  ])("takes %s for a device", (_, device) => {
    expect(observed(jsonFacts(state("ringing", { device })))).toMatchObject({
      fromNumber: null,
      references: [],
    });
  });

  it("reads the flat form", () => {
    const flat = {
      call_id: "c1",
      call_state: "ended",
      end_reason: "busy",
      from: "+1555000",
      to: "+1555001",
    };
    const call = observed(
      jsonFacts({ ...flat, direction: "inbound", timestamp: "2026-08-21T17:10:00.5+02:00" }),
    );
    expect(call).toMatchObject({
      at: "2026-08-21T15:10:00.500Z",
      outcome: "busy",
      references: ["+1555001", "+1555000"],
    });
  });
});

describe("other events of the envelope", () => {
  const event = (event_type: string, params: object) => ({
    event_type,
    timestamp: 1640000000.123,
    params,
  });
  const device = { type: "phone", params: { from_number: "+15551231234", to_number: "+1555321" } };

  it("a call received has started", () => {
    const params = { call_id: "c1", call_state: "created", context: "office", device };
    expect(observed(jsonFacts(event("calling.call.receive", params)))).toMatchObject({
      callId: "c1",
      at: "2021-12-20T11:33:20.123Z",
      fact: "started",
      direction: "inbound",
      references: ["+1555321", "+15551231234"],
    });
  });

  it.each([
    ["dialing", "started"],
    ["answered", "answered"],
  ])("a dial that is %s tells of the call inside", (dial_state, fact) => {
    const params = { dial_state, tag: "t", call: { call_id: "c1", tag: "t", device } };
    expect(observed(jsonFacts(event("calling.call.dial", params)))).toMatchObject({
      callId: "c1",
      fact,
      direction: "outbound",
      metadata: { tag: "t" },
      references: ["+15551231234", "+1555321"],
    });
  });

  it.each([
    [{ dial_state: "failed", tag: "t" }],
    [{ dial_state: "failed", call: { call_id: "c1" } }],
    [{ dial_state: "dialing", tag: "t" }],
  ])("dial %j tells of no call", (params) => {
    expect(jsonFacts(event("calling.call.dial", params))).toEqual([]);
  });

  it.each([
    [{ connect_state: "failed", failed_reason: "notFound" }, { connectFailedReason: "notFound" }],
    [
      { connect_state: "connected", peer: { call_id: "c2", device } },
      { connectedTo: "+1555321", peerCallId: "c2" },
    ],
    [
      { connect_state: "connected", peer: { call_id: "c2", queue_name: "support" } },
      { peerCallId: "c2", queueName: "support" },
    ],
  ])("connect %j is a detail", (params, metadata) => {
    const facts = jsonFacts(event("calling.call.connect", { call_id: "c1", ...params }));
    expect(observed(facts)).toMatchObject({ callId: "c1", fact: "detail", outcome: null });
    expect(observed(facts).metadata).toEqual(metadata);
  });

  it.each([["connecting"], ["disconnected"], ["connected"], ["failed"]])(
    "connect %s without more tells nothing",
    (connect_state) => {
      const params = { call_id: "c1", connect_state };
      expect(jsonFacts(event("calling.call.connect", params))).toEqual([]);
    },
  );

  it.each([
    ["machine", "HUMAN", "human"],
    ["machine", "MACHINE", "machine"],
    ["machine", "READY", "machine"],
    ["machine", "NOT_READY", "machine"],
    ["machine", "UNKNOWN", "unknown"],
    ["fax", "CED", "fax"],
  ])("detection of %s: %s", (type, found, answeredBy) => {
    const params = { call_id: "c1", detect: { type, params: { event: found, beep: true } } };
    const call = observed(jsonFacts(event("calling.call.detect", params)));
    expect(call).toMatchObject({ fact: "detail", metadata: { answeredBy } });
  });

  it.each([
    ["machine", "finished"],
    ["machine", "error"],
    ["fax", "finished"],
    ["digit", "HUMAN"],
  ])("detection of %s: %s tells nothing", (type, found) => {
    const params = { call_id: "c1", detect: { type, params: { event: found } } };
    expect(jsonFacts(event("calling.call.detect", params))).toEqual([]);
  });

  it("a transcript that is completed carries its text", () => {
    const params = { id: "t1", call_id: "c1", segment_id: "c1", text: "Good evening." };
    expect(recorded(jsonFacts(event("calling.transcript.completed", params)))).toMatchObject({
      type: "call.transcriptionCompleted",
      dedupeKey: "transcription:t1",
      occurredAt: "2021-12-20T11:33:20.123Z",
      callId: "c1",
      data: { text: "Good evening." },
    });
  });

  it.each([
    ["calling.transcript.failed", { id: "t1", call_id: "c1" }],
    ["calling.call.stream", { call_id: "c1", state: "streaming" }],
    ["calling.call.play", { call_id: "c1", state: "finished" }],
    ["calling.call.collect", { call_id: "c1" }],
    ["calling.call.refer", { call_id: "c1", state: "success" }],
    ["calling.conference", { conference_id: "f" }],
    ["calling.call.receive", { call_state: "created" }],
    ["calling.call.connect", "failed"],
    ["calling.call.detect", { call_id: "c1", detect: null }],
    ["calling.transcript.completed", { call_id: "c1", text: "Whose?" }],
  ])("%s with %j tells nothing", (type, params) => {
    expect(jsonFacts(event(type, params as object))).toEqual([]);
  });
});

describe("recordings in JSON", () => {
  const record = (params: object) => ({
    event_type: "calling.call.record",
    timestamp: 1640000000.123,
    params: { call_id: "c1", control_id: "k1", ...params },
  });
  const url = "https://example.signalwire.com/r/download";

  it("reads the shape of record_call", () => {
    const value = record({
      state: "finished",
      record: { url, duration: 15.5, size: 248320, format: "wav" },
    });
    const event = recorded(jsonFacts(value));
    expect(event.dedupeKey).toBe(`recording:c1+${url}:completed`);
    expect(event.data).toMatchObject({ url, durationMs: 15_500, sizeBytes: 248320, format: "wav" });
  });

  it("reads the shape of record", () => {
    const audio = { format: "mp3", direction: "speak", stereo: true };
    const value = record({
      state: "finished",
      url,
      duration: 15,
      size: 9,
      recording_id: "r1",
      record: { audio },
    });
    const event = recorded(jsonFacts(value));
    expect(event.dedupeKey).toBe("recording:r1:completed");
    expect(event.data).toMatchObject({
      url,
      durationMs: 15_000,
      format: "mp3",
      channels: 2,
      direction: null,
    });
  });

  it("reads the start of a recording", () => {
    expect(recorded(jsonFacts(record({ state: "recording" })))).toMatchObject({
      type: "call.recordingStarted",
      dedupeKey: "recording:c1+k1:started",
      occurredAt: "2021-12-20T11:33:20.123Z",
    });
  });

  it.each([["paused"], ["no_input"], ["error"]])("%s is no event", (state) => {
    expect(jsonFacts(record({ state, url }))).toEqual([]);
  });
});

describe("the forms of the 11Wire document", () => {
  const metadata = {
    campaignId: "campaign-123",
    contactId: 42,
    agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
    list: [1, { deep: null }],
  };
  const event = (event_type: string, fields: object = {}) => ({
    event_type,
    timestamp: "2023-07-29T15:00:00Z",
    call_id: "CA123456789abcdef",
    direction: "outbound",
    from: "+18005551234",
    to: "+18005557890",
    metadata,
    ...fields,
  });

  it.each([
    ["call.created", "started"],
    ["call.ringing", "ringing"],
    ["call.answered", "answered"],
    ["call.completed", "ended"],
  ])("%s means %s and carries its metadata", (type, fact) => {
    expect(observed(jsonFacts(event(type)))).toMatchObject({
      at: "2023-07-29T15:00:00.000Z",
      fact,
      metadata,
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
      references: ["+18005551234", "+18005557890"],
    });
  });

  it.each([
    [{ state: "completed", duration: 125 }, "completed", 125_000],
    [{ duration: 15.5 }, "completed", 15_500],
    [{ state: "ended", end_reason: "hangup" }, "completed", null],
    [{ state: "ended", end_reason: "noAnswer" }, "no-answer", null],
    [{ state: "no_answer", duration: 0 }, "no-answer", 0],
    [{ state: "busy" }, "busy", null],
  ])("call.completed with %j ends %s", (fields, outcome, durationMs) => {
    expect(observed(jsonFacts(event("call.completed", fields)))).toMatchObject({
      outcome,
      durationMs,
    });
  });

  it.each([[undefined], [null], ["campaign"], [[1]]])("metadata %j is none", (given) => {
    const call = observed(jsonFacts(event("call.created", { metadata: given })));
    expect(call).toMatchObject({ metadata: {}, agentId: null });
  });

  it("knows the platform's ids in snake_case too, and leaves the rest as it is", () => {
    const { agentId } = metadata;
    const given = { campaign_id: "c-1", contact_id: 42, agent_id: agentId, lead_source: "web" };
    const call = observed(jsonFacts(event("call.created", { metadata: given })));
    expect(call.metadata).toEqual({
      campaignId: "c-1",
      contactId: 42,
      agentId,
      lead_source: "web",
    });
    expect(call.agentId).toBe(agentId);
    const both = { campaignId: "c-1", campaign_id: "c-2", contact_id: { id: 1 } };
    const other = observed(jsonFacts(event("call.created", { metadata: both })));
    expect(other.metadata).toEqual({ campaignId: "c-1", contact_id: { id: 1 } });
  });

  it("reads recordings", () => {
    const fields = { recording_id: "RE1", recording_url: "https://r/1", duration: 3 };
    expect(recorded(jsonFacts(event("recording.started", fields))).type).toBe(
      "call.recordingStarted",
    );
    const done = recorded(jsonFacts(event("recording.completed", fields)));
    expect(done).toMatchObject({
      dedupeKey: "recording:RE1:completed",
      agentId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50",
    });
    expect(done.data).toMatchObject({ url: "https://r/1", durationMs: 3000, metadata });
  });
});

describe("what is kept without meaning anything to tenants", () => {
  it.each([
    ["MessageSid=m&MessageStatus=queued", "message.queued"],
    ["MessageSid=m&Body=hi", "message.received"],
    [
      "CallSid=c&CallStatus=completed&TranscriptionSid=t&TranscriptionStatus=failed",
      "transcription.failed",
    ],
    ["AnsweredBy=human", "machine-detection.human"],
    ["CallSid=c&ConferenceSid=f&StatusCallbackEvent=conference-end", "conference-end"],
    ["CallSid=c&StreamSid=s&StreamEvent=stream-error", "stream-error"],
    ["DialCallStatus=busy", "dial.busy"],
    ["FaxSid=f&FaxStatus=received", "fax.received"],
    ["", "unknown"],
    ["\u0000=%", "unknown"],
  ])("form %s is %s", (body, type) => {
    expect(normalized(inbound({ headers: FORM, body }))).toEqual({ type, facts: [] });
  });

  it.each([
    [{ event_type: "calling.call.play", params: {} }, "calling.call.play"],
    [{ event_type: "calling.call.state", params: "?" }, "calling.call.state"],
    [{ event_type: "campaign_activated", event_category: "campaign" }, "campaign_activated"],
    [{ event_type: "voice.completed" }, "voice.completed"],
    [{ call: { call_id: "c" }, vars: {} }, "swml.call"],
    [{ message: { message_id: "m" } }, "swml.message"],
    [{ id: "m", status: "initiated" }, "message.initiated"],
    [{ content_type: "text/swaig", function: "f", argument: {} }, "swaig.function"],
    [{ action: "get_signature", function: "f" }, "swaig.get_signature"],
    [
      { action: "fetch_conversation", content_disposition: "agent.load_conversation" },
      "fetch_conversation",
    ],
    [
      {
        action: "fetch_conversation",
        content_disposition: "agent.function",
        function: "f",
        argument: {},
      },
      "swaig.function",
    ],
    [{ function: "f", argument: { raw: "" }, channel_data: { call_id: "c" } }, "swaig.function"],
    [{ content_disposition: "agent.summary" }, "post_conversation"],
    [{ call_info: { call_id: "c" }, session_end: { reason: "normal" } }, "ai.debug"],
    [{ call_info: { call_id: "c" }, sidecar_event: { type: "insight" } }, "ai_sidecar.insight"],
    [{ event_type: `x\u0000\n${"y".repeat(500)}` }, `x${"y".repeat(99)}`],
    [[1, 2], "unknown"],
    [null, "unknown"],
    ["text", "unknown"],
  ])("JSON %j is %s", (value, type) => {
    const body = JSON.stringify(value);
    expect(normalized(inbound({ headers: JSON_TYPE, body }))).toEqual({ type, facts: [] });
  });
});

describe("bytes that cannot be read", () => {
  const receiver = signalwire.open({ secrets: [KEY], settings: {} });

  it.each([
    ["an empty body", "", /empty/],
    ["broken JSON", '{"secret":"hunter2"', /not JSON/],
    ["JSON too deep to be written again", `${"[".repeat(65)}${"]".repeat(65)}`, /64 levels/],
  ])("%s is malformed, and the detail quotes none of it", (_, body, detail) => {
    const result = receiver.normalize(inbound({ headers: JSON_TYPE, body }));
    if (result.ok) throw new Error("expected a failure");
    expect(result.reason).toBe("malformed");
    expect(result.detail).toMatch(detail);
    expect(result.detail).not.toContain("hunter2");
  });

  it("any other bytes are a form", () => {
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(normalized(inbound({ body })).facts).toEqual([]);
  });
});
