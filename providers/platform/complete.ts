import { z } from "zod";

/**
 * The value with what its schema lets be empty filled in where it was left out: null, an empty record, an empty list.
 * What is there stays as it is, right or wrong.
 */
export function complete(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodNullable) return complete(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => complete(schema.element, item));
  }
  return schema instanceof z.ZodObject && isRecord(value) ? completeObject(schema, value) : value;
}

function completeObject(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const fields = Object.entries(schema.shape).map(([name, field]) => [
    name,
    Object.hasOwn(value, name) ? complete(field, value[name]) : emptyFor(field),
  ]);
  return { ...value, ...Object.fromEntries(fields) };
}

/** Undefined where the schema insists on something. */
function emptyFor(field: z.core.$ZodType): unknown {
  if (z.safeParse(field, null).success) return null;
  if (field instanceof z.ZodRecord) return {};
  return field instanceof z.ZodArray ? [] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
