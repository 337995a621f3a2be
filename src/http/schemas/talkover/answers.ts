import { z } from "@hono/zod-openapi";

/** A refused credential says nothing of success, as in the document. */
export const TalkoverUnauthenticated = z
  .object({ message: z.string().openapi({ example: "Missing Bearer Token" }) })
  .openapi("TalkoverUnauthenticated");
export type TalkoverUnauthenticated = z.infer<typeof TalkoverUnauthenticated>;

export const TalkoverInvalid = z
  .object({
    message: z.literal("The given data was invalid."),
    errors: z.record(z.string(), z.array(z.string())).openapi({
      description: "What is wrong, by field.",
      example: {
        webhook_url: ["The webhook url field is required."],
        events: ["The events field must contain at least 1 items."],
      },
    }),
  })
  .openapi("TalkoverInvalid");
export type TalkoverInvalid = z.infer<typeof TalkoverInvalid>;

export const TalkoverFailure = z
  .object({
    success: z.literal(false),
    message: z.string().openapi({ example: "Agent not found in this environment." }),
  })
  .openapi("TalkoverFailure");
export type TalkoverFailure = z.infer<typeof TalkoverFailure>;

/** What went well, in the envelope of the document. */
export function announced<Data extends z.ZodRawShape>(message: string, shape: Data) {
  return z.object({
    success: z.literal(true),
    message: z.string().openapi({ example: message }),
    ...shape,
  });
}

/** UTC, with the microseconds of the document's samples. */
export const TalkoverTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/)
  .openapi({ format: "date-time", example: "2025-09-03T23:19:51.000000Z" });

/** Our times are known to the millisecond. */
export function talkoverTime(time: Date): string {
  return time.toISOString().replace("Z", "000Z");
}

function answer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}
function failure(description: string) {
  return answer(TalkoverFailure, description);
}

const READING = {
  401: answer(TalkoverUnauthenticated, "No bearer token, or one that is not known."),
  403: failure("The token's scopes do not include this."),
  404: failure("The agent, or its webhook, is not there, or not yours."),
  429: failure("Too many requests of this token; try again after `Retry-After`."),
  503: failure("The database is away; try again after `Retry-After`."),
} as const;
const CHANGING = {
  400: failure("The body did not come whole, or is not JSON."),
  413: failure("The body is larger than 1 MiB."),
} as const;
const WRITING = {
  409: failure("The state of things does not allow it."),
  415: failure("The body is not JSON."),
  422: answer(TalkoverInvalid, "The body is not valid; `errors` says all that is wrong with it."),
} as const;

// Intersections instead of the types of spreads: those turn the statuses into strings, which Hono's types do not read.

/** The answers of a route, with the failures that every route may answer. */
export function talkoverReading<Own extends object>(own: Own): Own & typeof READING {
  return { ...own, ...READING };
}

/** For routes that change something. */
export function talkoverChanging<Own extends object>(
  own: Own,
): Own & typeof READING & typeof CHANGING {
  return { ...talkoverReading(own), ...CHANGING };
}

/** For routes that take a body. */
export function talkoverWriting<Own extends object>(
  own: Own,
): Own & typeof READING & typeof CHANGING & typeof WRITING {
  return { ...talkoverChanging(own), ...WRITING };
}
