import { z } from "@hono/zod-openapi";
import type { WholeCallback } from "#src/pipeline/callbacks.ts";
import type { CallbackView, RejectionView } from "#src/pipeline/history-ports.ts";
import type { Replayed as Result } from "#src/pipeline/replay.ts";
import { Time } from "./common.ts";

const Verdict = z.enum(["accepted", "unreadable", "rejected"]);

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
  })
  .openapi("Callback");
export type Callback = z.infer<typeof Callback>;

const Content = {
  headers: z
    .array(z.tuple([z.string(), z.string()]))
    .openapi({ description: "In order of arrival, credentials redacted." }),
  body: z.string().openapi({
    description: "Base64 of the bytes received; of a rejected callback the first 4 KiB.",
  }),
  bodyText: z.string().nullable().openapi({ description: "The same where it is UTF-8." }),
};

export const CallbackWithBody = Callback.extend({
  ...Content,
  eventIds: z.array(z.uuid()).openapi({ description: "Events that it yielded." }),
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
  };
}

export function callbackDetailBody(callback: WholeCallback): z.infer<typeof CallbackWithBody> {
  return {
    ...callbackBody(callback),
    ...contentOf(callback),
    eventIds: [...callback.eventIds],
  };
}

export function rejectionBody(rejection: RejectionView): z.infer<typeof Rejection> {
  const { workspaceId } = rejection;
  return { ...callbackBody(rejection), workspaceId, ...contentOf(rejection) };
}

export function replayedBody(replayed: Result): z.infer<typeof Replayed> {
  return { ...replayed, newEvents: [...replayed.newEvents] };
}

function contentOf({ headers, body }: Pick<WholeCallback, "headers" | "body">) {
  return {
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("base64"),
    bodyText: textOf(body),
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // Not UTF-8: the base64 has it.
  }
}
