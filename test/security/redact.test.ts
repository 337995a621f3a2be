import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactHeaders, redactJson, redactTarget } from "#src/security/redact.ts";

describe("redactJson", () => {
  it.each([
    "password",
    "Password",
    "user_password",
    "accessToken",
    "access_token",
    "X-Api-Key",
    "APIKey",
    "api_key",
    "client_secret",
    "clientSecret",
    "Authorization",
    "Cookie",
    "private_key",
    "credentials",
    "basicAuth",
    "pin",
    "refresh_tokens",
  ])("hides the value of %s", (key) => {
    expect(redactJson({ a: [{ [key]: "hunter2" }] })).toEqual({ a: [{ [key]: "[redacted]" }] });
  });

  it.each([
    "keyword",
    "author",
    "tokenizer",
    "monkey",
    "event_key",
    "passenger",
    "secretary",
    "code",
  ])("keeps the value of %s", (key) => {
    expect(redactJson({ [key]: "x" })).toEqual({ [key]: "x" });
  });

  it("keeps counts of tokens and the absence of a secret", () => {
    const value = { input_tokens: 12, tokens: { prompt: 3 }, secret: null };
    expect(redactJson(value)).toEqual(value);
  });

  it("reaches into header lists, JSON in text, URLs and bearer values", () => {
    const details = {
      headers: [
        { name: "X-Auth-Token", value: "t0p" },
        { name: "Accept", value: "*/*" },
      ],
      body: '{"api_key":"t0p","q":1}',
      url: "https://user:t0p@crm.example/x?token=t0p&q=1",
      note: "Bearer t0p",
    };
    expect(redactJson(details)).toEqual({
      headers: [
        { name: "X-Auth-Token", value: "[redacted]" },
        { name: "Accept", value: "*/*" },
      ],
      body: '{"api_key":"[redacted]","q":1}',
      url: "https://[redacted]@crm.example/x?token=[redacted]&q=1",
      note: "[redacted]",
    });
  });

  it("leaves JSON in text byte for byte where nothing in it is secret", () => {
    const text = '{ "id": 12345678901234567890 }';
    expect(redactJson({ text })).toEqual({ text });
  });

  it("stops at a bounded depth instead of overflowing", () => {
    let deep: unknown = "bottom";
    for (let i = 0; i < 100_000; i++) deep = { deep };
    const inText = "[".repeat(100_000) + "]".repeat(100_000);
    expect(JSON.stringify(redactJson({ deep, inText }))).toContain("[too deep]");
  });

  it("does not touch a prototype", () => {
    const redacted = redactJson(JSON.parse('{"__proto__":{"admin":true}}'));
    expect(Object.hasOwn(redacted as object, "__proto__")).toBe(true);
    expect((redacted as { admin?: boolean }).admin).toBeUndefined();
  });

  it("keeps any JSON without credential-like keys as it is", () => {
    const shape = fc.object({
      key: fc.constantFrom("a", "b", "c"),
      maxDepth: 4,
      values: [fc.integer(), fc.boolean(), fc.constantFrom("x", "")],
    });
    fc.assert(
      fc.property(shape, (value) => {
        expect(redactJson(value)).toEqual(value);
      }),
    );
  });
});

describe("redactHeaders", () => {
  it.each([
    "authorization",
    "Proxy-Authorization",
    "Cookie",
    "set-cookie",
    "x-api-key",
    "X-Gateway-Token",
    "x_client_secret",
    "x-auth",
    "x-amz-security-token",
    "x-my-credential",
  ])("hides the value of %s", (name) => {
    expect(redactHeaders([[name, "v"]])).toEqual([[name, "[redacted]"]]);
  });

  it.each([
    "x-signalwire-signature",
    "elevenlabs-signature",
    "x-hub-signature-256",
    "webhook-signature",
    "content-type",
    "x-authored-by",
  ])("keeps the value of %s", (name) => {
    expect(redactHeaders(new Headers([[name, "v"]]))).toEqual([[name, "v"]]);
  });
});

describe("redactTarget", () => {
  it.each([
    [
      "/x?hub.mode=subscribe&hub.verify_token=abc&hub.challenge=1",
      "/x?hub.mode=subscribe&hub.verify_token=[redacted]&hub.challenge=1",
    ],
    ["/x?token=a=b&a=1", "/x?token=[redacted]&a=1"],
    ["/x?KEY=abc", "/x?KEY=[redacted]"],
    ["/x?%74oken=abc", "/x?%74oken=[redacted]"],
    ["/x?a=1&secret=", "/x?a=1&secret=[redacted]"],
    ["/x?bodySHA256=0a1b&q=%zz&", "/x?bodySHA256=0a1b&q=%zz&"],
    ["/x?%zz_token=1", "/x?%zz_token=[redacted]"],
    ["/token=1/x", "/token=1/x"],
    ["https://h.example/#access_token=1", "https://h.example/#access_token=[redacted]"],
  ])("%s becomes %s", (target, expected) => {
    expect(redactTarget(target)).toBe(expected);
  });

  it("takes linear time on hostile input", () => {
    const target = "?".repeat(200_000);
    const before = performance.now();
    expect(redactTarget(target)).toBe(target);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
