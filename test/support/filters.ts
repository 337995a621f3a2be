import fc from "fast-check";
import type { ComparisonOperator, FilterExpression } from "#src/core/filter-expression.ts";

type Value = string | number | boolean | null;

/** The text that reads as this expression. */
export function printFilter(expression: FilterExpression): string {
  if ("operand" in expression) return `not(${printFilter(expression.operand)})`;
  if ("operands" in expression) {
    return `${expression.op}(${expression.operands.map(printFilter).join(",")})`;
  }
  const values = "values" in expression ? expression.values : [expression.value];
  const literals = values.map(({ value }) => JSON.stringify(value));
  return `${expression.op}(${expression.field.name},${literals.join(",")})`;
}

/** Leaves combined with and, or and not. */
export function combined(leaf: fc.Arbitrary<FilterExpression>): fc.Arbitrary<FilterExpression> {
  const { expression } = fc.letrec<{ expression: FilterExpression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true, maxDepth: 4 },
      leaf,
      fc.record({
        op: fc.constantFrom("and" as const, "or" as const),
        at: fc.constant(0),
        operands: fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        op: fc.constant("not" as const),
        at: fc.constant(0),
        operand: tie("expression"),
      }),
    ),
  }));
  return expression;
}

export function compared(op: ComparisonOperator, name: string, value: Value): FilterExpression {
  return { op, at: 0, field: { name, at: 0 }, value: { value, at: 0 } };
}

export function among(name: string, values: readonly Value[]): FilterExpression {
  return {
    op: "in",
    at: 0,
    field: { name, at: 0 },
    values: values.map((value) => ({ value, at: 0 })),
  };
}
