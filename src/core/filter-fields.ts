import { z } from "zod";
import { CALL_STATUSES } from "./call-state.ts";
import { DIALECT_IDS } from "./catalog/define.ts";
import { DELIVERY_STATUSES, ERROR_CLASSES } from "./delivery.ts";
import type {
  Comparison,
  ComparisonOperator,
  FilterExpression,
  Literal,
  Membership,
} from "./filter-expression.ts";
import { type FilterProblem, problem } from "./filter-lexer.ts";
import { type IdPrefix, parseId } from "./ids.ts";
import { RECOVERY_STATES } from "./recovery.ts";
import { normalizeReference } from "./references.ts";
import { ok, type Result } from "./result.ts";
import { UNDELIVERED_REASONS } from "./undelivered.ts";

export type FieldType =
  | { readonly kind: "text" | "number" | "boolean" | "date" }
  | { readonly kind: "id"; readonly prefixes: readonly IdPrefix[] }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** Numbers to dial, however they are written: for searching alone. */
  | { readonly kind: "phone" };
export type Fields = Readonly<Record<string, FieldType>>;

/** Names of the fields that a list can be sorted by. */
export function sortable(fields: Fields): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind !== "phone");
}

const text = { kind: "text" } as const;
const number = { kind: "number" } as const;
const boolean = { kind: "boolean" } as const;
const date = { kind: "date" } as const;
const phone = { kind: "phone" } as const;

/** Fields by which each list can be filtered and sorted. */
export const WEBHOOK_FIELDS = {
  id: { kind: "id", prefixes: ["wh"] },
  name: text,
  dialect: { kind: "choice", choices: DIALECT_IDS },
  url: text,
  isActive: boolean,
  agentId: { kind: "id", prefixes: [] },
  method: { kind: "choice", choices: ["POST", "GET"] },
  description: text,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const SUBSCRIPTION_FIELDS = {
  id: { kind: "id", prefixes: ["sub"] },
  eventKey: text,
  isActive: boolean,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const DELIVERY_FIELDS = {
  id: { kind: "id", prefixes: ["evt"] },
  status: { kind: "choice", choices: DELIVERY_STATUSES },
  eventKey: text,
  eventId: { kind: "id", prefixes: ["evt"] },
  isTest: boolean,
  responseStatus: number,
  attempts: number,
  errorClass: { kind: "choice", choices: ERROR_CLASSES },
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

/** Of the deliveries of all webhooks. */
export const ALL_DELIVERY_FIELDS = {
  ...DELIVERY_FIELDS,
  webhookId: { kind: "id", prefixes: ["wh"] },
  dialect: { kind: "choice", choices: DIALECT_IDS },
} as const satisfies Fields;

export const RECOVERY_FIELDS = {
  id: { kind: "id", prefixes: [] },
  state: { kind: "choice", choices: RECOVERY_STATES },
  createdAt: date,
  endedAt: date,
} as const satisfies Fields;

export const CALL_FIELDS = {
  id: { kind: "id", prefixes: [] },
  callId: text,
  status: { kind: "choice", choices: CALL_STATUSES },
  direction: { kind: "choice", choices: ["inbound", "outbound"] },
  fromNumber: text,
  toNumber: text,
  from: phone,
  to: phone,
  phone,
  agentId: { kind: "id", prefixes: [] },
  startedAt: date,
  answeredAt: date,
  endedAt: date,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const EVENT_FIELDS = {
  id: { kind: "id", prefixes: ["evt"] },
  type: text,
  occurredAt: date,
  createdAt: date,
  agentId: { kind: "id", prefixes: [] },
  workflowId: text,
  callId: text,
  conversationId: text,
  callbackId: { kind: "id", prefixes: [] },
  provider: text,
  phone,
} as const satisfies Fields;

export const CALLBACK_FIELDS = {
  id: { kind: "id", prefixes: [] },
  provider: text,
  type: text,
  verdict: { kind: "choice", choices: ["accepted", "unreadable", "rejected"] },
  reason: text,
  connectionId: { kind: "id", prefixes: [] },
  callId: text,
  receivedAt: date,
} as const satisfies Fields;

export const CONNECTION_FIELDS = {
  id: { kind: "id", prefixes: [] },
  provider: text,
  name: text,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const AGENT_FIELDS = {
  id: { kind: "id", prefixes: [] },
  name: text,
  /** All of them as one text, a space between. */
  references: text,
  isActive: boolean,
  isMailbox: boolean,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const WORKFLOW_FIELDS = {
  id: { kind: "id", prefixes: [] },
  name: text,
  reference: text,
  createdAt: date,
  updatedAt: date,
} as const satisfies Fields;

export const API_KEY_FIELDS = {
  id: { kind: "id", prefixes: [] },
  name: text,
  prefix: text,
  createdAt: date,
  lastUsedAt: date,
} as const satisfies Fields;

export const UNDELIVERED_FIELDS = {
  id: { kind: "id", prefixes: ["evt"] },
  reason: { kind: "choice", choices: UNDELIVERED_REASONS },
  webhookId: { kind: "id", prefixes: ["wh"] },
  eventId: { kind: "id", prefixes: ["evt"] },
  type: text,
  agentId: { kind: "id", prefixes: [] },
  at: date,
} as const satisfies Fields;

export type FilterValue = string | number | boolean | Date | null;

/** A filter whose fields exist and whose values fit them; ids are UUIDs, dates are dates. */
export type Filter<Field extends string = string> =
  | { readonly op: ComparisonOperator; readonly field: Field; readonly value: FilterValue }
  | { readonly op: "in"; readonly field: Field; readonly values: readonly FilterValue[] }
  | { readonly op: "and" | "or"; readonly operands: readonly Filter<Field>[] }
  | { readonly op: "not"; readonly operand: Filter<Field> };

type Checked<T> = Result<T, FilterProblem>;

export function checkFilter<F extends Fields>(
  expression: FilterExpression,
  fields: F,
): Checked<Filter<keyof F & string>> {
  if ("operand" in expression) {
    const operand = checkFilter(expression.operand, fields);
    return operand.ok ? ok({ op: expression.op, operand: operand.value }) : operand;
  }
  if ("operands" in expression) {
    const operands = all(expression.operands, (operand) => checkFilter(operand, fields));
    return operands.ok ? ok({ op: expression.op, operands: operands.value }) : operands;
  }
  return checkLeaf(expression, fields);
}

function checkLeaf<F extends Fields>(
  leaf: Comparison | Membership,
  fields: F,
): Checked<Filter<keyof F & string>> {
  const { name, at } = leaf.field;
  const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (type === undefined) {
    const known = Object.keys(fields).join(", ");
    return problem(at, `"${name}" is not a field of this list; there are ${known}`);
  }
  const field: keyof F & string = name;
  const { op } = leaf;
  if (op === "in") {
    const values = all(leaf.values, (value) => checkValue(value, name, type));
    return values.ok ? ok({ op, field, values: values.value }) : values;
  }
  const fits = checkOperator(leaf, type);
  if (!fits.ok) return fits;
  const isPattern = op === "like" || op === "ilike";
  const value = isPattern ? checkPattern(op, leaf.value) : checkValue(leaf.value, name, type);
  return value.ok ? ok({ op, field, value: value.value }) : value;
}

const ORDERED: ReadonlySet<FieldType["kind"]> = new Set(["text", "number", "date", "id"]);

function checkOperator({ op, at, field, value }: Comparison, { kind }: FieldType): Checked<void> {
  if (op === "eq" || op === "ne") return ok();
  if (op === "like" || op === "ilike") {
    const isText = kind === "text" || kind === "choice";
    return isText ? ok() : problem(at, `${op} is for text, ${field.name} takes ${EXPECTED[kind]}`);
  }
  if (!ORDERED.has(kind)) return problem(at, `${op} does not apply to ${field.name}`);
  return value.value === null ? problem(value.at, `${op} does not compare with null`) : ok();
}

/** PostgreSQL refuses a pattern that ends in the middle of an escape. */
function checkPattern(op: string, { value, at }: Literal): Checked<FilterValue> {
  if (typeof value !== "string") return problem(at, `${op} takes a string with % and _`);
  const trailing = /\\*$/.exec(value)?.[0].length ?? 0;
  return trailing % 2 === 0 ? ok(value) : problem(at, "a pattern does not end in a single \\");
}

const EXPECTED = {
  text: "a string",
  number: "a number",
  boolean: "true or false",
  date: 'a time such as "2025-08-19T16:00:00.000Z"',
  id: "an id",
  choice: "one of its values",
  phone: 'a number to dial such as "+525538808448"',
} as const satisfies Record<FieldType["kind"], string>;

function checkValue({ value, at }: Literal, name: string, type: FieldType): Checked<FilterValue> {
  if (value === null && type.kind !== "phone") return ok(null);
  const converted = value === null ? undefined : convert(value, type);
  if (converted !== undefined) return ok(converted);
  const wanted = type.kind === "choice" ? `one of ${type.choices.join(", ")}` : EXPECTED[type.kind];
  return problem(at, `${name} takes ${wanted}`);
}

const Time = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Undefined where the value does not fit the field. */
export function convert(
  value: string | number | boolean,
  type: FieldType,
): FilterValue | undefined {
  if (type.kind === "number" || type.kind === "boolean") {
    return typeof value === type.kind ? value : undefined;
  }
  return typeof value === "string" ? convertText(value, type) : undefined;
}

function convertText(value: string, type: FieldType): FilterValue | undefined {
  if (type.kind === "date") return Time.safeParse(value).success ? new Date(value) : undefined;
  if (type.kind === "id") return parseId(value, ...type.prefixes) ?? undefined;
  if (type.kind === "choice") return type.choices.includes(value) ? value : undefined;
  if (type.kind === "phone") return normalizeReference(value) || undefined;
  return value;
}

function all<In, Out>(items: readonly In[], check: (item: In) => Checked<Out>): Checked<Out[]> {
  const checked: Out[] = [];
  for (const item of items) {
    const result = check(item);
    if (!result.ok) return result;
    checked.push(result.value);
  }
  return ok(checked);
}
