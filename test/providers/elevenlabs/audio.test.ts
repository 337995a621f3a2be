import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inbound, receiver } from "./support.ts";

const AUDIO = "SUQzBAAAAAAA";

function mediaOf(body: string | Uint8Array) {
  const normalized = receiver().normalize(inbound(body));
  if (!normalized.ok) throw new Error(normalized.detail ?? normalized.reason);
  expect(normalized.value.type).toBe("post_call_audio");
  const [fact, ...others] = normalized.value.facts;
  expect(others).toEqual([]);
  if (fact === undefined) return null;
  if (fact.kind !== "media") throw new Error("expected a recording");
  return fact.media;
}

function audio(full_audio: unknown, data: object = {}): string {
  return JSON.stringify({
    type: "post_call_audio",
    event_timestamp: 1_768_732_280,
    data: { agent_id: "agent_1", conversation_id: "conv_1", full_audio, ...data },
  });
}

describe("a recording", () => {
  it("is named after its conversation, so that it is stored once", () => {
    const { bytes, ...media } = mediaOf(audio(AUDIO)) ?? missing();
    expect(media).toEqual({
      kind: "recording",
      key: "elevenlabs:conv_1",
      conversationId: "conv_1",
      callId: null,
      contentType: "audio/mpeg",
      references: ["agent_1"],
      agentId: null,
    });
    expect(Buffer.from(bytes()).toString("base64")).toBe(AUDIO);
  });

  it.each([1, 2, 3, 4, 100_000, 196_607, 196_608, 196_609, 500_000])(
    "of %i bytes is decoded exactly, as often as it is asked for",
    (size) => {
      const original = randomBytes(size);
      const { bytes } = mediaOf(audio(original.toString("base64"))) ?? missing();
      expect(original.equals(bytes())).toBe(true);
      expect(original.equals(bytes())).toBe(true);
    },
  );

  it.each([
    [
      "spaces",
      '{ "type" : "post_call_audio", "data" : { "conversation_id" : "c", "full_audio" : "AAAA" } }',
    ],
    [
      "the audio first",
      '{"data":{"full_audio":"AAAA","conversation_id":"c"},"type":"post_call_audio"}',
    ],
    ["a byte-order mark", `\ufeff${audio("AAAA")}`],
    ["escaped slashes", audio("//AA").replaceAll("/", "\\/")],
    ["escaped letters", audio("AAAA").replace("AAAA", "\\u0041AAA")],
    ["another audio before its own", `{"x":{"full_audio":"!"},${audio("AAAA").slice(1)}`],
    [
      "the audio told twice, the last time right",
      audio("AAAA").replace('"full_audio"', '"full_audio":"!","full_audio"'),
    ],
    [
      "much before the audio",
      audio("AAAA", { conversation_id: "c" }).replace(
        '"data":{',
        `"data":{"x":"${"x".repeat(100_000)}",`,
      ),
    ],
    ["much after the audio", audio("AAAA", { x: "x".repeat(100_000) })],
  ])("is found in a body with %s", (_case, body) => {
    expect(mediaOf(body)?.bytes()).toHaveLength(3);
  });

  it.each([
    ["no audio", undefined],
    ["null", null],
    ["an empty text", ""],
    ["a list", ["AAAA"]],
    ["text that is not base64", "AAA!"],
    ["base64 for URLs", "AA-_"],
    ["base64 with line breaks", "AAAA\nAAAA"],
    ["base64 without its padding", "AAA"],
    ["padding in the middle", "AA==AAAA"],
    ["nothing but padding", "===="],
    ["letters beyond ASCII", "AAAÁ"],
  ])("is none where there is %s", (_case, full_audio) => {
    expect(mediaOf(audio(full_audio))).toBeNull();
  });

  it.each([undefined, null, "", "x".repeat(300)])(
    "is none without a usable conversation id: %j",
    (conversation_id) => {
      expect(mediaOf(audio(AUDIO, { conversation_id }))).toBeNull();
    },
  );

  it("of forty megabytes is found quickly and without a copy of its text", () => {
    const text = Buffer.alloc(56_000_000, "SUQz");
    const around = audio("").split('"full_audio":"');
    const body = Buffer.concat([
      Buffer.from(`${around[0]}"full_audio":"`),
      text,
      Buffer.from(`${around[1]}`),
    ]);
    const heldBefore = process.memoryUsage();
    const startedAt = performance.now();
    const media = mediaOf(body);
    const tookMs = performance.now() - startedAt;
    const held = process.memoryUsage();
    expect(tookMs).toBeLessThan(2_000);
    expect(held.external + held.heapUsed - heldBefore.external - heldBefore.heapUsed).toBeLessThan(
      20_000_000,
    );
    expect(media?.bytes()).toHaveLength(42_000_000);
  });
});

it("leaves an unredacted recording alone, of which the vendor says nothing", () => {
  const body = audio(AUDIO).replace("post_call_audio", "unredacted_audio");
  expect(receiver().normalize(inbound(body))).toEqual({
    ok: true,
    value: { type: "unredacted_audio", facts: [] },
  });
});

it.each([
  ["zeros", new Uint8Array(6 * 1024 * 1024)],
  ["a text that never ends", audio("A".repeat(6_000_000)).slice(0, -10)],
])("calls a large body of %s malformed", (_case, body) => {
  expect(receiver().normalize(inbound(body))).toMatchObject({ ok: false, reason: "malformed" });
});

function missing(): never {
  throw new Error("no recording");
}
