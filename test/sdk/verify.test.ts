import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Dialect } from "#src/dialect.ts";
import { dialects } from "#src/registry.ts";
import {
  generateSecret,
  generateSigningKey,
  standardWebhookHeaders,
} from "#src/security/standard-webhooks.ts";
import {
  type Dialect as DialectId,
  verifyWebhook,
  WebhookVerificationError,
} from "../../sdk/src/verify.ts";

const BODY = '{"event":"call.callEnded","contact":"Zoë & co"}';
const AT = new Date("2026-03-01T12:00:00.250Z");
const MINUTE_MS = 60_000;
const all = [...dialects.values()];

function signed(dialect: Dialect, secret: string, signingKey: string | null = null) {
  return dialect.sign(BODY, {
    secret,
    previousSecret: null,
    signingKey,
    messageId: "0194790c-9c00-7d10-a1b2-c3d4e5f60718",
    eventKey: "call.callEnded",
    at: AT,
  });
}

async function failureOf(verifying: Promise<unknown>): Promise<string | null> {
  try {
    await verifying;
    return null;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason;
    throw error;
  }
}

/** Changes every signature that the request carries. */
function tampered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      /signature/i.test(name) ? changedAt(value, value.length - 10) : value,
    ]),
  );
}

function changedAt(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === "0" ? "1" : "0") + text.slice(index + 1);
}

describe.each(all)("a delivery in $id", (dialect) => {
  const common = { dialect: dialect.id as DialectId, body: BODY, now: AT };

  it.each([
    ["a generated secret", generateSecret()],
    ["a secret of the tenant's own", "a plain secret, ñ and all"],
  ])("is accepted with %s, and parsed", async (_which, secret) => {
    const headers = signed(dialect, secret);
    expect(await verifyWebhook({ ...common, headers, secret })).toEqual(JSON.parse(BODY));
    const fetched = new Headers(headers);
    const bytes = new TextEncoder().encode(BODY);
    expect(await verifyWebhook({ ...common, headers: fetched, body: bytes, secret })).toEqual(
      JSON.parse(BODY),
    );
  });

  it("is accepted when one of several secrets fits", async () => {
    const secret = generateSecret();
    const headers = signed(dialect, secret);
    const secrets = [generateSecret(), secret];
    expect(await failureOf(verifyWebhook({ ...common, headers, secret: secrets }))).toBeNull();
  });

  it("is refused when body, signature or secret is another", async () => {
    const secret = generateSecret();
    const headers = signed(dialect, secret);
    const other = { ...common, headers, secret, body: `${BODY} ` };
    expect(await failureOf(verifyWebhook(other))).toBe("bad-signature");
    const changed = { ...common, headers: tampered(headers), secret };
    expect(await failureOf(verifyWebhook(changed))).toBe("bad-signature");
    const guessed = { ...common, headers, secret: generateSecret() };
    expect(await failureOf(verifyWebhook(guessed))).toBe("bad-signature");
  });

  it("is refused without its headers, and without a key", async () => {
    expect(await failureOf(verifyWebhook({ ...common, headers: {}, secret: "s" }))).toBe(
      "missing-header",
    );
    expect(await failureOf(verifyWebhook({ ...common, headers: {}, secret: "" }))).toBe("no-key");
  });

  it("is refused six minutes later, where time is signed", async () => {
    const secret = generateSecret();
    const now = new Date(AT.getTime() + 6 * MINUTE_MS);
    const late = verifyWebhook({ ...common, now, headers: signed(dialect, secret), secret });
    expect(await failureOf(late)).toBe(dialect.id === "talkover" ? null : "stale-timestamp");
  });

  it("is accepted by its Ed25519 signature with the public key alone", async () => {
    const { signingKey, publicKey } = generateSigningKey();
    const headers = signed(dialect, generateSecret(), signingKey);
    expect(await failureOf(verifyWebhook({ ...common, headers, publicKey }))).toBeNull();
    const other = generateSigningKey().publicKey;
    expect(await failureOf(verifyWebhook({ ...common, headers, publicKey: other }))).toBe(
      "bad-signature",
    );
  });
});

describe("a delivery that is signed right", () => {
  it("is refused when it is not JSON", async () => {
    const secret = `whsec_${randomBytes(24).toString("base64")}`;
    const context = { secret, previousSecret: null, signingKey: null, messageId: "m", at: AT };
    const headers = { ...standardWebhookHeaders("{", context) };
    const delivery = { dialect: "standard", body: "{", headers, secret, now: AT } as const;
    expect(await failureOf(verifyWebhook(delivery))).toBe("not-json");
  });
});
