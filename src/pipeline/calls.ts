import { CALL_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { CallReads, CallRef, CallView, ConversationRef, TimelineEntry } from "./call-ports.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type CallStory = { readonly call: CallView; readonly timeline: readonly TimelineEntry[] };
export type ConversationStory = {
  readonly conversationId: string;
  readonly timeline: readonly TimelineEntry[];
};

export type Calls = {
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<CallView>, ReadRefusal>>;
  story(ref: CallRef): Promise<Result<CallStory, ReadRefusal>>;
  conversation(ref: ConversationRef): Promise<Result<ConversationStory, ReadRefusal>>;
};

/** What happened to a call or a conversation, from the raw callback to the last attempt. */
export function createCalls(reads: CallReads): Calls {
  return {
    async list(workspaceId, raw) {
      const query = readListQuery(raw, CALL_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await reads.list(workspaceId, query.value)), page, limit });
    },
    async story(ref) {
      const call = await reads.find(ref);
      if (call === null) return NOT_FOUND;
      return ok({ call, timeline: await reads.callTimeline(ref.workspaceId, call.callId) });
    },
    async conversation(ref) {
      const timeline = await reads.conversationTimeline(ref);
      const { conversationId } = ref;
      return timeline.length === 0 ? NOT_FOUND : ok({ conversationId, timeline });
    },
  };
}
