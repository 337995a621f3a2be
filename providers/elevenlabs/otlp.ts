import { z } from "zod";
import { Anything, fields, isObject, Label, listOf } from "./tolerant.ts";

/** OpenTelemetry spans in the JSON encoding of OTLP, as far as they are read here. */

export type Attributes = ReadonlyMap<string, unknown>;

export type Span = {
  readonly name: string;
  readonly id: string | null;
  readonly parentId: string | null;
  /** Unix seconds. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly hasFailed: boolean;
  readonly attributes: Attributes;
};

const NANOSECONDS = 1e9;
/** A string of digits, because JSON's numbers are too coarse; protobuf's mapping allows both. */
const Nanoseconds = z.coerce
  .number()
  .positive()
  .transform((nanoseconds) => nanoseconds / NANOSECONDS)
  .nullable()
  .catch(null);

const AttributeList = listOf(z.object({ key: z.string(), value: Anything }));

const RawSpan = z.object({
  name: Label,
  spanId: Label,
  parentSpanId: Label,
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  status: fields({ code: Anything }),
  attributes: AttributeList,
});

export const Traces = fields({
  resourceSpans: listOf(
    z.object({
      resource: fields({ attributes: AttributeList }),
      scopeSpans: listOf(z.object({ spans: listOf(RawSpan) })),
    }),
  ),
});
export type Traces = z.infer<typeof Traces>;

export function spansOf({ resourceSpans }: Traces): readonly Span[] {
  const raw = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  return raw.map((span) => ({
    name: span.name ?? "",
    id: span.spanId,
    parentId: span.parentSpanId,
    startedAt: span.startTimeUnixNano,
    endedAt: span.endTimeUnixNano,
    hasFailed: span.status.code === 2 || span.status.code === "STATUS_CODE_ERROR",
    attributes: attributesOf(span.attributes),
  }));
}

export function resourceAttributes({ resourceSpans }: Traces): Attributes {
  return attributesOf(resourceSpans.flatMap(({ resource }) => resource.attributes));
}

function attributesOf(list: z.infer<typeof AttributeList>): Attributes {
  return new Map(list.map(({ key, value }) => [key, anyValue(value, MAX_DEPTH)]));
}

const MAX_DEPTH = 16;
const SCALARS = ["stringValue", "boolValue", "doubleValue", "bytesValue"];

/** OTLP's AnyValue. Integers come as strings of their digits; those that no number can hold stay strings. */
function anyValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth === 0) return null;
  const { intValue, arrayValue, kvlistValue } = value;
  if (intValue !== undefined) {
    return integer(intValue);
  }
  if (isObject(arrayValue)) return itemsOf(arrayValue).map((item) => anyValue(item, depth - 1));
  if (isObject(kvlistValue)) {
    const entries = AttributeList.parse(itemsOf(kvlistValue));
    return Object.fromEntries(entries.map(({ key, value: of }) => [key, anyValue(of, depth - 1)]));
  }
  return SCALARS.map((name) => value[name]).find(isScalar) ?? null;
}

function integer(value: unknown): unknown {
  if (typeof value !== "string" && typeof value !== "number") return null;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function isScalar(value: unknown): boolean {
  return value !== undefined && typeof value !== "object";
}

function itemsOf({ values }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(values) ? values : [];
}
