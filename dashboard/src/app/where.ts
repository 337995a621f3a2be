type Literal = string | number | boolean | null;
type Part = string | undefined;

/** Words of the API's filter language; a part that is undefined is left out. */
export const where = {
  eq: comparison("eq"),
  ne: comparison("ne"),
  gt: comparison("gt"),
  gte: comparison("gte"),
  lt: comparison("lt"),
  lte: comparison("lte"),
  /** Text that has `%` and `_` as its wildcards. */
  like: comparison("like"),
  /** Text anywhere in the field, in either case; undefined where there is nothing to look for. */
  contains(field: string, text: string): Part {
    const plain = text.trim().replace(/[\\%_]/g, "\\$&");
    return plain === "" ? undefined : comparison("ilike")(field, `%${plain}%`);
  },
  oneOf(field: string, values: readonly Literal[]): Part {
    return values.length === 0 ? undefined : `in(${[field, ...values.map(literal)].join(",")})`;
  },
  and: connective("and"),
  or: connective("or"),
  not: (part: string): string => `not(${part})`,
};

function comparison(op: string) {
  return (field: string, value: Literal): string => `${op}(${field},${literal(value)})`;
}

function connective(op: string) {
  return (...parts: readonly Part[]): Part => {
    const given = parts.filter((part) => part !== undefined);
    return given.length < 2 ? given[0] : `${op}(${given.join(",")})`;
  };
}

/** Characters that the language takes as escapes only, and JSON leaves as they are. */
const CONTROL = /[\u007f-\u009f]/g;

function literal(value: Literal): string {
  return JSON.stringify(value).replace(
    CONTROL,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
