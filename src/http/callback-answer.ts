import type { CallbackRejection, Received } from "#src/pipeline/receive.ts";
import type { Reply } from "#src/provider.ts";
import type { ProblemStatus } from "./problem.ts";

const STATUS = {
  "missing-signature": 401,
  "bad-signature": 401,
  "stale-timestamp": 401,
  "no-key": 401,
  "source-address": 403,
} as const satisfies Record<CallbackRejection, number>;

const DETAIL = {
  "missing-signature": "The request carries no signature, and this kind of callback needs one.",
  "bad-signature":
    "The signature fits no secret of the connection. Check the secret, and that PUBLIC_URL is the URL the provider calls.",
  "stale-timestamp": "The signed time is too far from now.",
  "no-key": "No connection of this provider has a secret that could verify the request.",
  "source-address": "The request comes from an address outside the provider's ranges.",
} as const satisfies Record<CallbackRejection, string>;

export type CallbackProblem = {
  readonly status: ProblemStatus;
  readonly code: string;
  readonly detail: string;
};

export const UNKNOWN_CONNECTION: CallbackProblem = {
  status: 404,
  code: "not-found",
  detail: "There is no such connection at this provider.",
};

export const BROKEN_BODY: CallbackProblem = {
  status: 400,
  code: "invalid-request",
  detail: "The body ended before its announced length.",
};

export function tooLarge(limitBytes: number): CallbackProblem {
  const detail = `The body is larger than ${limitBytes} bytes.`;
  return { status: 413, code: "payload-too-large", detail };
}

export type CallbackAnswer =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "problem"; readonly problem: CallbackProblem };

/** What a provider is told of its callback. */
export function answerTo(received: Received): CallbackAnswer {
  if (received.kind === "accepted") return { kind: "reply", reply: received.reply };
  if (received.kind === "unknown-connection") {
    return { kind: "problem", problem: UNKNOWN_CONNECTION };
  }
  const { reason } = received;
  return {
    kind: "problem",
    problem: { status: STATUS[reason], code: reason, detail: DETAIL[reason] },
  };
}
