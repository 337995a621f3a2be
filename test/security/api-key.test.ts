import { expect, it } from "vitest";
import { apiKeyDigest, generateApiKey } from "#src/security/api-key.ts";

it("generates keys that differ, hold 256 bits and no dot", () => {
  const keys = Array.from({ length: 50 }, generateApiKey);
  expect(new Set(keys.map(({ key }) => key)).size).toBe(50);
  for (const { key, prefix } of keys) {
    expect(key).toMatch(/^shk_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect(prefix).toHaveLength(12);
  }
});

it("digests a key with SHA-256", () => {
  expect(apiKeyDigest("abc").toString("hex")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
