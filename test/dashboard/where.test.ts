import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { where } from "#dashboard/app/where.ts";
import { parseFilter } from "#src/core/filter-expression.ts";

describe("the filters that the console asks with", () => {
  it("leave out what nobody asked for", () => {
    const none = where.contains("name", "  ");
    expect(where.and(none, undefined)).toBeUndefined();
    expect(where.and(none, where.eq("status", "failed"))).toBe('eq(status,"failed")');
    expect(where.oneOf("id", [])).toBeUndefined();
    expect(where.and(where.eq("a", 1), where.or(where.gt("b", true), where.eq("c", null)))).toBe(
      "and(eq(a,1),or(gt(b,true),eq(c,null)))",
    );
  });

  it("find text with wildcards in it as it is", () => {
    expect(where.contains("name", "50%_\\")).toBe('ilike(name,"%50\\\\%\\\\_\\\\\\\\%")');
  });

  it("are understood by the gateway, whatever is typed", () => {
    const point = fc.integer({ min: 1, max: 0x10ffff }).filter((n) => n < 0xd800 || n > 0xdfff);
    const low = fc.integer({ min: 1, max: 0x300 });
    const typed = fc
      .array(fc.oneof(low, point), { maxLength: 20 })
      .map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseFilter(where.eq("name", text));
        return parsed.ok && parsed.value.op === "eq" && parsed.value.value.value === text;
      }),
    );
  });
});
