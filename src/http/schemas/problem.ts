import { z } from "@hono/zod-openapi";

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: "urn:switchhook:problem:invalid-request" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ description: "Path of the request." }),
    code: z.string().openapi({ example: "invalid-request" }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: "What is wrong with which field, header or parameter." }),
    requestId: z.string(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof Problem>;

export function problemContent(description: string) {
  return { description, content: { "application/problem+json": { schema: Problem } } };
}

const INVALID = problemContent("Something in the request is wrong; `errors` says what.");
const UNAUTHENTICATED = problemContent("No credential, or one that is unknown or revoked.");
const FORBIDDEN = problemContent("Not the key's workspace, or a scope is missing.");
const NOT_FOUND = problemContent("Not there, or not yours.");
const CONFLICT = problemContent("The state of things does not allow it.");
const PRECONDITION = problemContent("`If-Match` names another state of the resource.");
const TOO_LARGE = problemContent(
  "The body is larger than the route takes: 1 MiB, of batches 5 MiB.",
);
const UNSUPPORTED = problemContent("The body is not JSON.");
const RATE_LIMITED = problemContent(
  "Too many requests of this key; try again after `Retry-After`.",
);
const UNAVAILABLE = problemContent("The database is away; try again after `Retry-After`.");

const READING = {
  400: INVALID,
  401: UNAUTHENTICATED,
  403: FORBIDDEN,
  404: NOT_FOUND,
  429: RATE_LIMITED,
  503: UNAVAILABLE,
} as const;
const CHANGING = { 409: CONFLICT, 412: PRECONDITION } as const;
const WRITING = { 413: TOO_LARGE, 415: UNSUPPORTED } as const;

// Intersections instead of the types of spreads: those turn the statuses into strings, which Hono's types do not read.

/** The answers of a route, with the problems that every route may answer. */
export function reading<Own extends object>(own: Own): Own & typeof READING {
  return { ...own, ...READING };
}

/** For routes that change something. */
export function changing<Own extends object>(own: Own): Own & typeof READING & typeof CHANGING {
  return { ...reading(own), ...CHANGING };
}

/** For routes that take a body. */
export function writing<Own extends object>(
  own: Own,
): Own & typeof READING & typeof CHANGING & typeof WRITING {
  return { ...changing(own), ...WRITING };
}
