import type { Context, TypedResponse } from "hono";
import { type Issue, issue } from "#src/core/issue.ts";
import { type Family, failureOf } from "#src/http/family.ts";
import { type ProblemCode, type ProblemDetail, STATUS } from "#src/http/problem.ts";
import type {
  TalkoverFailure,
  TalkoverInvalid,
  TalkoverUnauthenticated,
} from "#src/http/schemas/talkover/answers.ts";
import { UNKNOWN_CHOICE, unusableUrl } from "#src/http/schemas/talkover/input.ts";
import type { Refusal } from "#src/pipeline/tenant-ports.ts";

export const AGENT_NOT_FOUND = "Agent not found in this environment.";
export const WEBHOOK_NOT_FOUND = "Webhook not found for this agent.";
const INVALID = "The given data was invalid.";

type Answer<Body, S extends 404 | 409 | 422> = Response & TypedResponse<Body, S, "json">;

/** Each failure in the form that the document shows for it. */
export function talkoverFailed(
  c: Context,
  code: ProblemCode,
  { detail, errors, headers }: ProblemDetail,
): Response {
  const own = { ...headers };
  if (code === "unauthenticated") {
    const body: TalkoverUnauthenticated = { message: detail };
    return c.json(body, STATUS[code], own);
  }
  if (code === "invalid-request" && errors !== undefined) {
    const body: TalkoverInvalid = { message: INVALID, errors: byField(errors) };
    return c.json(body, 422, own);
  }
  const body: TalkoverFailure = { success: false, message: detail };
  return c.json(body, STATUS[code], own);
}

type Missing = Answer<TalkoverFailure, 404>;
type Invalid = Answer<TalkoverInvalid, 422>;

/** `missing`: what is said of something that is not there. */
export function talkoverNotFound(c: Context, missing: string): Missing {
  // One of its three forms.
  return talkoverFailed(c, "not-found", { detail: missing }) as Missing;
}

export function talkoverRefused(
  c: Context,
  refusal: Refusal,
  missing: string,
): Missing | Invalid | Answer<TalkoverFailure, 409> {
  if (refusal.kind === "not-found") return talkoverNotFound(c, missing);
  const { code, about } = failureOf(inTalkoverWords(refusal));
  // What is invalid says where, and so is answered with 422.
  return talkoverFailed(c, code, about) as Invalid | Answer<TalkoverFailure, 409>;
}

function byField(errors: readonly Issue[]): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const error of errors) {
    fields.set(error.path, [...(fields.get(error.path) ?? []), sentence(error)]);
  }
  return Object.fromEntries(fields);
}

function sentence({ path, message }: Issue): string {
  const field = path.replaceAll("_", " ");
  return message === UNKNOWN_CHOICE
    ? `The selected ${field} is invalid.`
    : `The ${field} field ${message}.`;
}

/** Both are checked before a use case hears of them; it has the last word all the same. */
function inTalkoverWords(refusal: Refusal): Refusal {
  if (refusal.kind !== "invalid") return refusal;
  const issues = refusal.issues.map(({ path, message }) => {
    if (path === "url") return issue("webhook_url", unusableUrl(message));
    if (path === "eventKey") return issue("event", UNKNOWN_CHOICE);
    const [field = "", ...rest] = path.split(".");
    return field === "eventKeys"
      ? issue(["events", ...rest].join("."), UNKNOWN_CHOICE)
      : issue(path, message);
  });
  return { kind: "invalid", issues };
}

export const talkover: Family = {
  has: (path) => /^\/api\/v1\/agents(?:\/|$)/.test(path),
  answer: talkoverFailed,
};
