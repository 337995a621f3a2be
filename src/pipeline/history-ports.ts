import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { CALLBACK_FIELDS, EVENT_FIELDS } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { IdempotencyKey, KeptAnswer, StoredCallback } from "./ports.ts";

export type EventRef = { readonly workspaceId: string; readonly eventId: string };
export type CallbackRef = { readonly workspaceId: string; readonly callbackId: string };

/** An event as lists show it. */
export type EventView = {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly agentId: string | null;
  readonly workflowId: string | null;
  readonly callId: string | null;
  readonly conversationId: string | null;
  /** Null where time alone decided. */
  readonly callbackId: string | null;
  readonly createdAt: Date;
};
export type EventDetail = EventView & { readonly data: Readonly<Record<string, unknown>> };

/** A callback as lists show it: nothing of its body, nor its headers. */
export type CallbackView = Pick<
  StoredCallback,
  | "id"
  | "connectionId"
  | "provider"
  | "type"
  | "callId"
  | "verdict"
  | "reason"
  | "method"
  | "target"
  | "bodyBytes"
  | "remoteAddress"
  | "receivedAt"
>;
/** `body` is empty where `bodyPath` names the file that holds it. */
export type CallbackDetail = StoredCallback & {
  readonly workspaceId: string;
  readonly bodyPath: string | null;
  /** Events it yielded, oldest first. */
  readonly eventIds: readonly string[];
};

export type EventQuery = ListQuery<keyof typeof EVENT_FIELDS>;
export type CallbackQuery = ListQuery<keyof typeof CALLBACK_FIELDS>;

export type EventReads = {
  find(ref: EventRef): Promise<EventDetail | null>;
  list(workspaceId: string, query: EventQuery): Promise<Page<EventView>>;
  /** As they were derived, by their ids, oldest first. */
  stored(workspaceId: string, ids: readonly string[]): Promise<readonly CanonicalEvent[]>;
};

export type CallbackReads = {
  find(ref: CallbackRef): Promise<CallbackDetail | null>;
  list(workspaceId: string, query: CallbackQuery): Promise<Page<CallbackView>>;
};

/** A refused request, whoever it may have been for. */
export type RejectionView = CallbackView &
  Pick<StoredCallback, "workspaceId" | "headers"> & {
    /** The first 4 KiB. */
    readonly body: Uint8Array;
  };
/** The newest first; `provider` null: of all. */
export type ListRejections = (
  provider: string | null,
  limit: number,
) => Promise<readonly RejectionView[]>;

/** What publishing looks up before its transaction. */
export type PublishReads = {
  /** Those of the ids that are agents of the workspace. */
  agentsAmong(workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  keptAnswer(key: IdempotencyKey, now: Date): Promise<KeptAnswer | null>;
};
