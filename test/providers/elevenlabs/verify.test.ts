import { expect, it } from "vitest";
import { hmacHex } from "#src/security/hmac.ts";
import { inbound, NOW, receiver, SECRET, signatureFor } from "./support.ts";

const BODY = '{"type":"post_call_transcription","data":{"name":"Zoë"}}';
const MINUTE_MS = 60_000;

function verdict(signature: string | null, body: string | Uint8Array = BODY, secrets = [SECRET]) {
  const headers: Record<string, string> =
    signature === null ? {} : { "ElevenLabs-Signature": signature };
  const verified = receiver(secrets).verify(inbound(body, headers), NOW);
  return verified.ok ? "verified" : verified.reason;
}

function parts(at = NOW) {
  const [timestamp = "", digest = ""] = signatureFor(BODY, SECRET, at).split(",");
  return { timestamp, digest };
}

function signedAt(offsetMs: number): string {
  return signatureFor(BODY, SECRET, new Date(Math.floor(NOW.getTime() / 1000) * 1000 + offsetMs));
}

/** `t` written in any way, and a digest that is right for it. */
function signedOver(timestamp: string): string {
  return `t=${timestamp},v0=${hmacHex("sha256", SECRET, `${timestamp}.${BODY}`)}`;
}

it("accepts what it was sent", () => {
  expect(verdict(signatureFor(BODY))).toBe("verified");
});

it("accepts a signature computed outside this code base", () => {
  // printf '1768732267.{}' | openssl dgst -sha256 -hmac wsec_0123456789abcdef
  const digest = "e4365c337e386aa9b22562556480fa5fb663013b9efbd29901d557dcf57976b4";
  expect(verdict(`t=1768732267,v0=${digest}`, "{}")).toBe("verified");
});

it("verifies bytes that are not text", () => {
  const body = Uint8Array.of(0xff, 0xfe, 0x00, 0x7b);
  expect(verdict(signatureFor(body), body)).toBe("verified");
});

it.each([
  ["the digest first", () => `${parts().digest},${parts().timestamp}`],
  ["parts it does not know", () => `v1=abc,${signatureFor(BODY)},n=1,`],
  ["a space after the comma", () => `${parts().timestamp}, ${parts().digest}`],
  [
    "the right digest after a wrong one",
    () => `${parts().timestamp},v0=${"0".repeat(64)},${parts().digest}`,
  ],
  ["the right digest before a wrong one", () => `${signatureFor(BODY)},v0=${"0".repeat(64)}`],
])("accepts %s", (_, signature) => {
  expect(verdict(signature())).toBe("verified");
});

it.each([
  ["no signature", () => null, "missing-signature"],
  ["an empty signature", () => " ", "missing-signature"],
  ["no timestamp", () => parts().digest, "bad-signature"],
  ["no digest", () => parts().timestamp, "bad-signature"],
  ["only another scheme", () => signatureFor(BODY).replace("v0=", "v1="), "bad-signature"],
  ["two timestamps", () => `${parts().timestamp},${signatureFor(BODY)}`, "bad-signature"],
  [
    "an upper-case digest",
    () => `${parts().timestamp},v0=${parts().digest.slice(3).toUpperCase()}`,
    "bad-signature",
  ],
  ["a short digest", () => signatureFor(BODY).slice(0, -1), "bad-signature"],
  ["a long digest", () => `${signatureFor(BODY)}0`, "bad-signature"],
  ["a digest that is not hex", () => `${parts().timestamp},v0=${"g".repeat(64)}`, "bad-signature"],
  [
    "another timestamp than the signed one",
    () => `t=${Math.floor(NOW.getTime() / 1000) - 1},${parts().digest}`,
    "bad-signature",
  ],
  ["another secret", () => signatureFor(BODY, "wsec_other"), "bad-signature"],
  ["another body", () => signatureFor(`${BODY} `), "bad-signature"],
])("refuses %s", (_, signature, reason) => {
  expect(verdict(signature())).toBe(reason);
});

it.each([
  "1768732267.0",
  "+1768732267",
  " 1768732267",
  "1.768732267e9",
  "0x696cb4ab",
  "NaN",
  "",
  "-1",
  "9".repeat(20),
])("refuses the timestamp %j whatever its digest", (timestamp) => {
  expect(verdict(signedOver(timestamp))).toBe("bad-signature");
});

it("signs the timestamp as it was written", () => {
  expect(verdict(signedOver("001768732267"))).toBe("verified");
});

it.each([
  ["exactly 30 minutes old", -30 * MINUTE_MS, "verified"],
  ["one second older", -30 * MINUTE_MS - 1000, "stale-timestamp"],
  ["exactly 5 minutes ahead", 5 * MINUTE_MS, "verified"],
  ["one second further ahead", 5 * MINUTE_MS + 1000, "stale-timestamp"],
])("judges a timestamp that is %s", (_, offsetMs, expected) => {
  const wholeSecond = new Date(Math.floor(NOW.getTime() / 1000) * 1000);
  const request = inbound(BODY, { "elevenlabs-signature": signedAt(offsetMs) });
  const verified = receiver().verify(request, wholeSecond);
  expect(verified.ok ? "verified" : verified.reason).toBe(expected);
});

it("refuses a signature one millisecond past 30 minutes", () => {
  const request = inbound(BODY, { "elevenlabs-signature": signedAt(0) });
  const now = new Date(Math.floor(NOW.getTime() / 1000) * 1000 + 30 * MINUTE_MS + 1);
  expect(receiver().verify(request, now)).toMatchObject({ ok: false, reason: "stale-timestamp" });
});

it.each([
  ["wsec_old", SECRET],
  [SECRET, "wsec_new"],
])("accepts any of the secrets %s and %s", (...secrets) => {
  expect(verdict(signatureFor(BODY), BODY, secrets)).toBe("verified");
});

it("refuses everything while no secret is configured", () => {
  expect(verdict(signatureFor(BODY, ""), BODY, [])).toBe("no-key");
});

it("refuses a body with any one byte changed", () => {
  const bytes = new TextEncoder().encode(BODY);
  const verdicts = Array.from(bytes, (byte, index) =>
    verdict(signatureFor(BODY), bytes.with(index, byte ^ 1)),
  );
  expect(new Set(verdicts)).toEqual(new Set(["bad-signature"]));
});
