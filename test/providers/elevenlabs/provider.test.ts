import { describe, expect, it } from "vitest";
import { z } from "zod";
import { elevenlabs } from "#providers/elevenlabs/index.ts";
import { inbound } from "./support.ts";

const MEBIBYTE = 1024 * 1024;

function refusal(raw: unknown): string {
  const parsed = elevenlabs.settings.safeParse(raw);
  return parsed.success ? "accepted" : z.prettifyError(parsed.error);
}

describe("settings", () => {
  it.each([
    { secrets: ["wsec_1"] },
    { secrets: [] },
    { secrets: ["wsec_1", "wsec_2"], settings: {} },
    {
      secrets: ["wsec_1"],
      settings: {
        enrichmentWindowSeconds: 90,
        mailbox: true,
        sourceAddresses: ["203.0.113.7", "203.0.113.0/24", "2001:db8::1", "2001:db8::/32"],
      },
    },
  ])("accepts %j", (raw) => {
    expect(refusal(raw)).toBe("accepted");
  });

  it.each([
    [
      { secrets: ["a"], settings: { enrichmentWindow: 5 } },
      "unknown: enrichmentWindow; an elevenlabs connection knows enrichmentWindowSeconds, mailbox, sourceAddresses, enforceSourceIps",
    ],
    [
      { secrets: ["a"], token: "t" },
      "unknown: token; an elevenlabs connection knows secrets, settings",
    ],
    [{ secrets: [""] }, "a secret cannot be empty"],
    [
      { secrets: ["a"], settings: { sourceAddresses: ["everywhere"] } },
      "expected an IP address or a CIDR",
    ],
    [{ secrets: ["a"], settings: { enrichmentWindowSeconds: -1 } }, "enrichmentWindowSeconds"],
    [{ secrets: ["a"], settings: { mailbox: "yes" } }, "mailbox"],
    [{ settings: {} }, "secrets"],
  ])("refuses %j and says why", (raw, message) => {
    expect(refusal(raw)).toContain(message);
    expect(() => elevenlabs.open(raw)).toThrow(z.ZodError);
  });
});

describe("body limit", () => {
  it.each([
    ['{"type":"post_call_audio","event_timestamp":1,"data":{', 100 * MEBIBYTE],
    ['{"data": {"agent_id": "a", "full_audio" : "SUQz', 100 * MEBIBYTE],
    ['{ "type" : "post_call_audio"', 100 * MEBIBYTE],
    ['{"type":"post_call_transcription","data":{', 5 * MEBIBYTE],
    [
      '{"type":"post_call_transcription","data":{"message":"\\"type\\":\\"post_call_audio\\""',
      5 * MEBIBYTE,
    ],
    ["", 5 * MEBIBYTE],
  ])("of a body that begins %j is %i bytes", (head, limit) => {
    expect(elevenlabs.bodyLimitBytes(new TextEncoder().encode(head))).toBe(limit);
  });
});

describe("identify", () => {
  it.each([
    ['{"type":"post_call_transcription","data":{"agent_id":"agent_1"}}', ["agent_1"]],
    ['{"event_type":"agent.ready","agent_id" : "agent-456"}', ["agent-456"]],
    [
      '{"data":{"agent_id":"a","transcript":[{"agent_metadata":{"agent_id":"b"}},{"agent_metadata":{"agent_id":"a"}}]}}',
      ["a", "b"],
    ],
    ['{"data":{"message":"\\"agent_id\\":\\"forged\\""}}', []],
    ['{"data":{"agent_id":null}}', []],
    ["not json", []],
    ["", []],
  ])("of %j is %j", (body, ids) => {
    expect(elevenlabs.identify(inbound(body))).toEqual(ids);
  });

  it("looks at both ends of a large audio body and not between them", () => {
    const noise = `${"A".repeat(4 * MEBIBYTE)}","agent_id":"hidden","x":"${"A".repeat(4 * MEBIBYTE)}`;
    const body = `{"data":{"agent_id":"first","full_audio":"${noise}"},"agent_id":"last"}`;
    expect(elevenlabs.identify(inbound(body))).toEqual(["first", "last"]);
  });

  it("names a bounded number of agents", () => {
    const body = JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ agent_id: `a${index}` })),
    );
    expect(elevenlabs.identify(inbound(body))).toHaveLength(32);
  });
});

it("lists the vendor's twelve addresses", () => {
  const { cidrs, enforceable } = elevenlabs.ranges;
  expect(enforceable).toBe(true);
  expect(new Set(cidrs).size).toBe(12);
  expect(z.array(z.ipv4()).safeParse(cidrs).success).toBe(true);
});

it.each([
  [false, { success: true, message: "Webhook received and processed" }],
  [true, { success: true, message: "Webhook received and processed", duplicate: true }],
])("acknowledges with duplicate = %s", (duplicate, body) => {
  const reply = elevenlabs
    .open({ secrets: ["wsec_1"] })
    .acknowledge({ duplicate, type: "post_call_transcription" });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body)).toEqual(body);
});
