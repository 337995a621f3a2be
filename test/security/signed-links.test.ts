import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createLinkSigner, type LinkClaim } from "#src/security/signed-links.ts";

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);
const CLAIM: LinkClaim = {
  path: "/v1/calls/CA1/recording",
  workspaceId: "01890000-0000-7000-8000-000000000001",
  expiresAt: new Date("2026-03-08T12:00:00.000Z"),
};

/** The same text with another character at a place. */
function changedAt(text: string, index: number): string {
  const other = text.at(index) === "A" ? "B" : "A";
  return `${text.slice(0, index)}${other}${text.slice(index + 1)}`;
}

describe("a signed link", () => {
  const links = createLinkSigner([OLD]);
  const signature = links.sign(CLAIM);

  it("is recognised, also by a gateway that got the same key elsewhere", () => {
    expect(createLinkSigner([OLD]).isSigned(CLAIM, signature)).toBe(true);
  });

  it.each<[string, Partial<LinkClaim>]>([
    ["another path", { path: "/v1/calls/CA2/recording" }],
    ["another part of the call", { path: "/v1/calls/CA1/transcript" }],
    ["another workspace", { workspaceId: "01890000-0000-7000-8000-000000000002" }],
    ["a later end", { expiresAt: new Date("2026-03-08T12:00:01.000Z") }],
  ])("does not stand for %s", (_what, change) => {
    expect(links.isSigned({ ...CLAIM, ...change }, signature)).toBe(false);
  });

  it("does not hold with any one character changed", () => {
    const held = Array.from(signature, (_, index) => changedAt(signature, index)).filter((one) =>
      links.isSigned(CLAIM, one),
    );
    expect(held).toEqual([]);
  });

  it.each(["", "short", "!".repeat(43), `${"A".repeat(44)}`])("is not any text: %j", (text) => {
    expect(links.isSigned(CLAIM, text)).toBe(false);
  });

  it("keeps its parts apart, whatever is in them", () => {
    const one = { ...CLAIM, path: "/a", workspaceId: "b/c" };
    const other = { ...CLAIM, path: "/a,b", workspaceId: "/c" };
    expect(links.sign(one)).not.toBe(links.sign(other));
  });

  it("outlives a rotation for as long as the old key is kept", () => {
    const rotated = createLinkSigner([NEW, OLD]);
    expect(rotated.isSigned(CLAIM, signature)).toBe(true);
    expect(rotated.sign(CLAIM)).toBe(createLinkSigner([NEW]).sign(CLAIM));
    expect(createLinkSigner([NEW]).isSigned(CLAIM, signature)).toBe(false);
  });

  it("is not made with the encryption key itself", () => {
    const seconds = CLAIM.expiresAt.getTime() / 1000;
    const text = JSON.stringify([CLAIM.path, CLAIM.workspaceId, seconds]);
    expect(createHmac("sha256", OLD).update(text).digest("base64url")).not.toBe(signature);
  });

  it("needs a key", () => {
    expect(() => createLinkSigner([])).toThrow("at least one key");
  });
});
