import type { CallStatus } from "#src/core/call-state.ts";
import type { CallData } from "#src/core/catalog/call-events.ts";
import type { CALL_FIELDS } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";

/** Without its transcript, which may be long. */
export type CallView = Omit<CallData, "transcript"> & {
  readonly id: string;
  readonly status: CallStatus;
  readonly agentId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** One thing that happened to a call or a conversation; `details` depend on the kind. */
export type TimelineEntry = {
  readonly at: string;
  readonly kind: "callback" | "event" | "delivery" | "attempt";
  readonly id: string;
  readonly details: Readonly<Record<string, unknown>>;
};

export type CallQuery = ListQuery<keyof typeof CALL_FIELDS>;
export type CallRef = {
  readonly workspaceId: string;
  /** Our id of the call, or its carrier's. */
  readonly call: string;
};
export type ConversationRef = {
  readonly workspaceId: string;
  readonly conversationId: string;
};

export type CallReads = {
  find(ref: CallRef): Promise<CallView | null>;
  list(workspaceId: string, query: CallQuery): Promise<Page<CallView>>;
  /** In order of time. */
  callTimeline(workspaceId: string, callId: string): Promise<readonly TimelineEntry[]>;
  conversationTimeline(ref: ConversationRef): Promise<readonly TimelineEntry[]>;
};
