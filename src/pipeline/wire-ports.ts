import type { CallbackContent } from "#src/core/callback-payload.ts";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type { Page } from "#src/core/list-query.ts";
import type { RecordStatus, ShownVerdict } from "#src/core/wire-record.ts";

/** A webhook or a record by its number, within a workspace. */
export type NumberedRef = { readonly workspaceId: string; readonly number: number };

/** A webhook as the 11Wire interface lists it. */
export type WireWebhookSummary = {
  readonly number: number;
  readonly name: string | null;
  readonly url: string;
  readonly eventKeys: readonly string[];
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What came back from the last attempt, as far as anything did. */
export type LastAttempt = {
  readonly responseStatus: number | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: Uint8Array | null;
  readonly durationMs: number;
  readonly error: string | null;
};

export type InboundRecord = {
  readonly direction: "inbound";
  readonly number: number;
  readonly callbackId: string;
  readonly provider: string;
  /** The provider's own word for it. */
  readonly type: string | null;
  readonly verdict: ShownVerdict;
  readonly bodyBytes: number;
  /** Null where the body is too large to be read along with a list, and where it was removed. */
  readonly content: CallbackContent | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type OutboundRecord = {
  readonly direction: "outbound";
  readonly number: number;
  readonly deliveryId: string;
  readonly webhook: {
    readonly id: string;
    readonly number: number;
    readonly name: string | null;
    readonly url: string;
    readonly isActive: boolean;
  };
  readonly eventKey: string;
  readonly status: DeliveryStatus;
  /** Why it was suppressed. */
  readonly reason: string | null;
  readonly attempts: number;
  /** The exact text that is sent; null where it was removed. */
  readonly body: string | null;
  readonly lastAttempt: LastAttempt | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type WireRecord = InboundRecord | OutboundRecord;

/** Null: whatever it is. */
export type RecordQuery = {
  readonly direction: WireRecord["direction"] | null;
  readonly source: string | null;
  readonly eventType: string | null;
  readonly status: RecordStatus | null;
  /** The first moment that counts, and the first that no longer does. */
  readonly from: Date | null;
  readonly before: Date | null;
  /** From 1. */
  readonly page: number;
  readonly limit: number;
};

/** What is sent comes from the interface's own webhooks. */
export const OUTBOUND_SOURCE = "11wire";

export type WireReads = {
  /** The id of a webhook of the 11Wire dialect. */
  webhookId(ref: NumberedRef): Promise<string | null>;
  /** All webhooks of the dialect, oldest first. */
  webhooks(workspaceId: string): Promise<readonly WireWebhookSummary[]>;
  record(ref: NumberedRef): Promise<WireRecord | null>;
  /** Newest first. */
  records(
    workspaceId: string,
    query: RecordQuery,
  ): Promise<Pick<Page<WireRecord>, "items"> & { readonly total: number }>;
};
