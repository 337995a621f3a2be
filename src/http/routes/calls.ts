import { createRoute, z } from "@hono/zod-openapi";
import { CALL_FIELDS } from "#src/core/filter-fields.ts";
import { answerList } from "#src/http/list.ts";
import { requireScope } from "#src/http/middleware/authenticate.ts";
import { refused } from "#src/http/problem.ts";
import { Call, CallStory, ConversationStory } from "#src/http/schemas/calls.ts";
import { jsonContent, listOf } from "#src/http/schemas/common.ts";
import { listParameters } from "#src/http/schemas/list-parameters.ts";
import { reading } from "#src/http/schemas/problem.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import type { Calls } from "#src/pipeline/calls.ts";

const TAGS = ["Calls"];
const READ = requireScope("events:read");
/** A carrier's or a platform's id, or ours: whatever it is, it is text of some length without control characters. */
const ForeignId = z.string().regex(/^[^\p{Cc}]{1,256}$/u, { error: "is not an id" });

const list = createRoute({
  method: "get",
  path: "/v1/calls",
  operationId: "listCalls",
  tags: TAGS,
  middleware: [READ] as const,
  request: { query: listParameters(CALL_FIELDS) },
  responses: reading({ 200: jsonContent(listOf(Call), "A page of calls") }),
});

const get = createRoute({
  method: "get",
  path: "/v1/calls/{callId}",
  operationId: "getCall",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: z.object({ callId: ForeignId }) },
  responses: reading({ 200: jsonContent(CallStory, "The call and all that happened to it") }),
});

const conversation = createRoute({
  method: "get",
  path: "/v1/conversations/{conversationId}",
  operationId: "getConversation",
  tags: TAGS,
  middleware: [READ] as const,
  request: { params: z.object({ conversationId: ForeignId }) },
  responses: reading({ 200: jsonContent(ConversationStory, "All that happened in it") }),
});

/** What happened to one call or conversation, from the raw callback to the last attempt. */
export function callRoutes(calls: Calls) {
  return tenantRouter()
    .openapi(list, async (c) => {
      const { workspaceId } = c.get("principal");
      const page = await calls.list(workspaceId, c.req.valid("query"));
      return page.ok ? answerList(c, page.value, (call) => call) : refused(c, page.reason);
    })
    .openapi(get, async (c) => {
      const { workspaceId } = c.get("principal");
      const story = await calls.story({ workspaceId, call: c.req.valid("param").callId });
      if (!story.ok) return refused(c, story.reason);
      return c.json({ call: story.value.call, timeline: [...story.value.timeline] }, 200);
    })
    .openapi(conversation, async (c) => {
      const { workspaceId } = c.get("principal");
      const { conversationId } = c.req.valid("param");
      const story = await calls.conversation({ workspaceId, conversationId });
      if (!story.ok) return refused(c, story.reason);
      return c.json({ conversationId, timeline: [...story.value.timeline] }, 200);
    });
}
