import { describe, expect, it } from "vitest";
import { factsOf, NOW, oneEvent } from "./support.ts";

function speech(data: object, event: object = {}) {
  return {
    type: "speech_to_text_transcription",
    event_timestamp: 1_768_740_000,
    data: {
      request_id: "stt_1",
      transcription: {
        language_code: "eng",
        language_probability: 0.99,
        text: "Hello.",
        words: [],
      },
      ...data,
    },
    ...event,
  };
}

const textOf = (transcription: unknown) =>
  oneEvent(speech({ transcription }), "call.transcriptionCompleted").data.text;

describe("a transcription of a file", () => {
  it("is told with what its request was given", () => {
    const webhook_metadata = { file: "a.mp3", campaign_id: "c", api_key: "k" };
    expect(oneEvent(speech({ webhook_metadata }), "call.transcriptionCompleted")).toEqual({
      type: "call.transcriptionCompleted",
      occurredAt: "2026-01-18T12:40:00.000Z",
      dedupeKey: "transcription:stt:stt_1",
      callId: null,
      conversationId: null,
      references: [],
      agentId: null,
      workflowId: null,
      data: {
        callId: null,
        conversationId: null,
        text: "Hello.",
        turns: [],
        language: "eng",
        summary: null,
        url: null,
        metadata: { file: "a.mp3", campaignId: "c", api_key: "[redacted]" },
      },
    });
  });

  it.each([
    [{ callId: "CA1" }, "CA1"],
    [{ call_id: "CA1" }, "CA1"],
    [{ callId: "CA1", call_id: "CA2" }, "CA1"],
    [{ callId: null, call_id: "CA2" }, "CA2"],
    ['{"call_id":"CA1"}', "CA1"],
    [{ callId: {} }, null],
    ["call_id=CA1", null],
    [[], null],
    [null, null],
    [undefined, null],
  ])("given %j belongs to the call %j", (webhook_metadata, callId) => {
    const event = oneEvent(speech({ webhook_metadata }), "call.transcriptionCompleted");
    expect(event.callId).toBe(callId);
    expect(event.data.callId).toBe(callId);
  });

  it("may have a text for each channel", () => {
    const transcripts = [
      { text: "One", language_code: "deu" },
      null,
      { text: "" },
      { text: "Two" },
    ];
    expect(textOf({ transcripts })).toBe("One\nTwo");
    const event = oneEvent(
      speech({ transcription: { transcripts } }),
      "call.transcriptionCompleted",
    );
    expect(event.data.language).toBe("deu");
  });

  it.each([null, {}, { text: "" }, { text: null, transcripts: [] }, { text: 7 }, "Hello."])(
    "without a text says nothing: %j",
    (transcription) => {
      expect(factsOf(speech({ transcription }))).toEqual([]);
    },
  );

  it("without a request id is known by its content", () => {
    const key = (data: object) =>
      oneEvent(speech({ request_id: null, ...data }), "call.transcriptionCompleted").dedupeKey;
    expect(key({})).toBe(key({}));
    expect(key({})).not.toBe(key({ webhook_metadata: { n: 1 } }));
  });

  it("without a time is dated by its arrival", () => {
    const event = oneEvent(speech({}, { event_timestamp: null }), "call.transcriptionCompleted");
    expect(event.occurredAt).toBe(NOW.toISOString());
  });
});
