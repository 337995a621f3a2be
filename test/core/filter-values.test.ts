import { describe, expect, it } from "vitest";
import { parseFilter } from "#src/core/filter-expression.ts";
import { checkFilter, DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { valuesAsked } from "#src/core/filter-values.ts";

function asked(text: string) {
  const parsed = parseFilter(text);
  const checked = parsed.ok ? checkFilter(parsed.value, DELIVERY_FIELDS) : parsed;
  if (!checked.ok) throw new Error(checked.reason.message);
  return valuesAsked(checked.value, "status");
}

describe("a filter", () => {
  it.each<[string, readonly string[] | null]>([
    ['eq(status,"failed")', ["failed"]],
    ['in(status,"failed","pending")', ["failed", "pending"]],
    ['and(eq(attempts,1),eq(status,"failed"))', ["failed"]],
    [
      'or(eq(status,"failed"),in(status,"pending","delivered"))',
      ["failed", "pending", "delivered"],
    ],
    ['or(eq(status,"failed"),eq(attempts,1))', null],
    ['and(eq(attempts,1),or(eq(attempts,2),eq(status,"failed")))', null],
    ['not(eq(status,"failed"))', null],
    ['ne(status,"failed")', null],
    ["eq(attempts,1)", null],
  ])("%s leaves %j", (text, values) => {
    expect(asked(text)).toEqual(values);
  });

  it("that is none leaves everything", () => {
    expect(valuesAsked(null, "status")).toBeNull();
  });
});
