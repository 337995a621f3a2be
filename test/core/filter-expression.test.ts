import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FilterExpression, parseFilter } from "#src/core/filter-expression.ts";
import { checkFilter, DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { prefixedId } from "#src/core/ids.ts";
import { among, combined, compared, printFilter } from "../support/filters.ts";

const UUID = "01987b3e-5f40-7c11-9d7e-0242ac120002";

/** The same expression at no place in particular. */
function unplaced(expression: FilterExpression): FilterExpression {
  if ("operand" in expression) {
    return { op: expression.op, at: 0, operand: unplaced(expression.operand) };
  }
  if ("operands" in expression) {
    return { op: expression.op, at: 0, operands: expression.operands.map(unplaced) };
  }
  const { name } = expression.field;
  if ("values" in expression) {
    return among(
      name,
      expression.values.map(({ value }) => value),
    );
  }
  return compared(expression.op, name, expression.value.value);
}

function parsed(text: string): FilterExpression {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(`${result.reason.position}: ${result.reason.message}`);
  return unplaced(result.value);
}

function checked(text: string) {
  const result = parseFilter(text);
  return result.ok ? checkFilter(result.value, DELIVERY_FIELDS) : result;
}

function problemOf(text: string) {
  const result = checked(text);
  return result.ok ? null : result.reason;
}

const storable = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => {
  return !text.includes("\0") && text.isWellFormed();
});
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
);
const value = fc.oneof(storable, number, fc.boolean(), fc.constant(null));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
const leaf = fc.oneof(
  fc
    .tuple(fc.constantFrom("eq", "ne", "gt", "gte", "lt", "lte", "like"), name, value)
    .map(([op, field, operand]) => compared(op, field, operand)),
  fc
    .tuple(name, fc.array(value, { minLength: 1, maxLength: 4 }))
    .map(([field, values]) => among(field, values)),
);

describe("parsing a filter", () => {
  it("reads the filter of the document", () => {
    expect(parsed('and(eq(status,"failed"),eq(eventKey,"call.callEnded"))')).toEqual({
      op: "and",
      at: 0,
      operands: [compared("eq", "status", "failed"), compared("eq", "eventKey", "call.callEnded")],
    });
  });

  it.each<[string, FilterExpression]>([
    ["eq(a,null)", compared("eq", "a", null)],
    ["ne(a,true)", compared("ne", "a", true)],
    ["gt(a,-1.5e3)", compared("gt", "a", -1500)],
    ["gte(a,0)", compared("gte", "a", 0)],
    [' lt\n( a ,\t"x" ) ', compared("lt", "a", "x")],
    [String.raw`lte(a,"\"\\\/\b\f\n\r\t\u00e9")`, compared("lte", "a", '"\\/\b\f\n\r\té')],
    ['like(a,"call.%")', compared("like", "a", "call.%")],
    ['like(a,"😀")', compared("like", "a", "😀")],
    ['in(a,"x",1,false,null)', among("a", ["x", 1, false, null])],
    ["not(eq(a,1))", { op: "not", at: 0, operand: compared("eq", "a", 1) }],
    ["or(eq(a,1))", { op: "or", at: 0, operands: [compared("eq", "a", 1)] }],
    ["eq(null,null)", compared("eq", "null", null)],
  ])("reads %s", (text, expression) => {
    expect(parsed(text)).toEqual(expression);
  });

  it("reads back whatever is written", () => {
    fc.assert(
      fc.property(combined(leaf), (expression) => {
        const text = printFilter(expression);
        const result = parseFilter(text);
        fc.pre(result.ok || !/at most/.test(result.reason.message));
        expect(parsed(text)).toEqual(expression);
      }),
    );
  });

  it("never throws, and names a place inside the text", () => {
    const pieces = fc.constantFrom(
      ...'and or not eq in like gt ( ) , " \\ true null 1 -1 1e9 - . é \ud800 \0 \n status'.split(
        " ",
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
      combined(leaf).map((expression) => printFilter(expression).slice(0, -1)),
    );
    fc.assert(
      fc.property(text, (input) => {
        const problem = problemOf(input);
        if (problem === null) return;
        expect(problem.position).toBeGreaterThanOrEqual(0);
        expect(problem.position).toBeLessThanOrEqual(input.length);
        expect(problem.message).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["", 0, "expected an operator such as eq or and, found the end"],
    ["status", 0, '"status" is not an operator; there are eq, ne,'],
    ["eq", 2, 'expected "(" after eq, found the end'],
    ["eq)", 2, 'expected "(" after eq, found ")"'],
    ["eq()", 3, 'expected the name of a field, found ")"'],
    ['eq("status","x")', 3, "expected the name of a field, found a string"],
    ["eq(status)", 9, 'expected ",", found ")"'],
    [
      "eq(status,)",
      10,
      'expected a value: a quoted string, a number, true, false or null, found ")"',
    ],
    ["eq(status,failed)", 10, "expected a value"],
    ['eq(status,"failed"', 18, 'expected ")" to close eq, found the end'],
    ['eq(status,"failed","x")', 18, 'expected ")" to close eq, found ","'],
    ['eq(status,"failed") or', 20, 'expected the end of the filter, found "or"'],
    ['eq(status,"failed)', 10, "this string is not closed"],
    [String.raw`eq(status,"\x")`, 10, "bad escape"],
    ['eq(status,"a\nb")', 10, "not closed"],
    [String.raw`eq(status,"\u0000")`, 10, "neither NUL nor half of a surrogate pair"],
    ['eq(status,"\0")', 10, "bad escape"],
    [String.raw`eq(status,"\ud800")`, 10, "half of a surrogate pair"],
    ["eq(attempts,01)", 12, 'found "0"'],
    ["eq(attempts,+1)", 12, 'found "+"'],
    ["eq(attempts,.5)", 12, 'found "."'],
    ["eq(attempts,1x)", 12, 'found "1"'],
    ["eq(attempts,1e999)", 12, "this number is too large"],
    ["eq(attempts,NaN)", 12, 'found "NaN"'],
    ["eq(attempts,😀)", 12, 'found "😀"'],
    ["and()", 4, 'expected an operator such as eq or and, found ")"'],
    ["in(status)", 9, 'expected ","'],
    ["in(status,)", 10, "expected a value"],
    ["not(eq(attempts,1),eq(attempts,2))", 18, 'expected ")" to close not'],
    ["EQ(attempts,1)", 0, '"EQ" is not an operator'],
    ["eq(attempts,1);drop table webhooks", 14, 'found ";"'],
  ])("says what is wrong with %j", (text, position, message) => {
    expect(problemOf(text)).toEqual({ position, message: expect.stringContaining(message) });
  });

  it("stops at 16 levels", () => {
    const nested = (depth: number) =>
      `${"not(".repeat(depth - 1)}eq(attempts,1)${")".repeat(depth - 1)}`;
    expect(problemOf(nested(16))).toBeNull();
    expect(problemOf(nested(17))).toEqual({
      position: 64,
      message: "a filter is at most 16 levels deep",
    });
  });

  it("stops at 100 operators and values", () => {
    const list = (count: number) => `in(attempts,${Array(count).fill("1").join(",")})`;
    expect(problemOf(list(99))).toBeNull();
    expect(problemOf(list(100))?.message).toBe("a filter has at most 100 operators and values");
  });

  it("stops at 2048 bytes", () => {
    const text = (bytes: number) => `eq(eventKey,"é${"x".repeat(bytes - 17)}")`;
    expect(new TextEncoder().encode(text(2048)).length).toBe(2048);
    expect(problemOf(text(2048))).toBeNull();
    expect(problemOf(text(2049))?.message).toBe("a filter has at most 2048 bytes");
  });
});

describe("checking a filter against the fields of a list", () => {
  it.each([
    ["eq(secret,1)", 3, '"secret" is not a field of this list; there are id, status, eventKey'],
    ["eq(toString,1)", 3, '"toString" is not a field'],
    ["eq(__proto__,1)", 3, '"__proto__" is not a field'],
    ["or(eq(attempts,1),eq(nope,1))", 21, '"nope" is not a field'],
    ["not(eq(nope,1))", 7, '"nope" is not a field'],
    ['eq(attempts,"1")', 12, "attempts takes a number"],
    ["eq(eventKey,1)", 12, "eventKey takes a string"],
    ['in(eventKey,"x",true)', 16, "eventKey takes a string"],
    ['eq(status,"lost")', 10, "status takes one of pending, delivered, failed, suppressed"],
    ['eq(id,"wh_x")', 6, "id takes an id"],
    ['eq(createdAt,"yesterday")', 13, 'createdAt takes a time such as "2025-'],
    ['eq(createdAt,"2025-02-30")', 13, "createdAt takes a time"],
    ['eq(createdAt,"2025-02-28T10:00:00")', 13, "createdAt takes a time"],
    ["gt(createdAt,1)", 13, "createdAt takes a time"],
    ['like(attempts,"1%")', 0, "like is for text, attempts takes a number"],
    ["like(eventKey,1)", 14, "like takes a string with % and _"],
    ["like(eventKey,null)", 14, "like takes a string with % and _"],
    [String.raw`like(eventKey,"x\\")`, 14, "does not end in a single \\"],
    ['gt(status,"failed")', 0, "gt does not apply to status"],
    ["lt(attempts,null)", 12, "lt does not compare with null"],
  ])("says what is wrong with %j", (text, position, message) => {
    expect(problemOf(text)).toEqual({ position, message: expect.stringContaining(message) });
  });

  it.each([
    ['eq(id,"01987B3E-5F40-7C11-9D7E-0242AC120002")', "01987b3e-5f40-7c11-9d7e-0242ac120002"],
    [`eq(eventId,"${prefixedId("evt", UUID)}")`, UUID],
    ['eq(createdAt,"2025-08-19")', new Date("2025-08-19T00:00:00.000Z")],
    ['eq(createdAt,"2025-08-19T16:00:00+02:00")', new Date("2025-08-19T14:00:00.000Z")],
    ['eq(createdAt,"0000-01-01T00:00:00Z")', new Date("0000-01-01T00:00:00Z")],
    ["eq(responseStatus,null)", null],
    [String.raw`like(eventKey,"100\\%\\\\")`, "100\\%\\\\"],
  ])("turns the value of %j into what the column holds", (text, expected) => {
    expect(checked(text)).toMatchObject({ ok: true, value: { value: expected } });
  });
});
