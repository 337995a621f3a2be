import { describe, expect, it } from "vitest";
import { whatsapp } from "#providers/whatsapp/index.ts";
import { SECRET } from "./callbacks.ts";

describe("a connection", () => {
  it("takes every setting it documents", () => {
    const settings = {
      verifyToken: "token",
      enrichmentWindowSeconds: 30,
      mailbox: true,
      sourceAddresses: ["203.0.113.7", "198.51.100.0/24", "2001:db8::1", "2001:db8::/32"],
    };
    const connection = { secrets: [SECRET], settings };
    expect(whatsapp.settings.parse(connection)).toEqual(connection);
  });

  it("has no settings by default", () => {
    expect(whatsapp.settings.parse({ secrets: [SECRET] })).toEqual({
      secrets: [SECRET],
      settings: {},
    });
  });

  it.each([
    ["an unknown setting", { verify_token: "x" }, "unknown: verify_token; a whatsapp connection"],
    ["an empty token", { verifyToken: "" }, "verifyToken"],
    ["an address that is none", { sourceAddresses: ["meta"] }, "expected an IP address or a CIDR"],
    ["a negative window", { enrichmentWindowSeconds: -1 }, "enrichmentWindowSeconds"],
  ])("refuses %s", (_case, settings, message) => {
    expect(() => whatsapp.open({ secrets: [SECRET], settings })).toThrow(message);
  });

  it("refuses an empty secret, with which anybody could sign", () => {
    expect(() => whatsapp.open({ secrets: [""], settings: {} })).toThrow("cannot be empty");
  });
});

describe("the provider", () => {
  it("takes bodies of 4 MiB", () => {
    expect(whatsapp.bodyLimitBytes(new Uint8Array())).toBe(4 * 1024 * 1024);
  });

  it("knows Meta's address ranges in both families, none of them broad", () => {
    const { cidrs, enforceable, source } = whatsapp.ranges;
    const isNarrow = (cidr: string) => {
      const length = Number(cidr.split("/")[1]);
      return cidr.includes(":") ? length >= 29 : length >= 14;
    };
    expect(enforceable).toBe(true);
    expect(source).toContain("AS32934");
    expect(cidrs).toContain("173.252.64.0/18");
    expect(cidrs).toContain("2a03:2880::/29");
    expect(cidrs.filter((cidr) => !isNarrow(cidr))).toEqual([]);
    expect(new Set(cidrs).size).toBe(cidrs.length);
  });
});
