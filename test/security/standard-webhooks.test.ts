import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import {
  generateSecret,
  secretPreview,
  standardWebhookHeaders,
} from "#src/security/standard-webhooks.ts";

it("matches the vector published with the specification", () => {
  const context = {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    messageId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1614265330_000),
  };
  expect(standardWebhookHeaders('{"test": 2432232314}', context)).toEqual({
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
        messageId: "0199b2c4-0000-7000-8000-000000000000",
        at: new Date(),
      });
      expect(new Webhook(secret).verify(JSON.stringify({ body }), headers)).toEqual({ body });
    }),
  );
});

it("rounds the time down to the second", () => {
  const context = { secret: "s", messageId: "m", at: new Date("2026-01-01T00:00:00.999Z") };
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
  const headers = standardWebhookHeaders("{}", { secret, messageId: "m", at });
  expect(new Webhook(new TextEncoder().encode(secret), { format: "raw" }).sign("m", at, "{}")).toBe(
    headers["webhook-signature"],
  );
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
