import type { Filter, FilterValue } from "./filter-fields.ts";

/** The values of which a row must have one in a field to get through a filter; null where it may have any. */
export function valuesAsked<Field extends string>(
  filter: Filter<Field> | null,
  field: Field,
): readonly FilterValue[] | null {
  if (filter === null || "operand" in filter) return null;
  if ("operands" in filter) {
    const asked = filter.operands.map((operand) => valuesAsked(operand, field));
    if (filter.op === "and") return asked.find((values) => values !== null) ?? null;
    return asked.includes(null) ? null : asked.flatMap((values) => values ?? []);
  }
  if (filter.field !== field) return null;
  if ("values" in filter) return filter.values;
  return filter.op === "eq" ? [filter.value] : null;
}
