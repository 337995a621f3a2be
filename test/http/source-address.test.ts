import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressInRanges, clientAddress } from "#src/http/source-address.ts";
import { compileRanges } from "#src/security/address-ranges.ts";

const PROXIES = ["10.0.0.0/8", "::1", "2001:db8:aaaa::/48"];

function caller(peer: string, headers: Record<string, string>): string {
  return clientAddress(peer, new Headers(headers), PROXIES);
}

describe("clientAddress", () => {
  it.each([
    ["an unlisted peer is the caller", "203.0.113.9", "1.1.1.1", "203.0.113.9"],
    ["a listed peer is believed", "10.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["a mapped peer is listed as IPv4", "::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["the rightmost unlisted hop counts", "10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"],
    ["all hops listed: the first one", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["mapped hops come out as IPv4", "10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"],
    ["ports are dropped", "10.0.0.1", "1.1.1.1:4711", "1.1.1.1"],
    ["brackets are dropped", "10.0.0.1", "[2606:4700::1]:4711", "2606:4700::1"],
    ["IPv6 comes out canonical", "10.0.0.1", "2606:4700:0:0::0001", "2606:4700::1"],
    ["zone ids are dropped", "10.0.0.1", "fe80::1%eth0", "fe80::1"],
    ["junk ends the walk", "10.0.0.1", "1.1.1.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["an empty hop ends the walk", "10.0.0.1", "1.1.1.1,,10.0.0.2", "10.0.0.2"],
    ["an empty header names nobody", "10.0.0.1", "", "10.0.0.1"],
    ["octal is not an address", "10.0.0.1", "010.0.0.1", "10.0.0.1"],
    ["decimal is not an address", "10.0.0.1", "16843009", "10.0.0.1"],
    ["a bracketed IPv4 is not an address", "10.0.0.1", "[1.1.1.1]", "10.0.0.1"],
  ])("%s", (_, peer, forwardedFor, expected) => {
    expect(caller(peer, { "x-forwarded-for": forwardedFor })).toBe(expected);
  });

  it.each([
    ["for=1.1.1.1", "1.1.1.1"],
    ["For=1.1.1.1;proto=https;by=10.0.0.1", "1.1.1.1"],
    ['for="1.1.1.1:4711"', "1.1.1.1"],
    ["for=1.1.1.1:4711", "1.1.1.1"],
    ['for="[2606:4700::1]:4711"', "2606:4700::1"],
    ['for=6.6.6.6, for=1.1.1.1;host="a,b;c", for=10.0.0.2', "1.1.1.1"],
    ["for=1.1.1.1, for=unknown, for=10.0.0.2", "10.0.0.2"],
    ["for=1.1.1.1, for=_hidden", "10.0.0.1"],
    ["for=1.1.1.1, proto=https", "10.0.0.1"],
    ["for=1.1.1.1;for=2.2.2.2", "10.0.0.1"],
    ['for=1.1.1.1;x=", for=2.2.2.2', "10.0.0.1"],
    ['for=1.1.1.1;x=", for="[2606:4700::1]"', "10.0.0.1"],
    ["for=1.1.1.1;", "10.0.0.1"],
    ["1.1.1.1", "10.0.0.1"],
    ["", "10.0.0.1"],
  ])("reads Forwarded: %s", (forwarded, expected) => {
    expect(caller("10.0.0.1", { forwarded })).toBe(expected);
  });

  it("believes both headers where they agree, and neither where they do not", () => {
    const agree = { forwarded: "for=1.1.1.1", "x-forwarded-for": "1.1.1.1" };
    const differ = { forwarded: "for=1.1.1.1", "x-forwarded-for": "2.2.2.2" };
    expect(caller("10.0.0.1", agree)).toBe("1.1.1.1");
    expect(caller("10.0.0.1", differ)).toBe("10.0.0.1");
  });

  it("takes compiled ranges as well", () => {
    const headers = new Headers({ "x-forwarded-for": "1.1.1.1" });
    expect(clientAddress("10.0.0.1", headers, compileRanges(PROXIES))).toBe("1.1.1.1");
  });

  it("keeps a peer that is no address as it is", () => {
    expect(caller("", { "x-forwarded-for": "1.1.1.1" })).toBe("");
  });

  const junk = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'for=1.:[]",;\\ %_') }),
    fc.ipV4(),
    fc.ipV6(),
  );

  it("is never moved past an unlisted hop, whatever the caller sends", () => {
    fc.assert(
      fc.property(junk, (sent) => {
        const headers = new Headers();
        headers.set("x-forwarded-for", headerSafe(`${sent}, 9.9.9.9`));
        expect(clientAddress("10.0.0.1", headers, PROXIES)).toBe("9.9.9.9");
      }),
    );
  });

  it("cannot be made to name another caller by a forged Forwarded", () => {
    fc.assert(
      fc.property(junk, fc.constantFrom("for=9.9.9.9", 'for="9.9.9.9:80"'), (sent, appended) => {
        const headers = new Headers({ forwarded: headerSafe(`${sent}, ${appended}`) });
        expect(["9.9.9.9", "10.0.0.1"]).toContain(clientAddress("10.0.0.1", headers, PROXIES));
      }),
      { numRuns: 2_000 },
    );
  });
});

function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

describe("addressInRanges", () => {
  it.each([
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"], true],
    ["::ffff:a01:203", ["10.0.0.0/8"], true],
    ["10.1.2.3", ["::ffff:10.0.0.0/104"], true],
    ["10.1.2.3", ["::/0"], false],
    ["2001:db8::1", ["0.0.0.0/0"], false],
    ["2001:DB8:0::0001", ["2001:db8::/32"], true],
    ["fe80::1%eth0", ["fe80::/10"], true],
    ["1.2.3.4", ["1.2.3.4"], true],
    ["1.2.3.5", ["1.2.3.4"], false],
    ["1.2.3.4", [], false],
    ["010.1.2.3", ["10.0.0.0/8", "8.0.0.0/8"], false],
    ["10.1", ["10.0.0.0/8"], false],
    ["", ["0.0.0.0/0", "::/0"], false],
    ["example.com", ["0.0.0.0/0", "::/0"], false],
  ])("%s in %j: %s", (address, cidrs, expected) => {
    expect(addressInRanges(address, cidrs)).toBe(expected);
  });

  it.each([
    "",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0/8",
    "::/129",
    "a.example",
    "1.2.3.4/8/8",
    "fe80::1%eth0/64",
    "::ffff:10.0.0.0/90",
    "010.0.0.0/8",
    "1.2.3.4/0x8",
  ])("names the bad range %j", (cidr) => {
    expect(() => compileRanges(["10.0.0.0/8", cidr])).toThrow(JSON.stringify(cidr));
  });

  it("agrees with arithmetic on IPv4", () => {
    const number = (ip: string) => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (ip, base, prefix) => {
        const size = 2 ** (32 - prefix);
        const inside = Math.floor(number(ip) / size) === Math.floor(number(base) / size);
        expect(addressInRanges(ip, [`${base}/${prefix}`])).toBe(inside);
        expect(addressInRanges(`::ffff:${ip}`, [`${base}/${prefix}`])).toBe(inside);
      }),
    );
  });
});
