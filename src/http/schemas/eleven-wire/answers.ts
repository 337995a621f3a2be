import { z } from "@hono/zod-openapi";

export const WireFailure = z
  .object({
    success: z.literal(false),
    message: z.string().openapi({ example: "name: is required" }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: "What is wrong with which field, parameter or header." }),
  })
  .openapi("WireFailure");
export type WireFailure = z.infer<typeof WireFailure>;

/** What went well, in the envelope of the 11Wire document. */
export function succeeded<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ success: z.literal(true), ...shape });
}

/** With a sentence for people. */
export function announced<Shape extends z.ZodRawShape>(message: string, shape: Shape) {
  return succeeded({ message: z.string().openapi({ example: message }), ...shape });
}

/** As in the document's samples: UTC, to the second. */
export const WireTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .openapi({ format: "date-time", example: "2023-07-29T16:00:00Z" });

export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

const NUMBER = /^[1-9]\d{0,15}$/;

/** The id of a webhook or an event in a path. What no id can be names nothing. */
export const WireId = z
  .string()
  .transform((text, context) => {
    const number = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number)) return number;
    context.addIssue({ code: "custom", message: "is not an id" });
    return z.NEVER;
  })
  .openapi({ type: "integer", minimum: 1, example: 1 });

function failure(description: string) {
  return { description, content: { "application/json": { schema: WireFailure } } };
}

const READING = {
  400: failure("Something in the request is wrong; `errors` says what."),
  401: failure("No credential, or one that is unknown, revoked or expired."),
  403: failure("Not the credential's workspace, or a scope is missing."),
  404: failure("Not there, or not yours."),
  429: failure("Too many requests of this credential; try again after `Retry-After`."),
  503: failure("The database is away; try again after `Retry-After`."),
} as const;
const CHANGING = {
  409: failure("The state of things does not allow it."),
  413: failure("The body is larger than 1 MiB."),
} as const;
const WRITING = {
  415: failure("The body is not JSON."),
} as const;

// Intersections instead of the types of spreads: those turn the statuses into strings, which Hono's types do not read.

/** The answers of a route, with the failures that every route may answer. */
export function wireReading<Own extends object>(own: Own): Own & typeof READING {
  return { ...own, ...READING };
}

/** For routes that change something. */
export function wireChanging<Own extends object>(own: Own): Own & typeof READING & typeof CHANGING {
  return { ...wireReading(own), ...CHANGING };
}

/** For routes that take a body. */
export function wireWriting<Own extends object>(
  own: Own,
): Own & typeof READING & typeof CHANGING & typeof WRITING {
  return { ...wireChanging(own), ...WRITING };
}
