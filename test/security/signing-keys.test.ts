import { createPublicKey, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  generateSecret,
  generateSigningKey,
  publicKeyOf,
  standardWebhookHeaders,
} from "#src/security/standard-webhooks.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = '{"test": 2432232314}';

function signatures(signingKey: string, body = BODY): string[] {
  const headers = standardWebhookHeaders(body, {
    secret: SECRET,
    previousSecret: null,
    signingKey,
    messageId: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1614265330_000),
  });
  return headers["webhook-signature"].split(" ");
}

/** With nothing but the public key, as a receiver would. */
function isGenuine(publicKey: string, signature: string, body: string): boolean {
  const x = Buffer.from(publicKey.slice("whpk_".length), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const text = `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`;
  return verify(null, Buffer.from(text), key, Buffer.from(signature.slice(4), "base64"));
}

// Svix's pair, whose signature is also the example of the specification: seed and public key in one.
const SVIX = {
  whole:
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
  seed: "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=",
  publicKey: "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
  signature:
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
};

it.each([
  [
    "the specification's Go library",
    "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=",
    "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==",
  ],
  ["Svix", SVIX.whole, SVIX.signature],
  ["Svix, the seed alone", SVIX.seed, SVIX.signature],
])("matches the vector published with %s", (_who, signingKey, expected) => {
  expect(signatures(signingKey)).toEqual([
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    expected,
  ]);
});

it.each([SVIX.whole, SVIX.seed])("finds the public key of %s", (signingKey) => {
  expect(publicKeyOf(signingKey)).toBe(SVIX.publicKey);
});

describe("a generated pair", () => {
  it("is a seed and the public key that belongs to it", () => {
    const { signingKey, publicKey } = generateSigningKey();
    expect(signingKey).toMatch(/^whsk_[A-Za-z0-9+/]{43}=$/);
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect(publicKeyOf(signingKey)).toBe(publicKey);
  });

  it("is another one each time", () => {
    expect(new Set(Array.from({ length: 20 }, () => generateSigningKey().publicKey)).size).toBe(20);
  });

  it("signs what its public key verifies, and nothing else", () => {
    const { signingKey, publicKey } = generateSigningKey();
    const [, signature = ""] = signatures(signingKey, '{"é":1}');

    expect(signature).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(isGenuine(publicKey, signature, '{"é":1}')).toBe(true);
    expect(isGenuine(publicKey, signature, '{"é":2}')).toBe(false);
    expect(isGenuine(generateSigningKey().publicKey, signature, '{"é":1}')).toBe(false);
  });
});

it("comes after both secrets' signatures, and none is in the others' way", () => {
  const [secret, previousSecret] = [generateSecret(), generateSecret()];
  const { signingKey } = generateSigningKey();
  const headers = standardWebhookHeaders("{}", {
    secret,
    previousSecret,
    signingKey,
    messageId: "m",
    at: new Date(),
  });

  expect(headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+ v1a,\S+$/);
  expect(new Webhook(secret).verify("{}", { ...headers })).toEqual({});
  expect(new Webhook(previousSecret).verify("{}", { ...headers })).toEqual({});
});

it.each([
  ["without its prefix", SVIX.seed.slice("whsk_".length)],
  ["of another kind", SVIX.publicKey],
  ["that is empty", "whsk_"],
  ["that is too short", "whsk_VEVTVA=="],
  ["that is no base64", `whsk_${"!".repeat(44)}`],
  ["between seed and pair", `whsk_${Buffer.alloc(48).toString("base64")}`],
])("refuses a key %s", (_what, signingKey) => {
  expect(() => publicKeyOf(signingKey)).toThrow("a signing key is whsk_ and base64");
});

it("refuses a pair whose halves do not belong together", () => {
  const pair = `whsk_${Buffer.alloc(64, 7).toString("base64")}`;
  expect(() => publicKeyOf(pair)).toThrow("the public half of the signing key is of another key");
  expect(() => signatures(pair)).toThrow("the public half");
});
