import { z } from "@hono/zod-openapi";
import { payloadOf } from "#src/core/callback-payload.ts";
import {
  RECORD_STATUSES,
  STATUS_OF_DELIVERY,
  STATUS_OF_VERDICT,
  wireType,
} from "#src/core/wire-record.ts";
import type { RecordDetail, RecordPage } from "#src/pipeline/wire-events.ts";
import {
  type InboundRecord,
  OUTBOUND_SOURCE,
  type OutboundRecord,
  type WireRecord,
} from "#src/pipeline/wire-ports.ts";
import { announced, succeeded, WireTime, wireTime } from "./answers.ts";

const Common = {
  id: z.int(),
  source: z.string().openapi({ example: "signalwire" }),
  eventType: z.string().openapi({ example: "call.completed" }),
  status: z.enum(RECORD_STATUSES),
  payload: z.unknown().openapi({ description: "JSON; of a form its fields." }),
  createdAt: WireTime,
  updatedAt: WireTime,
};

const ResponseData = z.object({
  statusCode: z.int().nullable().openapi({ description: "Null: nothing answered." }),
  body: z.string().nullable().openapi({ description: "The first 16 KiB." }),
  headers: z.record(z.string(), z.string()),
  error: z.string().optional().openapi({ description: "Why it was not delivered." }),
});

const Inbound = z.object({ ...Common, direction: z.literal("inbound") }).openapi("WireInbound");
const Outbound = z
  .object({
    ...Common,
    direction: z.literal("outbound"),
    webhookConfigId: z.int(),
    attempts: z.int(),
    responseData: ResponseData.nullable().openapi({ description: "Null: not tried yet." }),
  })
  .openapi("WireOutbound");
const OutboundDetail = Outbound.extend({
  responseData: ResponseData.extend({
    timing: z.int().nullable().openapi({ description: "Milliseconds." }),
  }).nullable(),
}).openapi("WireOutboundDetail");

export const EventList = succeeded({
  count: z.int().openapi({ description: "On this page." }),
  total: z.int(),
  page: z.int(),
  pages: z.int(),
  events: z.array(z.union([Inbound, Outbound])),
});
export const OneEvent = succeeded({
  event: z.union([Inbound, OutboundDetail]),
  webhookConfig: z
    .object({ id: z.int(), name: z.string(), url: z.string() })
    .optional()
    .openapi({ description: "Of outbound events." }),
});
export const RetryQueued = announced("Webhook delivery retry queued", { event: OutboundDetail });

export function eventListBody({
  records,
  total,
  page,
  limit,
}: RecordPage): z.infer<typeof EventList> {
  const pages = Math.ceil(total / limit);
  return { success: true, count: records.length, total, page, pages, events: records.map(entry) };
}

function entry(record: WireRecord) {
  if (record.direction === "outbound") return outboundBody(record);
  const { content, bodyBytes } = record;
  const payload = content === null ? { omitted: true, bytes: bodyBytes } : payloadOf(content);
  return inboundBody(record, payload);
}

export function oneEventBody(record: RecordDetail): z.infer<typeof OneEvent> {
  if (record.direction === "inbound") {
    return { success: true, event: inboundBody(record, record.payload) };
  }
  const { number: id, name, url } = record.webhook;
  const webhookConfig = { id, name: name ?? "", url };
  return { success: true, event: outboundDetailBody(record), webhookConfig };
}

function inboundBody(record: InboundRecord, payload: unknown): z.infer<typeof Inbound> {
  return {
    id: record.number,
    direction: "inbound",
    source: record.provider,
    eventType: wireType(record.type),
    status: STATUS_OF_VERDICT[record.verdict],
    payload,
    createdAt: wireTime(record.createdAt),
    updatedAt: wireTime(record.updatedAt),
  };
}

function outboundBody(record: OutboundRecord): z.infer<typeof Outbound> {
  return {
    id: record.number,
    direction: "outbound",
    source: OUTBOUND_SOURCE,
    eventType: record.eventKey,
    status: STATUS_OF_DELIVERY[record.status],
    webhookConfigId: record.webhook.number,
    attempts: record.attempts,
    payload: record.body === null ? null : parsed(record.body),
    responseData: responseOf(record),
    createdAt: wireTime(record.createdAt),
    updatedAt: wireTime(record.updatedAt),
  };
}

export function outboundDetailBody(record: OutboundRecord): z.infer<typeof OutboundDetail> {
  const body = outboundBody(record);
  const timing = record.lastAttempt?.durationMs ?? null;
  // Where it stands in the body stays where it stands in the document.
  return { ...body, responseData: body.responseData && { ...body.responseData, timing } };
}

/** Why a delivery was suppressed. */
const NOT_SENT: ReadonlyMap<string, string> = new Map([
  ["webhook_inactive", "Not sent: the webhook is inactive."],
  ["gone", "Not sent: the endpoint had answered 410 Gone, which deactivated the webhook."],
  ["failing", "Not sent: the webhook had been deactivated after days of failure."],
]);

function responseOf({ lastAttempt, reason }: OutboundRecord): z.infer<typeof ResponseData> | null {
  const error = (reason && (NOT_SENT.get(reason) ?? reason)) ?? lastAttempt?.error ?? null;
  if (lastAttempt === null && error === null) return null;
  const body = lastAttempt?.responseBody ?? null;
  return {
    statusCode: lastAttempt?.responseStatus ?? null,
    body: body === null ? null : new TextDecoder().decode(body),
    headers: lastAttempt?.responseHeaders ?? {},
    ...(error !== null && { error }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { raw: body }; // The webhook was of another dialect when this was written.
  }
}
