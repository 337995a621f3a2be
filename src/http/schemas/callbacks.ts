import { z } from "@hono/zod-openapi";
import type { CallbackDetail, CallbackView, RejectionView } from "#src/pipeline/history-ports.ts";
import type { Replayed as Result } from "#src/pipeline/replay.ts";
import { iso, Time } from "./common.ts";

const Verdict = z.enum(["accepted", "unreadable", "rejected"]);

const RejectionDetails = z
  .object({
    message: z.string().nullable().openapi({ description: "In words." }),
    header: z.string().nullable().openapi({
      description: "The header that was taken to hold the signature; null where there was none.",
    }),
    scheme: z.string().nullable().openapi({
      description: "How that is signed; null where it holds nothing of a known form.",
      example: "hmac-sha1-base64",
    }),
    signedUrl: z.string().nullable().openapi({
      description:
        "The URL with which the signature was compared, of providers that sign it: PUBLIC_URL, path and query. It must be the one that the provider calls.",
    }),
    signedAt: Time.nullable().openapi({ description: "As the signature says." }),
    clockSkewSeconds: z.int().nullable().openapi({
      description: "How far that is ahead of the gateway's clock; negative: behind.",
    }),
    connections: z.int().openapi({ description: "Connections that it was tried with." }),
    allowedSources: z.enum(["connection", "provider"]).nullable().openapi({
      description: "Of `source-address`: whose list the address is not on.",
    }),
  })
  .openapi("RejectionDetails", {
    description: "What helps to find out why a callback was refused. Nothing of it is secret.",
  });

export const Callback = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid().nullable(),
    provider: z.string(),
    type: z
      .string()
      .nullable()
      .openapi({ description: "The provider's own word for this kind of callback." }),
    callId: z.string().nullable(),
    verdict: Verdict,
    reason: z.string().nullable().openapi({ description: "Why it was not accepted." }),
    method: z.string(),
    target: z.string().openapi({ description: "Path and query, credentials redacted." }),
    bodyBytes: z.int().openapi({ description: "As received." }),
    remoteAddress: z.string(),
    receivedAt: Time,
    details: RejectionDetails.nullable().openapi({
      description: "Of a rejected callback: what helps to find out why.",
    }),
  })
  .openapi("Callback");
export type Callback = z.infer<typeof Callback>;

const Content = {
  headers: z
    .array(z.tuple([z.string(), z.string()]))
    .openapi({ description: "In order of arrival, credentials redacted." }),
  body: z.string().nullable().openapi({
    description:
      "Base64 of the bytes received, of a rejected callback the first 4 KiB; null where they were removed.",
  }),
  bodyText: z.string().nullable().openapi({ description: "The same where it is UTF-8." }),
  bodyRemovedAt: Time.nullable().openapi({
    description: "Of a body that is null: when it had been kept long enough and was removed.",
  }),
};

export const CallbackWithBody = Callback.extend({
  ...Content,
  eventIds: z.array(z.uuid()).openapi({ description: "Events that it yielded." }),
  events: z
    .array(z.object({ id: z.uuid(), type: z.string(), occurredAt: Time }))
    .openapi({ description: "The same, with what they are." }),
}).openapi("CallbackWithBody");

export const Rejection = Callback.extend({
  workspaceId: z
    .uuid()
    .nullable()
    .openapi({ description: "Null where it is not known for whom it was meant." }),
  ...Content,
}).openapi("Rejection");

export const Replayed = z
  .object({
    callbackId: z.uuid(),
    verdict: Verdict.openapi({ description: "As the bytes are read today." }),
    type: z.string().nullable(),
    facts: z.int().openapi({ description: "Facts that the bytes state." }),
    newEvents: z.array(z.object({ id: z.uuid(), type: z.string() })),
    knownEvents: z.int().openapi({ description: "Events of it that were stored before." }),
    deliveries: z.int().openapi({ description: "New deliveries that were made." }),
    message: z.string(),
  })
  .openapi("Replayed");

export const Force = z.object({
  force: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "Also send the events that it yielded before again." }),
});

export function callbackBody(view: CallbackView): Callback {
  return {
    id: view.id,
    connectionId: view.connectionId,
    provider: view.provider,
    type: view.type,
    callId: view.callId,
    verdict: view.verdict,
    reason: view.reason,
    method: view.method,
    target: view.target,
    bodyBytes: view.bodyBytes,
    remoteAddress: view.remoteAddress,
    receivedAt: view.receivedAt.toISOString(),
    details: view.details,
  };
}

export function callbackDetailBody(callback: CallbackDetail): z.infer<typeof CallbackWithBody> {
  return {
    ...callbackBody(callback),
    ...contentOf(callback),
    eventIds: [...callback.eventIds],
    events: callback.events.map(({ id, type, occurredAt }) => ({
      ...{ id, type },
      occurredAt: occurredAt.toISOString(),
    })),
  };
}

export function rejectionBody(rejection: RejectionView): z.infer<typeof Rejection> {
  const { workspaceId } = rejection;
  return { ...callbackBody(rejection), workspaceId, ...contentOf(rejection) };
}

export function replayedBody(replayed: Result): z.infer<typeof Replayed> {
  return { ...replayed, newEvents: [...replayed.newEvents] };
}

type Content = Pick<CallbackDetail, "headers" | "body" | "bodyRemovedAt">;

function contentOf({ headers, body, bodyRemovedAt }: Content) {
  return {
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: body && Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("base64"),
    bodyText: body && textOf(body),
    bodyRemovedAt: iso(bodyRemovedAt),
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // Not UTF-8: the base64 has it.
  }
}
