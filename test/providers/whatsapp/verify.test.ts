import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signWhatsapp } from "#providers/whatsapp/sign.ts";
import { fixture, fixtureNames, NOW, post, receiver, SECRET, signed, URL } from "./callbacks.ts";

const BODY =
  '{"object":"whatsapp_business_account","entry":[],"note":"https:\\/\\/x.example\\/\\u00e9"}';

function digest(body: string | Uint8Array, algorithm = "sha256"): string {
  return createHmac(algorithm, SECRET).update(body).digest("hex");
}

function verdict(body: string | Uint8Array, headers: Record<string, string>, ...secrets: string[]) {
  const result = receiver(...secrets).verify(post(body, headers), NOW);
  return result.ok ? "verified" : result.reason;
}

describe("the signature", () => {
  it("is HMAC-SHA256 of the bytes with the app secret, as published test values have it", () => {
    // RFC 4231, test case 2.
    const headers = {
      "X-Hub-Signature-256":
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    };
    expect(verdict("what do ya want for nothing?", headers, "Jefe")).toBe("verified");
  });

  it("is found with any of the connection's app secrets", () => {
    const request = signed(BODY);
    expect(receiver("another", SECRET).verify(request, NOW).ok).toBe(true);
    expect(receiver(SECRET, "another").verify(request, NOW).ok).toBe(true);
    expect(receiver("another", "a third").verify(request, NOW)).toMatchObject({
      ok: false,
      reason: "bad-signature",
    });
  });

  it.each([
    ["upper-case digits", `sha256=${digest(BODY).toUpperCase()}`],
    ["no prefix", digest(BODY)],
    ["an upper-case prefix", `SHA256=${digest(BODY)}`],
    ["one digit less", `sha256=${digest(BODY).slice(1)}`],
    ["digits after the end", `sha256=${digest(BODY)}00`],
    ["other text after the end", `sha256=${digest(BODY)} x`],
    ["a letter that is no digit", `sha256=g${digest(BODY).slice(1)}`],
    ["two signatures", `sha256=${digest(BODY)}, sha256=${digest(BODY)}`],
    ["nothing but the prefix", "sha256="],
    ["nothing", ""],
    ["a SHA-1 digest", `sha1=${digest(BODY, "sha1")}`],
  ])("is refused with %s", (_case, value) => {
    expect(verdict(BODY, { "x-hub-signature-256": value }, SECRET)).toBe("bad-signature");
  });

  it("is missing where there is no header, or only the SHA-1 one", () => {
    const sha1 = { "x-hub-signature": `sha1=${digest(BODY, "sha1")}` };
    expect(verdict(BODY, {}, SECRET)).toBe("missing-signature");
    expect(verdict(BODY, sha1, SECRET)).toBe("missing-signature");
  });

  it("is never good without an app secret", () => {
    const empty = createHmac("sha256", "").update(BODY).digest("hex");
    expect(verdict(BODY, { "x-hub-signature-256": `sha256=${empty}` })).toBe("no-key");
  });

  it("does not cover the re-serialised body", () => {
    const reserialised = JSON.stringify(JSON.parse(BODY));
    const headers = { "x-hub-signature-256": `sha256=${digest(reserialised)}` };
    expect(verdict(BODY, headers, SECRET)).toBe("bad-signature");
  });

  it("covers bytes that are not UTF-8", () => {
    const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
    expect(receiver(SECRET).verify(signed(bytes), NOW).ok).toBe(true);
    const lossy = { "x-hub-signature-256": `sha256=${digest("{\\ufffd\\ufffd}")}` };
    expect(verdict(bytes, lossy, SECRET)).toBe("bad-signature");
  });
});

describe("the escaped-unicode variant", () => {
  it.each([
    ["letters", '{"a":"äöå"}', '{"a":"\\u00e4\\u00f6\\u00e5"}'],
    ["an emoji, as its two halves", '{"a":"👋"}', '{"a":"\\ud83d\\udc4b"}'],
    ["DEL, but no other control character", '{"a":"\u007f"}\t', '{"a":"\\u007f"}\t'],
    ["a byte-order mark", "\ufeff{}", "\\ufeff{}"],
  ])("is accepted for %s", (_case, body, escaped) => {
    const headers = { "x-hub-signature-256": `sha256=${digest(escaped)}` };
    expect(verdict(body, headers, SECRET)).toBe("verified");
  });

  it("needs lower-case digits", () => {
    const headers = { "x-hub-signature-256": `sha256=${digest('{"a":"\\u00E4"}')}` };
    expect(verdict('{"a":"ä"}', headers, SECRET)).toBe("bad-signature");
  });

  it("does not hold the process up for a full-size body that anybody may send", () => {
    const body = Buffer.alloc(4 * 1024 * 1024, "é");
    const startedAt = performance.now();
    expect(verdict(body, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, SECRET)).toBe(
      "bad-signature",
    );
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("recordings", () => {
  it.each(fixtureNames)("%s is accepted, and signed as the signer would", (name) => {
    const { request, secrets, settings } = fixture(name);
    const [secret = ""] = secrets;
    const again = signWhatsapp({ ...request, headers: {} }, secret, NOW);
    expect(again.url).toBe(URL);
    expect(again.headers["x-hub-signature-256"]).toBe(request.headers.get("x-hub-signature-256"));
    expect(receiver(...secrets).verify(request, NOW).ok).toBe(true);
    expect(settings).toEqual({ verifyToken: "lucky-shrub-verify" });
  });

  it("refuses a recording with any one byte changed", () => {
    const { request } = fixture(fixtureNames[0] ?? "");
    const accepted = [...request.body.keys()].filter((index) => {
      const body = Uint8Array.from(request.body);
      body[index] = (body[index] ?? 0) ^ 1;
      return receiver(SECRET).verify({ ...request, body }, NOW).ok;
    });
    expect(accepted).toEqual([]);
  });
});
