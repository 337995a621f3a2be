import { expect, it } from "vitest";
import {
  equalBytes,
  equalText,
  hmacBase64,
  hmacHex,
  sha256,
  sha256Hex,
} from "#src/security/hmac.ts";

// RFC 4231 test case 2 and RFC 2202 test case 2.
const KEY = "Jefe";
const DATA = "what do ya want for nothing?";
const SHA256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
const SHA1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";

it("matches the published HMAC vectors", () => {
  expect(hmacHex("sha256", KEY, DATA)).toBe(SHA256);
  expect(hmacHex("sha1", KEY, DATA)).toBe(SHA1);
  expect(hmacBase64("sha256", KEY, DATA)).toBe(Buffer.from(SHA256, "hex").toString("base64"));
});

it("signs the parts joined, whether they are text or bytes", () => {
  const parts = ["what do ya ", new TextEncoder().encode("want for "), "nothing?"];
  expect(hmacHex("sha256", new TextEncoder().encode(KEY), ...parts)).toBe(SHA256);
});

it("hashes text as UTF-8", () => {
  // FIPS 180-2 "abc".
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256("é")).toEqual(sha256(new Uint8Array([0xc3, 0xa9])));
});

it.each([
  ["", "", true],
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "ab", false],
  ["é", "é", true],
  ["é", "ab", false],
])("compares %j with %j", (a, b, equal) => {
  expect(equalText(a, b)).toBe(equal);
  expect(equalBytes(Buffer.from(a), Buffer.from(b))).toBe(equal);
});
