import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AddressRanges } from "#src/provider.ts";
import { createSourceRanges } from "#src/shared-state/source-ranges.ts";
import { recordingLog } from "../support/samples.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "switchhook-ranges-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function rangesOf(cidrs: readonly string[], enforceable = true): { ranges: AddressRanges } {
  return { ranges: { cidrs, names: [], enforceable, source: "none" } };
}

const providers = new Map([
  ["listed", rangesOf(["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"])],
  ["unlisted", rangesOf(["192.0.2.0/24"], false)],
]);

let files = 0;

function open(content?: unknown) {
  if (content === undefined) {
    return createSourceRanges({ providers, file: null, log: recordingLog() });
  }
  const file = join(folder, `${++files}.json`);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return createSourceRanges({ providers, file, log: recordingLog() });
}

describe("the provider's own list", () => {
  it.each<[string, string, boolean]>([
    ["listed", "192.0.2.200", true],
    ["listed", "198.51.100.7", true],
    ["listed", "198.51.100.8", false],
    ["listed", "2001:db8::1", true],
    ["listed", "2001:db9::1", false],
    ["listed", "::ffff:192.0.2.200", true],
    ["listed", "::ffff:203.0.113.1", false],
    ["listed", "not an address", false],
    ["unlisted", "203.0.113.1", true],
    ["unheard of", "203.0.113.1", true],
  ])("of %s says of %s: %s", (provider, address, isAllowed) => {
    using ranges = open();
    expect(ranges.allows(provider, address)).toBe(isAllowed);
  });
});

describe("the operator's file", () => {
  it("replaces the lists that it names, and no others", () => {
    using ranges = open({ unlisted: ["203.0.113.0/24"] });
    expect(ranges.allows("unlisted", "203.0.113.5")).toBe(true);
    expect(ranges.allows("unlisted", "192.0.2.5")).toBe(false);
    expect(ranges.allows("listed", "192.0.2.5")).toBe(true);
  });

  it("may close a provider altogether", () => {
    using ranges = open({ listed: [] });
    expect(ranges.allows("listed", "192.0.2.5")).toBe(false);
  });

  it.each<[string, unknown]>([
    ["that is no JSON", "{"],
    ["that is no object of lists", { listed: "192.0.2.0/24" }],
    ["with a range that is none", { listed: ["192.0.2.0/99"] }],
  ])("%s stops the start", (_what, content) => {
    expect(() => open(content)).toThrow();
  });
});
