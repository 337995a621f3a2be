import type { EventData, EventType } from "#src/core/catalog.ts";
import type { CallData } from "./call-events.ts";

const CALL_ID = "5b1c9f0e-7a54-4d5b-9c1a-2f6f0e3d8a77";
const NUMBERS = { fromNumber: "+12137771234", toNumber: "+525538808448" } as const;
const METADATA = {
  campaignId: "camp_spring_2025",
  executionId: "0f6b1c5e-0d0a-4b57-a7a4-6a3f9b1e2c40",
};

const TRANSCRIPT =
  "agent: Hi, this is Ana from Acme. How can I help?\nuser: I would like to book a visit.";
const SUMMARY = "The customer booked a visit for Tuesday.";

const STARTED: CallData = {
  callId: CALL_ID,
  provider: "signalwire",
  direction: "outbound",
  ...NUMBERS,
  createdAt: "2025-01-18T10:29:15.000Z",
  startedAt: "2025-01-18T10:29:15.000Z",
  answeredAt: null,
  endedAt: null,
  answered: false,
  durationMs: null,
  sipCode: null,
  endReason: null,
  errorCode: null,
  errorMessage: null,
  goal: null,
  recordingUrl: null,
  transcriptionUrl: null,
  transcript: null,
  summary: null,
  voicemailLeft: false,
  outcomes: {},
  metadata: METADATA,
};

const ANSWERED: CallData = { ...STARTED, answeredAt: "2025-01-18T10:29:24.000Z", answered: true };

const ENDED: CallData = {
  ...ANSWERED,
  endedAt: "2025-01-18T10:30:09.000Z",
  durationMs: 45_000,
  sipCode: 200,
  endReason: "agent_hangup",
  goal: { achieved: true, reason: "Customer inquiry resolved successfully" },
  recordingUrl: "https://storage.example.com/recordings/5b1c9f0e.mp3",
  transcriptionUrl: "https://storage.example.com/transcriptions/5b1c9f0e.json",
  transcript: TRANSCRIPT,
  summary: SUMMARY,
  outcomes: { appointmentSet: true },
};

const UNANSWERED: CallData = {
  ...STARTED,
  endedAt: "2025-01-18T10:29:45.000Z",
  durationMs: 0,
  sipCode: 480,
  endReason: "dial_no_answer",
};

const RECORDING: EventData<"call.recordingStarted"> = {
  callId: CALL_ID,
  recordingId: "b2f6a0c8-93f1-4a43-9d0c-35a1f7f0d2c9",
  status: "started",
  url: null,
  durationMs: null,
  channels: 2,
  format: "mp3",
  sizeBytes: null,
  direction: "outbound",
  ...NUMBERS,
  metadata: METADATA,
};

const TRANSFER: EventData<"call.transferInitiated"> = {
  callId: CALL_ID,
  ...NUMBERS,
  target: "+12137770000",
  metadata: METADATA,
};

export const CALL_EXAMPLES: {
  readonly [T in Extract<EventType, `call.${string}`>]: EventData<T>;
} = {
  "call.callQueued": { ...STARTED, startedAt: null },
  "call.callStarted": STARTED,
  "call.callRinging": STARTED,
  "call.callAnswered": ANSWERED,
  "call.callEnded": ENDED,
  "call.callMissed": UNANSWERED,
  "call.callFailed": {
    ...UNANSWERED,
    sipCode: 503,
    endReason: "dial_failed",
    errorCode: "telephony_provider_unavailable",
    errorMessage: "Carrier unavailable",
  },
  "call.callCanceled": { ...UNANSWERED, sipCode: 487, endReason: "canceled" },
  "call.callExpired": STARTED,
  "call.voicemailReceived": {
    ...ENDED,
    endReason: "voicemail_reached",
    goal: null,
    transcript: "agent: Hi, this is Ana from Acme. Please call us back when you can.",
    summary: "Ana left a message that asks the customer to call back.",
    voicemailLeft: true,
    outcomes: {},
  },
  "call.transcriptionCompleted": {
    callId: CALL_ID,
    conversationId: "conv_01jxd5f2h8k3m6n9p2q4r7s0t1",
    text: TRANSCRIPT,
    turns: [
      {
        role: "agent",
        message: "Hi, this is Ana from Acme. How can I help?",
        timeInCallSeconds: 0,
      },
      { role: "user", message: "I would like to book a visit.", timeInCallSeconds: 4 },
    ],
    language: "en",
    summary: SUMMARY,
    url: "https://storage.example.com/transcriptions/5b1c9f0e.json",
    metadata: METADATA,
  },
  "call.recordingStarted": RECORDING,
  "call.recordingCompleted": {
    ...RECORDING,
    status: "completed",
    url: "https://storage.example.com/recordings/5b1c9f0e.mp3",
    durationMs: 45_000,
    sizeBytes: 720_000,
  },
  "call.transferInitiated": TRANSFER,
  "call.transferCompleted": TRANSFER,
};
