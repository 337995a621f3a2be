import { z } from "@hono/zod-openapi";

/** Of a route that changes what a client may have read before. */
export const IfMatch = z.object({
  "if-match": z.string().optional().openapi({
    pattern: '^(?:\\*|[\\t ,]*(?:(?:W/)?"[!#-~]*"[\\t ]*(?:,[\\t ,]*|$))+)$',
    example: '"3"',
    description: "The change is made only from one of these states (412 otherwise); * is any.",
  }),
});

const ETag = z.object({
  ETag: z.string().openapi({ example: '"3"', description: "Names this state, for If-Match." }),
});

/** JSON with the tag of the state that it shows. */
export function taggedContent<S extends z.ZodType>(schema: S, description: string) {
  return { description, headers: ETag, content: { "application/json": { schema } } };
}
