import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  generateSecret,
  secretPreview,
  standardWebhookHeaders,
} from "#src/security/standard-webhooks.ts";

const ALONE = { previousSecret: null, signingKey: null };
const PUBLISHED = {
  body: '{"test": 2432232314}',
  context: {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    messageId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1614265330_000),
  },
};

it("matches the vector published with the specification", () => {
  expect(standardWebhookHeaders(PUBLISHED.body, { ...PUBLISHED.context, ...ALONE })).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("is accepted by the reference library for any body", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (body) => {
      const secret = generateSecret();
      const headers = standardWebhookHeaders(JSON.stringify({ body }), {
        secret,
        ...ALONE,
        messageId: "0199b2c4-0000-7000-8000-000000000000",
        at: new Date(),
      });
      expect(new Webhook(secret).verify(JSON.stringify({ body }), headers)).toEqual({ body });
    }),
  );
});

it("rounds the time down to the second", () => {
  const context = {
    secret: "s",
    ...ALONE,
    messageId: "m",
    at: new Date("2026-01-01T00:00:00.999Z"),
  };
  expect(standardWebhookHeaders("", context)["webhook-timestamp"]).toBe("1767225600");
});

it.each([
  "a-plain-secret-of-a-tenant",
  "clave-con-eñe-áéí-0123",
  "whsec_not base64!",
  "whsec_abcde",
  "whsec_",
])("uses %j as UTF-8 text", (secret) => {
  const at = new Date();
  const headers = standardWebhookHeaders("{}", { secret, ...ALONE, messageId: "m", at });
  expect(new Webhook(new TextEncoder().encode(secret), { format: "raw" }).sign("m", at, "{}")).toBe(
    headers["webhook-signature"],
  );
});

describe("while a secret is replaced", () => {
  const secret = generateSecret();
  const previousSecret = generateSecret();
  const headers = () =>
    standardWebhookHeaders("{}", {
      secret,
      previousSecret,
      signingKey: null,
      messageId: "m",
      at: new Date(),
    });

  it.each([
    ["the new", secret],
    ["the old", previousSecret],
  ])("is accepted by the reference library with %s one", (_which, known) => {
    expect(new Webhook(known).verify("{}", { ...headers() })).toEqual({});
  });

  it("is refused with any other", () => {
    expect(() => new Webhook(generateSecret()).verify("{}", { ...headers() })).toThrow();
  });

  it("gives the new one's signature first", () => {
    const signatures = headers()["webhook-signature"].split(" ");
    const at = new Date(Number(headers()["webhook-timestamp"]) * 1000);
    expect(signatures).toEqual([
      new Webhook(secret).sign("m", at, "{}"),
      new Webhook(previousSecret).sign("m", at, "{}"),
    ]);
  });
});

it("generates a different secret each time, 32 characters after the prefix", () => {
  const secrets = Array.from({ length: 50 }, generateSecret);
  expect(new Set(secrets).size).toBe(50);
  for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
});

it.each([
  ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_********************LaSw"],
  ["whsec_short", "whsec_********************"],
  ["a-plain-secret-of-a-tenant", "********************nant"],
  ["sixteen-chars-ok", "********************"],
  ["", "********************"],
])("shows %j as %j", (secret, preview) => {
  expect(secretPreview(secret)).toBe(preview);
});
