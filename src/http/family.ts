import type { Context } from "hono";
import type { Refusal } from "#src/pipeline/tenant-ports.ts";
import { describeIssues, type ProblemCode, type ProblemDetail } from "./problem.ts";

/** Puts what went wrong into the words of an API, and into the status that its document has for it. */
export type AnswerFailure = (c: Context, code: ProblemCode, about: ProblemDetail) => Response;

/** An API with errors of its own beside the problem documents of `/v1`. */
export type Family = {
  /** Does this path belong to it, also where no route of it answers? */
  readonly has: (path: string) => boolean;
  readonly answer: AnswerFailure;
};

/** What a use case refused to do, as the failure it is answered with. */
export function failureOf(refusal: Refusal): {
  readonly code: "invalid-request" | "not-found" | "conflict";
  readonly about: ProblemDetail;
} {
  if (refusal.kind === "invalid") {
    return { code: "invalid-request", about: describeIssues(refusal.issues) };
  }
  if (refusal.kind === "not-found") {
    return { code: "not-found", about: { detail: "There is nothing here, or it is not yours." } };
  }
  // Only If-Match asks for a revision, and that is a header of /v1.
  const detail =
    refusal.kind === "conflict" ? refusal.message : "This was changed meanwhile; read it again.";
  return { code: "conflict", about: { detail } };
}
