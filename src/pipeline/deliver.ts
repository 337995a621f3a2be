import type { ErrorClass } from "#src/core/delivery.ts";
import { exponential, nextStep, type RetryPolicy } from "#src/core/schedule.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Dialect } from "#src/dialect.ts";
import type { AttemptResult, Outgoing, Send, SendOutcome, SendRequest, Timings } from "./ports.ts";

export type DeliverDependencies = {
  readonly send: Send;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly userAgent: string;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** 16 lower-case hex digits, not all zero. */
  readonly newSpanId: () => string;
};

/** Jitter of a schedule that a webhook sets itself. */
const OWN_SCHEDULE_JITTER = 0.1;
/** Of the sentence that says what went wrong, in UTF-16 units. */
const MAX_ERROR_LENGTH = 500;
/** Of PostgreSQL's integer. */
const MAX_DURATION_MS = 2_147_483_647;

/** One attempt: sign, send, judge. No database, and no exception: what went wrong is in the result. */
export async function deliver(
  dependencies: DeliverDependencies,
  outgoing: Outgoing,
): Promise<AttemptResult> {
  const { webhook } = outgoing;
  const dialect = dependencies.dialects.get(webhook.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${webhook.dialect}`);
  const startedAt = dependencies.now();
  const headers = headersFor(dependencies, dialect, outgoing, startedAt);
  const outcome = await dependencies.send(
    requestFor(webhook, outgoing.body, headers, webhook.timeoutMs ?? dialect.timeoutMs),
  );
  return {
    outgoing,
    startedAt,
    durationMs: durationOf(outcome.timings),
    timings: finite(outcome.timings),
    requestHeaders: storableHeaders(headersForRecord(headers, webhook)),
    ...storable(judged(dependencies, dialect, outgoing, outcome)),
  };
}

/**
 * None of the custom headers can stand in for one of ours, in whatever case it is spelt: they may have been allowed for
 * another dialect than the body's.
 */
function headersFor(
  { userAgent, newSpanId }: DeliverDependencies,
  dialect: Dialect,
  outgoing: Outgoing,
  at: Date,
): Readonly<Record<string, string>> {
  const { webhook } = outgoing;
  const own = {
    ...(webhook.method === "POST" && { "content-type": dialect.contentType }),
    "user-agent": userAgent,
    "x-switchhook-attempt": String(outgoing.attempt),
    // The event's id is the trace: all its deliveries and attempts belong together.
    traceparent: `00-${outgoing.eventId.replaceAll("-", "")}-${newSpanId()}-01`,
    ...dialect.sign(outgoing.body, {
      secret: webhook.secret,
      previousSecret: previousSecret(webhook, at),
      signingKey: webhook.signingKey,
      messageId: outgoing.deliveryId,
      eventKey: outgoing.eventKey,
      at,
    }),
  };
  const taken = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const custom = Object.entries(webhook.headers).filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...Object.fromEntries(custom), ...own };
}

function previousSecret({ previousSecret: previous }: Webhook, at: Date): string | null {
  return previous !== null && at < previous.until ? previous.text : null;
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
export function targetUrl({ url, method }: Webhook, body: string): string {
  if (method === "POST") return url;
  return `${url}${url.includes("?") ? "&" : "?"}payload=${encodeURIComponent(body)}`;
}

/** What history shows: custom headers may hold the tenant's credentials, so their values stay out. */
function headersForRecord(
  sent: Readonly<Record<string, string>>,
  webhook: Webhook,
): Readonly<Record<string, string>> {
  const custom = Object.keys(webhook.headers).filter((name) => Object.hasOwn(sent, name));
  const hidden = custom.map((name) => [name, "[custom]"]);
  return { ...sent, ...Object.fromEntries(hidden) };
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
  return {
    ...judgement,
    response: response && { ...response, headers: storableHeaders(response.headers) },
    error: error && storableText(storableText(error).slice(0, MAX_ERROR_LENGTH)),
  };
}

function storableHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [storableText(name), storableText(value)]),
  );
}

/** PostgreSQL's text holds no NUL and no half of a surrogate pair. */
function storableText(text: string): string {
  return text.replace(/\p{Cc}/gu, "").toWellFormed();
}

function durationOf({ totalMs }: Timings): number {
  if (!Number.isFinite(totalMs)) return 0;
  return Math.min(Math.max(Math.round(totalMs), 0), MAX_DURATION_MS);
}

function finite(timings: Timings): Timings {
  const measured = Object.entries(timings).filter(([, value]) => Number.isFinite(value));
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
