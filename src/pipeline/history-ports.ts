import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type { CALLBACK_FIELDS, EVENT_FIELDS } from "#src/core/filter-fields.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { IdempotencyKey, KeptAnswer, RejectionDetails, StoredCallback } from "./ports.ts";
import type { DeliveryView } from "./tenant-ports.ts";

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
/** With what became of it. */
export type EventRow = EventView & {
  /** Whose callback told it; null where time alone decided. */
  readonly provider: string | null;
  /** How many deliveries it has, by status. */
  readonly deliveryCounts: Readonly<Record<DeliveryStatus, number>>;
};
export type EventDelivery = Pick<
  DeliveryView,
  "id" | "webhookId" | "eventKey" | "status" | "attempts" | "createdAt"
>;
export type EventDetail = EventRow & {
  readonly data: Readonly<Record<string, unknown>>;
  /** Oldest first. */
  readonly deliveries: readonly EventDelivery[];
};

/** What a callback led to. */
export type YieldedEvent = {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
};

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
> & {
  /** Of a rejected one; null of those from before there were any. */
  readonly details: RejectionDetails | null;
};
/** `body` is null where `bodyPath` names the file that holds it, and where retention has removed it. */
export type CallbackDetail = Omit<StoredCallback, "details" | "body"> & {
  readonly body: Uint8Array | null;
  /** Null of one that is there. */
  readonly bodyRemovedAt: Date | null;
  readonly details: RejectionDetails | null;
  readonly workspaceId: string;
  readonly bodyPath: string | null;
  /** Events it yielded, oldest first. */
  readonly eventIds: readonly string[];
  readonly events: readonly YieldedEvent[];
};

export type EventQuery = ListQuery<keyof typeof EVENT_FIELDS>;
export type CallbackQuery = ListQuery<keyof typeof CALLBACK_FIELDS>;

export type EventReads = {
  find(ref: EventRef): Promise<EventDetail | null>;
  list(workspaceId: string, query: EventQuery): Promise<Page<EventRow>>;
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
    /** The first 4 KiB; null where retention has removed them. */
    readonly body: Uint8Array | null;
    readonly bodyRemovedAt: Date | null;
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
