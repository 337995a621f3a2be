import type { Context, TypedResponse } from "hono";
import type { Issue } from "#src/core/issue.ts";
import type { ReadRefusal, Refusal } from "#src/pipeline/tenant-ports.ts";
import type { Problem } from "./schemas/problem.ts";

const TITLES = {
  400: "The request is not valid",
  401: "A valid credential is needed",
  403: "The credential does not allow this",
  404: "There is no such resource",
  405: "The resource does not know this method",
  406: "The resource has no form that the request accepts",
  409: "The state of the resource does not allow this",
  412: "The resource is no longer what the request expects",
  410: "The resource is no longer available",
  413: "The body is too large",
  415: "The body is not of a supported type",
  416: "The range cannot be satisfied",
  422: "The request contradicts an earlier one",
  429: "There are too many requests",
  500: "The gateway failed",
  503: "The gateway cannot serve this at the moment",
} as const;
export type ProblemStatus = keyof typeof TITLES;

/** The one table from what went wrong to the status of the answer. */
export const STATUS = {
  "invalid-request": 400,
  "malformed-json": 400,
  unauthenticated: 401,
  "wrong-workspace": 403,
  "missing-scope": 403,
  "not-from-console": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  "not-acceptable": 406,
  conflict: 409,
  "bad-link": 403,
  "expired-link": 410,
  gone: 410,
  "precondition-failed": 412,
  "payload-too-large": 413,
  "unsupported-media-type": 415,
  "range-not-satisfiable": 416,
  "idempotency-key-reused": 422,
  "rate-limited": 429,
  "internal-error": 500,
  unavailable: 503,
} as const satisfies Record<string, ProblemStatus>;
export type ProblemCode = keyof typeof STATUS;

/** What every request carries from the first middleware on. */
export type RequestEnv = { Variables: { requestId: string } };

export type Answer<S extends ProblemStatus> = Response & TypedResponse<Problem, S, "json">;

export type ProblemDetail = {
  readonly detail: string;
  readonly errors?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
};

export const PROBLEM_TYPE = "application/problem+json";

type AnyProblem = ProblemDetail & { readonly status: ProblemStatus; readonly code: string };

/** RFC 9457: what is told of a problem, wherever it is answered. */
export function problemOf(
  { status, code, detail, errors }: AnyProblem,
  request: Required<Pick<Problem, "instance" | "requestId">>,
): Problem {
  return {
    type: `urn:switchhook:problem:${code}`,
    title: TITLES[status],
    status,
    detail,
    instance: request.instance,
    code,
    ...(errors && { errors: [...errors] }),
    requestId: request.requestId,
  };
}

/** For a code of the caller's own. */
export function problem<S extends ProblemStatus>(
  c: Context,
  about: ProblemDetail & { readonly status: S; readonly code: string },
): Answer<S> {
  const { status, headers } = about;
  const body = problemOf(about, { instance: c.req.path, requestId: String(c.get("requestId")) });
  const answer = c.json(body, status, { ...headers, "Content-Type": PROBLEM_TYPE });
  // What `c.json` returns, with the type parameter kept.
  return answer as Answer<S>;
}

export function failed<C extends ProblemCode>(
  c: Context,
  code: C,
  about: ProblemDetail,
): Answer<(typeof STATUS)[C]> {
  return problem(c, { ...about, code, status: STATUS[code] });
}

/** More would tell no one more. */
const MOST_ERRORS = 100;

export function invalidRequest(c: Context, issues: readonly Issue[]): Answer<400> {
  return failed(c, "invalid-request", describeIssues(issues));
}

export function describeIssues(issues: readonly Issue[]): ProblemDetail {
  const errors = issues.slice(0, MOST_ERRORS);
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return { detail, errors };
}

/** Answers what a use case refused to do. */
export function refused(c: Context, refusal: ReadRefusal): Answer<400> | Answer<404>;
export function refused(
  c: Context,
  refusal: Refusal,
): Answer<400> | Answer<404> | Answer<409> | Answer<412>;
export function refused(c: Context, refusal: Refusal) {
  if (refusal.kind === "invalid") return invalidRequest(c, refusal.issues);
  if (refusal.kind === "conflict") return failed(c, "conflict", { detail: refusal.message });
  if (refusal.kind === "precondition-failed") {
    const detail = "If-Match names another state of this resource: read it again.";
    return failed(c, "precondition-failed", { detail });
  }
  return notFound(c);
}

export function notFound(c: Context): Answer<404> {
  return failed(c, "not-found", { detail: "There is nothing here, or it is not yours." });
}
