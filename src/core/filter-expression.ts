import { type FilterProblem, problem, readToken, type Token } from "./filter-lexer.ts";
import { ok, type Result } from "./result.ts";

/** Bounds that keep parsing and the resulting SQL small. */
export const FILTER_LIMITS = { bytes: 2048, depth: 16, nodes: 100 } as const;

export const COMPARISONS = ["eq", "ne", "gt", "gte", "lt", "lte", "like", "ilike"] as const;
export type ComparisonOperator = (typeof COMPARISONS)[number];

export type Literal = {
  readonly value: string | number | boolean | null;
  /** Offset in the text. */
  readonly at: number;
};
export type FieldName = { readonly name: string; readonly at: number };

export type Comparison = {
  readonly op: ComparisonOperator;
  readonly at: number;
  readonly field: FieldName;
  readonly value: Literal;
};
export type Membership = {
  readonly op: "in";
  readonly at: number;
  readonly field: FieldName;
  readonly values: readonly Literal[];
};
export type Connective = {
  readonly op: "and" | "or";
  readonly at: number;
  readonly operands: readonly FilterExpression[];
};
export type Negation = {
  readonly op: "not";
  readonly at: number;
  readonly operand: FilterExpression;
};

/** The filter language of the Agents Studio lists: `and(eq(status,"failed"),eq(eventKey,"call.callEnded"))`. */
export type FilterExpression = Comparison | Membership | Connective | Negation;

type Parsed<T> = Result<T, FilterProblem>;
type Cursor = { readonly text: string; position: number; nodes: number };

/** Never throws; the problem names the offset and what was expected there. */
export function parseFilter(text: string): Parsed<FilterExpression> {
  if (new TextEncoder().encode(text).length > FILTER_LIMITS.bytes) {
    return problem(0, `a filter has at most ${FILTER_LIMITS.bytes} bytes`);
  }
  const cursor: Cursor = { text, position: 0, nodes: 0 };
  const expression = readExpression(cursor, 1);
  if (!expression.ok) return expression;
  const rest = take(cursor);
  if (!rest.ok) return rest;
  return rest.value.kind === "end" ? expression : expected("the end of the filter", rest.value);
}

function readExpression(cursor: Cursor, depth: number): Parsed<FilterExpression> {
  const operator = take(cursor);
  if (!operator.ok) return operator;
  const { value: token } = operator;
  if (token.kind !== "word") return expected("an operator such as eq or and", token);
  if (depth > FILTER_LIMITS.depth) {
    return problem(token.at, `a filter is at most ${FILTER_LIMITS.depth} levels deep`);
  }
  const counted = countNode(cursor, token);
  if (!counted.ok) return counted;
  const read = OPERATORS.get(token.text);
  if (read === undefined) {
    const known = [...OPERATORS.keys()].join(", ");
    return problem(token.at, `"${token.text}" is not an operator; there are ${known}`);
  }
  return inParentheses(cursor, token, () => read(cursor, token, depth));
}

type Word = Extract<Token, { kind: "word" }>;
type ReadOperands = (cursor: Cursor, operator: Word, depth: number) => Parsed<FilterExpression>;

const OPERATORS: ReadonlyMap<string, ReadOperands> = new Map([
  ...COMPARISONS.map((op) => [op, comparison(op)] as const),
  ["in", readMembership] as const,
  ["and", connective("and")] as const,
  ["or", connective("or")] as const,
  ["not", readNegation] as const,
]);

function comparison(op: ComparisonOperator): ReadOperands {
  return (cursor, { at }) => {
    const field = readField(cursor);
    if (!field.ok) return field;
    const comma = takePunctuation(cursor, ",");
    if (!comma.ok) return comma;
    const value = readLiteral(cursor);
    return value.ok ? ok({ op, at, field: field.value, value: value.value }) : value;
  };
}

function readMembership(cursor: Cursor, { at }: Word): Parsed<FilterExpression> {
  const field = readField(cursor);
  if (!field.ok) return field;
  const comma = takePunctuation(cursor, ",");
  if (!comma.ok) return comma;
  const values = readList(cursor, () => readLiteral(cursor));
  return values.ok ? ok({ op: "in", at, field: field.value, values: values.value }) : values;
}

function connective(op: "and" | "or"): ReadOperands {
  return (cursor, { at }, depth) => {
    const operands = readList(cursor, () => readExpression(cursor, depth + 1));
    return operands.ok ? ok({ op, at, operands: operands.value }) : operands;
  };
}

function readNegation(cursor: Cursor, { at }: Word, depth: number): Parsed<FilterExpression> {
  const operand = readExpression(cursor, depth + 1);
  return operand.ok ? ok({ op: "not", at, operand: operand.value }) : operand;
}

function inParentheses<T>(cursor: Cursor, { text }: Word, read: () => Parsed<T>): Parsed<T> {
  const opening = takePunctuation(cursor, "(", ` after ${text}`);
  if (!opening.ok) return opening;
  const inner = read();
  if (!inner.ok) return inner;
  const closing = takePunctuation(cursor, ")", ` to close ${text}`);
  return closing.ok ? inner : closing;
}

/** One or more, separated by commas. */
function readList<T>(cursor: Cursor, read: () => Parsed<T>): Parsed<readonly T[]> {
  const items: T[] = [];
  for (;;) {
    const item = read();
    if (!item.ok) return item;
    items.push(item.value);
    const start = cursor.position;
    const separator = take(cursor);
    if (!separator.ok) return separator;
    if (separator.value.kind !== "punctuation" || separator.value.text !== ",") {
      cursor.position = start;
      return ok(items);
    }
  }
}

function readField(cursor: Cursor): Parsed<FieldName> {
  const token = take(cursor);
  if (!token.ok) return token;
  if (token.value.kind !== "word") return expected("the name of a field", token.value);
  return ok({ name: token.value.text, at: token.value.at });
}

const WORD_VALUES: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function readLiteral(cursor: Cursor): Parsed<Literal> {
  const taken = take(cursor);
  if (!taken.ok) return taken;
  const { value: token } = taken;
  const counted = countNode(cursor, token);
  if (!counted.ok) return counted;
  if (token.kind === "string" || token.kind === "number") {
    return ok({ value: token.value, at: token.at });
  }
  const value = token.kind === "word" ? WORD_VALUES.get(token.text) : undefined;
  if (value !== undefined) return ok({ value, at: token.at });
  return expected("a value: a quoted string, a number, true, false or null", token);
}

function countNode(cursor: Cursor, { at }: Token): Parsed<void> {
  cursor.nodes += 1;
  if (cursor.nodes <= FILTER_LIMITS.nodes) return ok();
  return problem(at, `a filter has at most ${FILTER_LIMITS.nodes} operators and values`);
}

function takePunctuation(cursor: Cursor, text: "(" | ")" | ",", where = ""): Parsed<void> {
  const token = take(cursor);
  if (!token.ok) return token;
  if (token.value.kind === "punctuation" && token.value.text === text) return ok();
  return expected(`"${text}"${where}`, token.value);
}

function take(cursor: Cursor): Parsed<Token> {
  const read = readToken(cursor.text, cursor.position);
  if (!read.ok) return read;
  cursor.position = read.value.next;
  return ok(read.value.token);
}

function expected(what: string, found: Token): Result<never, FilterProblem> {
  return problem(found.at, `expected ${what}, found ${describe(found)}`);
}

function describe(token: Token): string {
  if (token.kind === "end") return "the end";
  if (token.kind === "string") return "a string";
  if (token.kind === "number") return `the number ${token.value}`;
  return `"${token.text}"`;
}
