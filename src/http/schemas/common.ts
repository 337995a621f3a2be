import { z } from "@hono/zod-openapi";
import { type IdPrefix, parseId } from "#src/core/ids.ts";

/** An id in a path: a UUID, or its prefixed spelling. UUID out. */
export function pathId(...prefixes: IdPrefix[]) {
  return z
    .string()
    .transform((text, context) => {
      const id = parseId(text, ...prefixes);
      if (id !== null) return id;
      context.addIssue({ code: "custom", message: "is not an id" });
      return z.NEVER;
    })
    .openapi({ type: "string", example: "01987b3e-5f40-7c11-9d7e-0242ac120002" });
}

export const Time = z.iso.datetime().openapi({ example: "2025-08-19T16:00:00.000Z" });

const ListMeta = z
  .object({
    page: z.int().nullable().openapi({ description: "Null where a cursor was given." }),
    limit: z.int(),
    total: z.int().nullable().openapi({ description: "Null where a cursor was given." }),
    pages: z.int().nullable().openapi({ description: "Null where a cursor was given." }),
    totalIsEstimate: z.literal(true).optional().openapi({
      description:
        "There are more rows than are counted (10,000); `total` and `pages` are about right.",
    }),
    hasNext: z.boolean(),
    hasPrev: z.boolean(),
    nextCursor: z.string().nullable().openapi({ description: "Null at the end." }),
    prevCursor: z.string().nullable().openapi({ description: "Null at the beginning." }),
  })
  .openapi("ListMeta");
export type ListMeta = z.infer<typeof ListMeta>;

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), meta: ListMeta });
}

export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

export function jsonContent<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonRequest<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}
