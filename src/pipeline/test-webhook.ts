import { freshExample } from "#src/core/catalog/example-event.ts";
import type { DialectId } from "#src/core/catalog.ts";
import type { ErrorClass } from "#src/core/delivery.ts";
import { issue } from "#src/core/issue.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Dialect } from "#src/dialect.ts";
import { type Preparing, prepareAttempt, targetUrl } from "./deliver.ts";
import { FIRST_ATTEMPTS } from "./jobs.ts";
import type { AttemptResult, Outgoing } from "./ports.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type { Refusal, WebhookRef } from "./tenant-ports.ts";
import type { TestStore, TestTarget } from "./webhook-operation-ports.ts";

export type WebhookTest = {
  /** One that the webhook is subscribed to. */
  readonly eventKey: string;
  /** JSON: the exact body to send instead of the rendered sample. */
  readonly payload?: unknown;
};

export type TestOutcome = {
  /** `evt_test_` and hex digits. */
  readonly eventId: string;
  readonly deliveryId: string;
  readonly success: boolean;
  readonly statusCode: number | null;
  /** The first 16 KiB, read as UTF-8; null where no response came. */
  readonly responseBody: string | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly responseTime: number;
  readonly error: string | null;
  readonly errorClass: ErrorClass | null;
  /** As sent, the values of custom headers hidden. */
  readonly request: {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
};

/** Sends one attempt now, to a webhook that may be off, and tells how it went. No retry, no counter, no deactivation. */
export type TestWebhook = (
  ref: WebhookRef,
  test: WebhookTest,
) => Promise<Result<TestOutcome, Refusal>>;

export type TestWebhookPorts = {
  readonly store: TestStore;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  /** One attempt, as of every delivery. */
  readonly deliver: (outgoing: Outgoing) => Promise<AttemptResult>;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

const LARGEST_PAYLOAD_BYTES = 256 * 1024;

export function createTestWebhook(ports: TestWebhookPorts): TestWebhook {
  return async (ref, test) => {
    const outgoing = await prepareTest(ports, ref, test);
    if (!outgoing.ok) return outgoing;
    const told = withoutConsequences(await ports.deliver(outgoing.value));
    await ports.store.record(told);
    return ok(outcomeOf(told));
  };
}

/** What a test sends. */
export type TestRequest = TestOutcome["request"];

/** The request that a test would send now, with ids and times of its own; nothing is sent or kept. */
export type PreviewTest = (
  ref: WebhookRef,
  test: WebhookTest,
) => Promise<Result<TestRequest, Refusal>>;

type Composing = Omit<TestWebhookPorts, "deliver" | "store"> & {
  readonly store: Pick<TestStore, "find">;
};

export function createPreviewTest(ports: Composing & Preparing): PreviewTest {
  return async (ref, test) => {
    const outgoing = await prepareTest(ports, ref, test);
    if (!outgoing.ok) return outgoing;
    const { request, shownHeaders } = prepareAttempt(ports, outgoing.value, ports.now());
    const { method, url } = request;
    return ok({ method, url, headers: shownHeaders, body: outgoing.value.body });
  };
}

async function prepareTest(
  ports: Composing,
  ref: WebhookRef,
  test: WebhookTest,
): Promise<Result<Outgoing, Refusal>> {
  const target = await ports.store.find(ref);
  if (target === null) return NOT_FOUND;
  if (target === "unreadable") {
    return conflict("this webhook's secret cannot be opened; give it a new one");
  }
  const eventId = ports.newId();
  const body = bodyOf(ports, target, { ...test, eventId });
  if (!body.ok) return body;
  return ok({
    deliveryId: body.value.deliveryId,
    workspaceId: ref.workspaceId,
    eventId,
    eventKey: test.eventKey,
    body: body.value.text,
    attempt: 1,
    attemptsBefore: 0,
    jobId: ports.newId(),
    queue: FIRST_ATTEMPTS,
    webhook: target.webhook,
  });
}

type Body = { readonly deliveryId: string; readonly text: string };

function bodyOf(
  { dialects, newId, now }: Composing,
  { webhook, agent }: TestTarget,
  { eventId, eventKey, payload }: WebhookTest & { readonly eventId: string },
): Result<Body, Refusal> {
  const dialect = dialects.get(webhook.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${webhook.dialect}`);
  if (!webhook.eventKeys.has(eventKey)) return invalid(issue("eventKey", notSubscribed(webhook)));
  const deliveryId = newId();
  if (payload !== undefined) return payloadOf(deliveryId, payload);
  const event = freshExample(dialect.id, eventKey, {
    id: eventId,
    workspaceId: webhook.workspaceId,
    agentId: agent?.id ?? null,
    occurredAt: now().toISOString(),
  });
  if (event === null) return invalid(issue("eventKey", `has no sample in ${dialect.id}`));
  return ok({ deliveryId, text: dialect.render(event, { deliveryId, eventKey, agent }) });
}

function payloadOf(deliveryId: string, payload: unknown): Result<Body, Refusal> {
  const text = JSON.stringify(payload);
  if (new TextEncoder().encode(text).byteLength <= LARGEST_PAYLOAD_BYTES) {
    return ok({ deliveryId, text });
  }
  return invalid(issue("payload", `must have at most ${LARGEST_PAYLOAD_BYTES / 1024} KiB as JSON`));
}

function notSubscribed({ eventKeys }: Webhook): string {
  if (eventKeys.size === 0) return "is not subscribed to: this webhook has no subscriptions";
  return `is not subscribed to; this webhook has ${[...eventKeys].join(", ")}`;
}

/** What a delivery would be tried again for has failed, and nothing is switched off by a test. */
function withoutConsequences(result: AttemptResult): AttemptResult {
  if (result.step.kind === "delivered") return result;
  const error = result.isGone
    ? "The endpoint answered 410 Gone: to a delivery that would deactivate the webhook."
    : result.error;
  return { ...result, error, step: { kind: "failed" }, isGone: false };
}

function outcomeOf(result: AttemptResult): TestOutcome {
  const { outgoing, response } = result;
  const { webhook, body } = outgoing;
  return {
    eventId: `evt_test_${outgoing.eventId.replaceAll("-", "")}`,
    deliveryId: outgoing.deliveryId,
    success: result.step.kind === "delivered",
    statusCode: response?.status ?? null,
    responseBody: response === null ? null : new TextDecoder().decode(response.body),
    responseHeaders: response?.headers ?? {},
    responseTime: result.durationMs,
    error: result.error,
    errorClass: result.errorClass,
    request: {
      method: webhook.method,
      url: targetUrl(webhook, body),
      headers: result.requestHeaders,
      body,
    },
  };
}
