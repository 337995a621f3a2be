import type { HttpBindings } from "@hono/node-server";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { LIVE_PATH } from "#src/http/live-path.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { STREAM_SECURITY } from "#src/http/openapi/security.ts";
import { failed } from "#src/http/problem.ts";
import { problemContent, reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { LiveTail } from "#src/pipeline/live-tail.ts";
import { LIVE_KINDS, type LiveKind } from "#src/pipeline/live-tail-ports.ts";
import type { LiveNews, LiveStream } from "#src/pipeline/live-tail-stream.ts";

const STREAM_TYPE = "text/event-stream";
const KIND = LIVE_KINDS.join("|");
/** Milliseconds after which a browser asks again. */
const RETRY_MS = 3_000;

const EXAMPLE = `retry: ${RETRY_MS}

event: event
id: 01987b3e-5f40-7c11-9d7e-0242ac120002
data: {"id":"01987b3e-5f40-7c11-9d7e-0242ac120002","type":"call.callEnded","occurredAt":"2025-08-19T16:00:00.000Z","createdAt":"2025-08-19T16:00:01.000Z","agentId":null,"callId":"CA1","conversationId":null}

event: dropped
data: {"count":12}

`;

const DESCRIPTION = `Server-sent events: what is stored in the workspace from now on, in the short form of the lists' rows.
\`event\`: \`{id, type, occurredAt, createdAt, agentId, callId, conversationId}\`;
\`delivery\`, after each attempt: \`{id, webhookId, eventId, eventKey, status, attempts, responseStatus, errorClass, updatedAt}\`;
\`callback\`: \`{id, provider, connectionId, type, verdict, reason, receivedAt, duplicate}\`; a duplicate is not always stored, so its id may lead nowhere;
\`dropped\`: \`{count}\`, so many could not be shown, because they came faster than they were read.
A comment every 15 seconds keeps it open. Nothing is repeated after a reconnection: the lists have it all.`;

const WORKSPACE = {
  format: "uuid",
  description: "The workspace that the credential belongs to; a session of the console needs none.",
};

const live = createRoute({
  method: "get",
  path: LIVE_PATH,
  operationId: "watchLive",
  summary: "Watch what happens as it happens",
  description: DESCRIPTION,
  tags: ["Events"],
  security: [...STREAM_SECURITY],
  middleware: [requireScope("events:read")] as const,
  request: {
    // Authentication has read it.
    headers: z.object({ "X-Workspace-Id": z.string().optional().openapi(WORKSPACE) }),
    query: z.object({
      kinds: z
        .string()
        .regex(new RegExp(`^(?:${KIND})(?:,(?:${KIND}))*$`), {
          error: `must be some of ${LIVE_KINDS.join(",")}, separated by commas`,
        })
        .optional()
        .openapi({ description: "All, unless told.", example: "event,delivery" }),
    }),
  },
  responses: reading({
    200: {
      description: "The stream, which ends with the credential, or when the gateway stops",
      content: { [STREAM_TYPE]: { schema: z.string().openapi({ example: EXAMPLE }) } },
    },
    406: problemContent("The request does not say that it takes `text/event-stream`."),
  }),
});

/** `GET /v1/live`. */
export function liveRoutes(tail: LiveTail) {
  return tenantRouter().openapi(live, (c) => {
    // Whoever reads answers as wholes would wait for the end of one that has none.
    if (!acceptsStream(c)) {
      const detail = `This is a stream without an end: send Accept: ${STREAM_TYPE}.`;
      return failed(c, "not-acceptable", { detail });
    }
    const { workspaceId } = c.get("principal");
    const kinds = kindsOf(c.req.valid("query").kinds);
    if (c.req.method === "HEAD") return c.body(null, 200, HEADERS);
    const opened = tail.open({
      workspaceId,
      kinds,
      stillHolds: c.get("stillHolds"),
      cut: () => cut(c),
    });
    if (opened.ok) return c.body(bodyOf(opened.value, c.req.raw.signal), 200, HEADERS);
    if (opened.reason === "stopping") {
      const headers = { "Retry-After": "5" };
      return failed(c, "unavailable", { detail: "The gateway is stopping.", headers });
    }
    const detail = "As many streams of this workspace are open as there may be: close one.";
    return failed(c, "rate-limited", { detail, headers: { "Retry-After": "15" } });
  });
}

const HEADERS = {
  "Content-Type": STREAM_TYPE,
  "Cache-Control": "no-store, no-transform",
  // nginx, and others after it, would collect it otherwise.
  "X-Accel-Buffering": "no",
} as const;

function acceptsStream(c: Context): boolean {
  const types = (c.req.header("Accept") ?? "").split(",");
  return types.some((type) => type.split(";", 1)[0]?.trim().toLowerCase() === STREAM_TYPE);
}

function kindsOf(text: string | undefined): ReadonlySet<LiveKind> {
  const named = text?.split(",");
  return new Set(LIVE_KINDS.filter((kind) => named?.includes(kind) ?? true));
}

/** A connection that nobody reads from takes no last word. */
function cut(c: Context): void {
  const bindings: Partial<HttpBindings> | undefined = c.env;
  bindings?.outgoing?.destroy();
}

function bodyOf(stream: LiveStream, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  signal.addEventListener("abort", stream.abandon, { once: true });
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`)),
      async pull(controller) {
        const news = await stream.next();
        if (news !== null) return controller.enqueue(encoder.encode(textOf(news)));
        if (!signal.aborted) controller.close();
      },
      cancel: stream.abandon,
    },
    // Nothing is fetched before the connection has taken what was fetched last.
    { highWaterMark: 0 },
  );
}

/** JSON has no line ends, and ids are UUIDs: nothing in it can end a field. */
function textOf({ items, dropped }: LiveNews): string {
  if (items.length === 0 && dropped === 0) return ":\n\n";
  const told = items.map(
    ({ kind, data }) => `event: ${kind}\nid: ${data.id}\ndata: ${JSON.stringify(data)}\n\n`,
  );
  const lost = dropped === 0 ? "" : `event: dropped\ndata: {"count":${dropped}}\n\n`;
  return lost + told.join("");
}
