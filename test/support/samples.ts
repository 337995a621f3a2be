/** Values of the engine's types, whole and ordinary; a test says only what it is about. */
import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { CallObservation } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { IngestItem } from "#src/pipeline/ingest.ts";
import { FIRST_ATTEMPTS } from "#src/pipeline/jobs.ts";
import type {
  AttemptResult,
  Log,
  LogFields,
  Outgoing,
  StoredCallback,
} from "#src/pipeline/ports.ts";
import type { Fact } from "#src/provider.ts";

export const NOW = new Date("2026-03-01T12:00:00.000Z");

export type LogLine = {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly fields: LogFields;
};

/** A log that can be read. */
export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine["level"]) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

export function sampleCallback(
  changes: Partial<IngestItem["callback"]> = {},
): IngestItem["callback"] {
  const body = changes.body ?? new TextEncoder().encode(`{"n":"${randomUUID()}"}`);
  return {
    id: uuidv7(),
    workspaceId: randomUUID(),
    connectionId: randomUUID(),
    provider: "whatsapp",
    type: "messages",
    callId: null,
    verdict: "accepted",
    reason: null,
    method: "POST",
    target: "/api/webhooks/whatsapp",
    headers: [["content-type", "application/json"]],
    body,
    bodyBytes: body.byteLength,
    remoteAddress: "127.0.0.1",
    digest: new TextEncoder().encode(randomUUID()),
    receivedAt: NOW,
    ...changes,
  };
}

export function sampleRejection(changes: Partial<StoredCallback> = {}): StoredCallback {
  return {
    ...sampleCallback(),
    verdict: "rejected",
    reason: "bad-signature",
    digest: null,
    ...changes,
  };
}

type MessageDraft = Extract<EventDraft, { readonly type: "whatsapp.messageReceived" }>;

/** A message of an unknown sender, so that it opens no conversation; `text` makes it what it is. */
export function message(text: string, changes: Partial<MessageDraft> = {}): Fact {
  const event: MessageDraft = {
    type: "whatsapp.messageReceived",
    occurredAt: NOW.toISOString(),
    dedupeKey: `whatsapp:message:${text}`,
    callId: null,
    conversationId: null,
    references: [],
    agentId: null,
    workflowId: null,
    data: {
      messageId: text,
      phoneNumberId: "106540352242922",
      displayPhoneNumber: "15550783881",
      businessAccountId: "102290129340398",
      from: null,
      fromUserId: null,
      profileName: null,
      message: { type: "text", text: { body: text } },
      conversationId: null,
      metadata: {},
    },
    ...changes,
  };
  return { kind: "event", event };
}

/** Something seen of a call, `second` seconds into it. */
export function seenOfCall(
  callId: string,
  second: number,
  seen: Partial<CallObservation> & Pick<CallObservation, "fact">,
): Fact {
  const observation: CallObservation = {
    callId,
    provider: "signalwire",
    at: new Date(NOW.getTime() + second * 1_000).toISOString(),
    outcome: null,
    direction: "outbound",
    fromNumber: "+12137771234",
    toNumber: "+525538808448",
    references: [],
    ...seen,
  };
  return { kind: "call", observation };
}

export function sampleWebhook(changes: Partial<Webhook> = {}): Webhook {
  return {
    id: randomUUID(),
    workspaceId: randomUUID(),
    dialect: "agents-studio",
    url: "https://tenant.example.com/hooks",
    method: "POST",
    headers: {},
    secret: "a secret of the tenant",
    previousSecret: null,
    signingKey: null,
    filters: null,
    agentIds: null,
    workflowIds: null,
    isActive: true,
    deactivationReason: null,
    retryPolicy: null,
    timeoutMs: null,
    ratePerSecond: null,
    ordering: "none",
    eventKeys: new Set(["whatsapp.messageReceived"]),
    ...changes,
  };
}

export function sampleOutgoing(changes: Partial<Outgoing> = {}): Outgoing {
  return {
    deliveryId: randomUUID(),
    workspaceId: randomUUID(),
    eventId: uuidv7(),
    eventKey: "whatsapp.messageReceived",
    body: '{"event":"whatsapp.messageReceived"}',
    attempt: 1,
    attemptsBefore: 0,
    jobId: randomUUID(),
    queue: FIRST_ATTEMPTS,
    webhook: sampleWebhook(),
    ...changes,
  };
}

export function sampleResult(changes: Partial<AttemptResult> = {}): AttemptResult {
  return {
    outgoing: sampleOutgoing(),
    startedAt: NOW,
    durationMs: 12,
    timings: { totalMs: 12 },
    requestHeaders: { "content-type": "application/json" },
    response: { status: 200, headers: {}, body: new Uint8Array(), truncated: false },
    errorClass: null,
    error: null,
    step: { kind: "delivered" },
    isGone: false,
    ...changes,
  };
}
