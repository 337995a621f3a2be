import type { ErrorClass } from "#src/core/delivery.ts";
import { exponential, nextStep, type RetryPolicy } from "#src/core/schedule.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Dialect } from "#src/dialect.ts";
import {
  headersFor,
  headersForRecord,
  type Sending,
  storableHeaders,
  storableText,
} from "./attempt-headers.ts";
import type { AttemptResult, Outgoing } from "./ports.ts";
import type { Send, SendOutcome, SendRequest, Timings } from "./send-ports.ts";

export type DeliverDependencies = Sending & {
  readonly send: Send;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/** Jitter of a schedule that a webhook sets itself. */
const OWN_SCHEDULE_JITTER = 0.1;
/** Of the sentence that says what went wrong, in UTF-16 units. */
const MAX_ERROR_LENGTH = 500;
/** Of PostgreSQL's integer. */
const MAX_DURATION_MS = 2_147_483_647;

export type Preparing = Pick<DeliverDependencies, "dialects" | "userAgent" | "newSpanId">;

export type PreparedAttempt = {
  readonly dialect: Dialect;
  /** What goes over the wire. */
  readonly request: SendRequest;
  /** What history shows of its headers. */
  readonly shownHeaders: Readonly<Record<string, string>>;
};

/** One attempt, signed, up to the moment in which it would be sent. */
export function prepareAttempt(
  dependencies: Preparing,
  outgoing: Outgoing,
  at: Date,
): PreparedAttempt {
  const { webhook, body } = outgoing;
  const dialect = dependencies.dialects.get(webhook.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${webhook.dialect}`);
  const headers = headersFor(dependencies, dialect, outgoing, at);
  return {
    dialect,
    request: requestFor(webhook, body, headers, webhook.timeoutMs ?? dialect.timeoutMs),
    shownHeaders: storableHeaders(headersForRecord(headers, webhook)),
  };
}

/** One attempt: sign, send, judge. No database, and no exception: what went wrong is in the result. */
export async function deliver(
  dependencies: DeliverDependencies,
  outgoing: Outgoing,
): Promise<AttemptResult> {
  const startedAt = dependencies.now();
  const { dialect, request, shownHeaders } = prepareAttempt(dependencies, outgoing, startedAt);
  const outcome = await dependencies.send(request);
  return {
    outgoing,
    startedAt,
    durationMs: durationOf(outcome.timings),
    timings: finite(outcome.timings),
    requestHeaders: shownHeaders,
    ...storable(judged(dependencies, dialect, outgoing, outcome)),
  };
}

function requestFor(
  webhook: Webhook,
  body: string,
  headers: SendRequest["headers"],
  timeoutMs: number,
): SendRequest {
  const { method } = webhook;
  const sent = method === "POST" ? body : null;
  return { url: targetUrl(webhook, body), method, headers, body: sent, timeoutMs };
}

/** GET has no body: the payload travels in the query. */
export function targetUrl({ url, method }: Pick<Webhook, "url" | "method">, body: string): string {
  if (method === "POST") return url;
  return `${url}${url.includes("?") ? "&" : "?"}payload=${encodeURIComponent(body)}`;
}

type Judged = Pick<AttemptResult, "response" | "errorClass" | "error" | "step" | "isGone">;

function judged(
  dependencies: DeliverDependencies,
  dialect: Dialect,
  outgoing: Outgoing,
  outcome: SendOutcome,
): Judged {
  const again = (retryAfterMs: number | null) =>
    stepAfter(dependencies, scheduleOf(dialect, outgoing.webhook), outgoing, retryAfterMs);
  if (outcome.kind === "error") {
    const { errorClass, message } = outcome;
    // A status without the whole of its response is no answer, whatever it says.
    const response = outcome.partial ?? null;
    return { response, errorClass, error: message, step: again(null), isGone: false };
  }
  const { status, headers, body, truncated } = outcome;
  const response = { status, headers, body, truncated };
  const verdict = dialect.judge({ status });
  if (verdict === "delivered") {
    return { response, errorClass: null, error: null, step: { kind: "delivered" }, isGone: false };
  }
  const isGone = status === 410;
  const failure = { response, errorClass: errorClassOf(status), error: sentenceOf(status), isGone };
  if (isGone || verdict === "refuse") return { ...failure, step: { kind: "failed" } };
  // RFC 9110 gives Retry-After a meaning with 503 and 3xx, RFC 6585 with 429; redirects are not followed.
  const mayAsk = status === 429 || status === 503;
  return { ...failure, step: again(mayAsk ? outcome.retryAfterMs : null) };
}

/** One value that the database refused would take a whole batch of results with it. */
function storable(judgement: Judged): Judged {
  const { response, error } = judgement;
  const headers = response && storableHeaders(response.headers);
  if (error === null && headers === response?.headers) return judgement;
  return {
    ...judgement,
    response: response && headers && { ...response, headers },
    error: error && storableText(storableText(error).slice(0, MAX_ERROR_LENGTH)),
  };
}

function durationOf({ totalMs }: Timings): number {
  if (!Number.isFinite(totalMs)) return 0;
  return Math.min(Math.max(Math.round(totalMs), 0), MAX_DURATION_MS);
}

function finite(timings: Timings): Timings {
  const entries = Object.entries(timings);
  const measured = entries.filter(([, value]) => Number.isFinite(value));
  if (measured.length === entries.length) return timings;
  return { totalMs: 0, ...Object.fromEntries(measured) };
}

function scheduleOf(dialect: Dialect, webhook: Webhook): RetryPolicy {
  return webhook.retryPolicy === null
    ? dialect.retry
    : exponential(webhook.retryPolicy, OWN_SCHEDULE_JITTER);
}

function stepAfter(
  { now, random }: DeliverDependencies,
  policy: RetryPolicy,
  { attempt, attemptsBefore }: Outgoing,
  retryAfterMs: number | null,
): AttemptResult["step"] {
  const finished = {
    attempt: attempt - attemptsBefore,
    now: now(),
    random: random(),
    retryAfterMs,
  };
  const step = nextStep(policy, finished);
  return step.kind === "give-up" ? { kind: "failed" } : step;
}

function errorClassOf(status: number): ErrorClass {
  if (status === 410) return "gone";
  return status >= 300 && status < 400 ? "redirect" : "http_error";
}

function sentenceOf(status: number): string {
  if (status === 410) return "The endpoint answered 410 Gone: the webhook was deactivated.";
  if (status >= 300 && status < 400) {
    return `The endpoint answered ${status}: redirects are not followed.`;
  }
  return `The endpoint answered ${status}.`;
}
