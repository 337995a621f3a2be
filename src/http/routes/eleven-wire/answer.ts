import type { Context, TypedResponse } from "hono";
import { issue } from "#src/core/issue.ts";
import { type Family, failureOf } from "#src/http/family.ts";
import { type ProblemCode, type ProblemDetail, STATUS } from "#src/http/problem.ts";
import type { WireFailure } from "#src/http/schemas/eleven-wire/answers.ts";
import type { ReadRefusal, Refusal } from "#src/pipeline/tenant-ports.ts";

type Answer<C extends ProblemCode> = Response &
  TypedResponse<WireFailure, (typeof STATUS)[C], "json">;

/** `{"success": false, …}` with the status that the same failure has everywhere. */
export function wireFailed<C extends ProblemCode>(
  c: Context,
  code: C,
  { detail, errors, headers }: ProblemDetail,
): Answer<C> {
  const body: WireFailure = {
    success: false,
    message: detail,
    ...(errors && { errors: errors.map(({ path, message }) => ({ field: path, message })) }),
  };
  // What `c.json` returns, with the type parameter kept.
  return c.json(body, STATUS[code], { ...headers }) as Answer<C>;
}

export function wireRefused(
  c: Context,
  refusal: ReadRefusal,
): Answer<"invalid-request"> | Answer<"not-found">;
export function wireRefused(
  c: Context,
  refusal: Refusal,
): Answer<"invalid-request"> | Answer<"not-found"> | Answer<"conflict">;
export function wireRefused(c: Context, refusal: Refusal) {
  const { code, about } = failureOf(inWireWords(refusal));
  return wireFailed(c, code, about);
}

/** What this interface calls the fields of a webhook. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ["eventKeys", "eventTypes"],
  ["eventKey", "eventType"],
  ["isActive", "status"],
  ["retryPolicy", "retryConfig"],
  ["payload", "testPayload"],
]);

function inWireWords(refusal: Refusal): Refusal {
  if (refusal.kind !== "invalid") return refusal;
  const issues = refusal.issues.map(({ path, message }) => {
    const [field = "", ...rest] = path.split(".");
    return issue([FIELDS.get(field) ?? field, ...rest].join("."), message);
  });
  return { kind: "invalid", issues };
}

export const elevenWire: Family = {
  has: (path) => /^\/api\/webhooks\/(?:config|events)(?:\/|$)/.test(path),
  answer: wireFailed,
};
