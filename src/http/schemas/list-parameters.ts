import { z } from "@hono/zod-openapi";
import { type Fields, sortable } from "#src/core/filter-fields.ts";
import { DEEPEST_ROW, LONGEST_PAGE } from "#src/core/list-query.ts";

/** Query of a list with these fields. What a parameter says is checked where the list is read, with better words. */
export function listParameters(fields: Fields) {
  const names = Object.keys(fields);
  const [time = "createdAt"] = names.filter((name) => fields[name]?.kind === "date");
  return z.object({
    page: text().openapi({
      type: "integer",
      minimum: 1,
      maximum: DEEPEST_ROW,
      example: 1,
      description: "From 1.",
    }),
    limit: text().openapi({
      type: "integer",
      minimum: 1,
      maximum: LONGEST_PAGE,
      example: 20,
      description: "Items a page.",
    }),
    sort: text().openapi({
      pattern: sortPattern(sortable(fields)),
      example: `-${time}`,
      description: "Fields, with - for descending order.",
    }),
    filter: text().openapi({
      example: `and(gte(${time},"2025-01-01"),lt(${time},"2026-01-01"))`,
      description: `\`eq ne gt gte lt lte in like ilike\` of a field and values, joined by \`and or not\`. There are ${names.join(", ")}.`,
    }),
    cursor: text().openapi({
      description:
        "Instead of `page`: `nextCursor` or `prevCursor` of an answer, with the same sort and filter; or `start`. What arrives meanwhile moves nothing.",
    }),
  });
}

function text() {
  return z.string({ error: "must be given once" }).optional();
}

/** Nothing is no sort. */
function sortPattern(names: readonly string[]): string {
  const key = `-?(?:${names.join("|")})`;
  return `^(?:${key}(?:,${key})*)?$`;
}
