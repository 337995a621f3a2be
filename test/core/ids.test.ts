import fc from "fast-check";
import { v7 } from "uuid";
import { describe, expect, it } from "vitest";
import { firstIdAt, parseId, prefixedId } from "#src/core/ids.ts";

const UUID = "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90";

describe("prefixed ids", () => {
  it.each([
    ["00000000-0000-0000-0000-000000000000", "00000000000000000000000000"],
    ["ffffffff-ffff-ffff-ffff-ffffffffffff", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    // From the TypeID specification's own list of valid ids.
    ["01890a5d-ac96-774b-bcce-b302099a8057", "01H455VB4PEX5VSKNK084SN02Q"],
  ])("spells %s as 26 characters of Crockford's base 32", (uuid, suffix) => {
    expect(prefixedId("wh", uuid)).toBe(`wh_${suffix}`);
  });

  it("reads back every UUID", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom("wh", "sub", "evt"), (uuid, prefix) => {
        expect(parseId(prefixedId(prefix, uuid), prefix)).toBe(uuid);
      }),
    );
  });

  it("sorts as the UUIDs do", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        expect(prefixedId("evt", a) < prefixedId("evt", b)).toBe(a < b);
      }),
    );
  });
});

describe("parsing", () => {
  it("takes a UUID in either case and gives it in lower case", () => {
    expect(parseId(UUID.toUpperCase(), "wh")).toBe(UUID);
  });

  it("takes the suffix in either case", () => {
    expect(parseId(prefixedId("wh", UUID).toLowerCase(), "wh")).toBe(UUID);
  });

  it("takes any of the prefixes given, and no other", () => {
    expect(parseId(prefixedId("sub", UUID), "wh", "sub")).toBe(UUID);
    expect(parseId(prefixedId("sub", UUID), "wh")).toBeNull();
    expect(parseId(prefixedId("sub", UUID))).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["a word", "webhook"],
    ["no suffix", "wh_"],
    ["no prefix", "_01H455VB4PEX5VSKNK084SN02Q"],
    ["a suffix too short", "wh_01H455VB4PEX5VSKNK084SN02"],
    ["a suffix too long", "wh_01H455VB4PEX5VSKNK084SN02QQ"],
    ["more than 128 bits", "wh_8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["letters outside the alphabet", "wh_01H455VB4PEX5VSKNK084SN0UI"],
    ["a UUID without dashes", UUID.replaceAll("-", "")],
    ["a UUID and more", `${UUID}0`],
    ["a prefixed UUID", `wh_${UUID}`],
    ["line breaks", `${UUID}\n`],
    ["SQL", "' or 1=1 --"],
  ])("refuses %s", (_what, text) => {
    expect(parseId(text, "wh")).toBeNull();
  });
});

describe("the first id at a time", () => {
  it("lies above every id made before and below every one made then", () => {
    const time = fc.date({ min: new Date(1), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(time, (at) => {
        const before = v7({ msecs: at.getTime() - 1 });
        const then = v7({ msecs: at.getTime(), seq: 0 });
        expect(before < firstIdAt(at)).toBe(true);
        expect(firstIdAt(at) <= then).toBe(true);
      }),
    );
  });
});
