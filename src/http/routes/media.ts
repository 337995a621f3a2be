import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { answerContent, gone } from "#src/http/content.ts";
import { authenticated, requireScope } from "#src/http/middleware/authenticate.ts";
import { limitBody } from "#src/http/middleware/json-body.ts";
import { linkOrKey } from "#src/http/middleware/link-or-key.ts";
import { rateLimited } from "#src/http/middleware/rate-limit.ts";
import { failed } from "#src/http/problem.ts";
import { jsonContent } from "#src/http/schemas/common.ts";
import { problemContent, reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Content, ContentRefusal, MediaContents } from "#src/pipeline/media-contents.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { LinkSigner } from "#src/security/signed-links.ts";

const TAGS = ["Calls"];
const Path = z.object({
  callId: z
    .string()
    .regex(/^[^\p{Cc}]{1,256}$/u, { error: "is not an id" })
    .openapi({ description: "The carrier's id of the call, or the id of the conversation." }),
});
const Link = z.object({
  workspace: z.string().optional().openapi({ description: "Of a signed link." }),
  expires: z.string().optional().openapi({ description: "Of a signed link: Unix seconds." }),
  signature: z.string().optional().openapi({ description: "Of a signed link." }),
});
/** The bytes themselves: JSON Schema has no word for them. */
const Bytes = z.string().openapi({ type: "string", format: "binary" });
// All that providers send so far.
const SOUND = { "audio/mpeg": { schema: Bytes } };

/** What a request for bytes may be answered with, besides the bytes. */
const SERVING = reading({
  304: { description: "What the client has already" },
  410: problemContent("The link has expired, or the recording was deleted."),
  416: problemContent("The range lies outside of the content."),
});

export type MediaRoutesDependencies = {
  readonly contents: Pick<MediaContents, "recording" | "transcript" | "deleteRecording">;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly links: Pick<LinkSigner, "isSigned">;
  readonly now: () => Date;
};

/** Recordings and transcripts of calls, with a key or by the signed links in events. */
export function mediaRoutes(dependencies: MediaRoutesDependencies) {
  const { contents, authenticate, rateLimit } = dependencies;
  const read = linkOrKey({ ...dependencies, scope: "events:read" });
  const recording = createRoute({
    method: "get",
    path: "/v1/calls/{callId}/recording",
    operationId: "getRecording",
    tags: TAGS,
    middleware: [read] as const,
    request: { params: Path, query: Link },
    responses: {
      ...SERVING,
      200: { description: "The recording", content: SOUND },
      206: { description: "The range that was asked for", content: SOUND },
    },
  });
  const transcript = createRoute({
    method: "get",
    path: "/v1/calls/{callId}/transcript",
    operationId: "getTranscript",
    tags: TAGS,
    middleware: [read] as const,
    request: { params: Path, query: Link },
    responses: {
      ...SERVING,
      200: jsonContent(z.unknown(), "As in the event"),
      // A part of JSON is none: nothing can be said of what it holds.
      206: { description: "The range of the text that was asked for" },
    },
  });
  const remove = createRoute({
    method: "delete",
    path: "/v1/calls/{callId}/recording",
    operationId: "deleteRecording",
    tags: TAGS,
    middleware: [
      authenticated(authenticate),
      rateLimited(rateLimit),
      requireScope("events:write"),
      limitBody,
    ] as const,
    request: { params: Path },
    responses: reading({
      204: { description: "Deleted: its links answer 410 from now on" },
      410: problemContent("It was deleted before."),
    }),
  });
  return tenantRouter()
    .openapi(recording, async (c) => {
      const ref = { ...c.get("principal"), id: c.req.valid("param").callId };
      return answer(c, await contents.recording(ref), NO_RECORDING);
    })
    .openapi(transcript, async (c) => {
      const ref = { ...c.get("principal"), id: c.req.valid("param").callId };
      return answer(c, await contents.transcript(ref), NO_TRANSCRIPT);
    })
    .openapi(remove, async (c) => {
      const ref = { ...c.get("principal"), id: c.req.valid("param").callId };
      const removed = await contents.deleteRecording(ref);
      return removed.ok ? c.body(null, 204) : refused(c, removed.reason, NO_RECORDING);
    });
}

const NO_RECORDING =
  "No recording of such a call or conversation is stored here. A carrier's own recordings are at the address in the event.";
const NO_TRANSCRIPT = "No transcript of such a call or conversation is stored here.";

type Found =
  | { readonly ok: true; readonly value: Content }
  | { readonly ok: false; readonly reason: ContentRefusal };

function answer(c: Context, found: Found, whenMissing: string): Response | Promise<Response> {
  return found.ok ? answerContent(c, found.value) : refused(c, found.reason, whenMissing);
}

function refused(c: Context, refusal: ContentRefusal, whenMissing: string): Response {
  if (refusal.kind === "not-found") return failed(c, "not-found", { detail: whenMissing });
  return gone(c, `The recording was deleted at ${refusal.deletedAt.toISOString()}.`);
}
