import type { DialectId } from "#src/core/catalog.ts";
import type { CircuitState } from "#src/core/circuit.ts";
import type { DeliveryStatus } from "#src/core/delivery.ts";
import type {
  ALL_DELIVERY_FIELDS,
  DELIVERY_FIELDS,
  SUBSCRIPTION_FIELDS,
  WEBHOOK_FIELDS,
} from "#src/core/filter-fields.ts";
import type { Issue } from "#src/core/issue.ts";
import type { ListQuery, Page } from "#src/core/list-query.ts";
import type { Ordering } from "#src/core/ordering.ts";
import type { Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import type { Backoff } from "#src/core/schedule.ts";
import type { WebhookFilters } from "#src/core/webhook-filters.ts";

/** Who a request comes from. */
export type Principal = {
  readonly workspaceId: string;
  /** Id of the API key; `jwt:`, workspace and subject of a token; `session:` and the id of a console's session. */
  readonly keyId: string;
  /** `webhooks:read` and the like; `*` stands for all of them. */
  readonly scopes: readonly string[];
  /** Of a token. */
  readonly expiresAt?: Date;
};

/** `bearer`: as `Authorization: Bearer`, where a token may stand as well. */
export type Credential = { readonly text: string; readonly presentedAs: "api-key" | "bearer" };

/** Why a credential is refused is in the detail, in words for whoever presents it. */
export type Authenticate = (credential: Credential) => Promise<Result<Principal, "refused">>;

/** Why nothing can be shown. */
export type ReadRefusal =
  | { readonly kind: "invalid"; readonly issues: readonly Issue[] }
  | { readonly kind: "not-found" };
/** Why a request of a tenant cannot be carried out. */
export type Refusal =
  | ReadRefusal
  | { readonly kind: "conflict"; readonly message: string }
  /** The resource is no longer what the client has seen (`If-Match`). */
  | { readonly kind: "precondition-failed" };

export type WebhookRef = { readonly workspaceId: string; readonly webhookId: string };
export type SubscriptionRef = WebhookRef & { readonly subscriptionId: string };
export type DeliveryRef = WebhookRef & { readonly deliveryId: string };
/** A delivery of whichever webhook of the workspace. */
export type AnyDeliveryRef = Omit<DeliveryRef, "webhookId">;

export type Method = "POST" | "GET";

/** `ed25519` signs with a key pair (`v1a`) beside the secret (`v1`). */
export const SIGNATURE_ALGORITHMS = ["hmac-sha256", "ed25519"] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** A webhook as its owner sees it. */
export type WebhookView = {
  readonly id: string;
  /** Its id in the interfaces that number their webhooks. */
  readonly number: number;
  /** Raised by every change of its settings and subscriptions. */
  readonly revision: number;
  readonly dialect: DialectId;
  readonly name: string | null;
  readonly url: string;
  readonly method: Method;
  readonly description: string | null;
  /** Null: all, future ones included, and events of none. */
  readonly agentIds: readonly string[] | null;
  readonly workflowIds: readonly string[] | null;
  /** What its active subscriptions want, in the dialect's words. */
  readonly eventKeys: readonly string[];
  readonly filters: WebhookFilters | null;
  /** The tenant's own notes. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly isActive: boolean;
  /** Why the gateway itself switched it off. */
  readonly deactivationReason: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly secretPreview: string;
  /** Until then deliveries are signed with the secret before the last rotation too. */
  readonly previousSecretExpiresAt: Date | null;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** `whpk_` and base64, of a webhook with Ed25519 signatures. */
  readonly publicKey: string | null;
  readonly retryPolicy: Backoff | null;
  readonly timeoutMs: number | null;
  /** Deliveries per second at most; null: as many as it takes. */
  readonly rateLimit: { readonly perSecond: number } | null;
  readonly ordering: Ordering;
  /** Days of nothing but failure after which the gateway switches it off. */
  readonly deactivateAfterDays: number;
  /** Since then all its attempts have failed; null when the last one did not, and of a webhook that is off. */
  readonly failingSince: Date | null;
  /** Open: its endpoint does not answer, and its deliveries wait until `retryAt`. */
  readonly circuit: {
    readonly state: CircuitState;
    readonly openedAt: Date | null;
    readonly retryAt: Date | null;
  };
  /** Deliveries that ended, not attempts. */
  readonly successCount: number;
  readonly failureCount: number;
  readonly lastDeliveryAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What of a webhook its owner decides. */
export type WebhookSettings = Pick<
  WebhookView,
  | "dialect"
  | "name"
  | "url"
  | "method"
  | "description"
  | "agentIds"
  | "workflowIds"
  | "eventKeys"
  | "filters"
  | "metadata"
  | "isActive"
  | "headers"
  | "retryPolicy"
  | "timeoutMs"
  | "rateLimit"
  | "ordering"
  | "deactivateAfterDays"
>;
export type Secret = { readonly text: string; readonly preview: string };
export type SigningKey = { readonly signingKey: string; readonly publicKey: string };

export type NewWebhook = WebhookSettings & {
  readonly id: string;
  readonly workspaceId: string;
  readonly secret: Secret;
  readonly signingKey: SigningKey | null;
  readonly at: Date;
};
export type CurrentWebhook = WebhookView & {
  /** Event keys of all its subscriptions, the inactive ones included. */
  readonly allEventKeys: readonly string[];
};
export type WebhookChange = Partial<WebhookSettings> & {
  readonly secret?: Secret;
  /** With a new secret: until when the present one signs too. */
  readonly previousSecretUntil?: Date | null;
  readonly signingKey?: SigningKey | null;
  readonly at: Date;
};
/** What a webhook is limited to and its workspace does not have. */
export type UnknownSelection = {
  readonly kind: "unknown-selection";
  readonly agentIds: readonly string[];
  readonly workflowIds: readonly string[];
};

export type SubscriptionView = {
  readonly id: string;
  readonly webhookId: string;
  readonly eventKey: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
export type NewSubscription = WebhookRef &
  Pick<SubscriptionView, "id" | "eventKey" | "isActive"> & { readonly at: Date };

export type DeliveryView = {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly eventKey: string;
  /** Sent to try the endpoint out. */
  readonly isTest: boolean;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly responseStatus: number | null;
  readonly lastError: string | null;
  readonly errorClass: string | null;
  /** Why it was suppressed, or what it waits for. */
  readonly reason: string | null;
  /** The delivery of the same call or conversation that has to end before. */
  readonly blockedBy: string | null;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
};
export type AttemptView = {
  readonly number: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Milliseconds, as far as the attempt got. */
  readonly timings: Readonly<Record<string, number>>;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseStatus: number | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: Uint8Array | null;
  readonly responseTruncated: boolean;
  readonly errorClass: string | null;
  readonly error: string | null;
};
/** What a delivery tells of. */
export type DeliveredEvent = {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly agentId: string | null;
  readonly callId: string | null;
  readonly conversationId: string | null;
  readonly callbackId: string | null;
};
export type DeliveryDetail = DeliveryView & {
  /** The exact text to send; null where retention has removed it. */
  readonly body: string | null;
  readonly bodyRemovedAt: Date | null;
  /** What the body was rendered for; null where its webhook is gone and had not changed before. */
  readonly dialect: DialectId | null;
  /** Where the next attempt goes, of the webhook as it is now; null where that is deleted. */
  readonly request: { readonly method: Method; readonly url: string } | null;
  /** Null of a test, and where retention has removed the event. */
  readonly event: DeliveredEvent | null;
  readonly attemptHistory: readonly AttemptView[];
};

export type WebhookQuery = ListQuery<keyof typeof WEBHOOK_FIELDS>;
export type SubscriptionQuery = ListQuery<keyof typeof SUBSCRIPTION_FIELDS>;
export type DeliveryQuery = ListQuery<keyof typeof DELIVERY_FIELDS>;
export type AllDeliveriesQuery = ListQuery<keyof typeof ALL_DELIVERY_FIELDS>;

/** Pure: called inside a transaction. */
type Decide<In, Out> = (current: In) => Result<Out, Refusal>;

/**
 * Everything is looked up within its workspace; what is not there is null. Every change raises the workspace's
 * configuration version in its own transaction.
 */
export type WebhookStore = {
  insert(webhook: NewWebhook): Promise<Result<WebhookView, UnknownSelection>>;
  find(ref: WebhookRef): Promise<WebhookView | null>;
  list(workspaceId: string, query: WebhookQuery): Promise<Page<WebhookView>>;
  /** Holds the webhook against other changes while `decide` runs; nothing is written when it refuses. */
  update(
    ref: WebhookRef,
    decide: Decide<CurrentWebhook, WebhookChange>,
  ): Promise<Result<WebhookView, Refusal | UnknownSelection>>;
  remove(ref: WebhookRef, expected: ExpectedRevisions): Promise<Result<void, Refusal>>;
};

export type SubscriptionStore = {
  /** `allow` sees the webhook's dialect, which cannot change meanwhile. */
  insert(
    subscription: NewSubscription,
    allow: Decide<DialectId, void>,
  ): Promise<Result<SubscriptionView, Refusal | "duplicate">>;
  find(ref: SubscriptionRef): Promise<SubscriptionView | null>;
  list(ref: WebhookRef, query: SubscriptionQuery): Promise<Page<SubscriptionView> | null>;
  setActive(
    ref: SubscriptionRef,
    change: { readonly isActive: boolean; readonly at: Date },
  ): Promise<SubscriptionView | null>;
  remove(ref: SubscriptionRef): Promise<boolean>;
};

export type DeliveryReads = {
  find(ref: DeliveryRef): Promise<DeliveryView | null>;
  detail(ref: DeliveryRef): Promise<DeliveryDetail | null>;
  list(ref: WebhookRef, query: DeliveryQuery): Promise<Page<DeliveryView> | null>;
  /** Of whichever webhook, those that are deleted included. */
  findAny(ref: AnyDeliveryRef): Promise<DeliveryView | null>;
  detailOfAny(ref: AnyDeliveryRef): Promise<DeliveryDetail | null>;
  listAll(workspaceId: string, query: AllDeliveriesQuery): Promise<Page<DeliveryView>>;
};
