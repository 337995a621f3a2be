import type { CallState } from "#src/core/call.ts";
import type { CanonicalEvent, DialectId } from "#src/core/catalog.ts";
import type { ConversationWindow } from "#src/core/conversation.ts";
import type { DeliveryStatus, ErrorClass } from "#src/core/delivery.ts";
import type { Result } from "#src/core/result.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Receiver, Reply } from "#src/provider.ts";
import type { NewJob, QueueName } from "./jobs.ts";
import type { MediaUnit } from "./media-ports.ts";
import type { OrderedDelivery } from "./ordering-ports.ts";
import type { Timings } from "./send-ports.ts";
import type { CallbackCount } from "./stats-ports.ts";

/** A constant sentence and typed ids; never bodies, headers or secrets. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields: LogFields & { readonly error: string }): void;
};

export type Verdict = "accepted" | "unreadable" | "rejected";

/** A callback as it is kept. */
export type StoredCallback = {
  readonly id: string;
  readonly workspaceId: string | null;
  readonly connectionId: string | null;
  readonly provider: string;
  readonly type: string | null;
  /** The carrier's id of the call that it speaks of, where it speaks of one. */
  readonly callId: string | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly method: string;
  /** Credentials in it are redacted. */
  readonly target: string;
  /** In order of arrival, credentials redacted. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** The file that holds the bytes of a body too large for a row, relative to the media directory; `body` is empty then. */
  readonly bodyPath?: string | null;
  /** Length as received; the body of a rejected request is cut. */
  readonly bodyBytes: number;
  readonly remoteAddress: string;
  /** SHA-256 over query and body. Null for rejected requests, and for publishes: those name their facts themselves. */
  readonly digest: Uint8Array | null;
  readonly receivedAt: Date;
  /** Of a rejected request. */
  readonly details?: RejectionDetails | null;
};

/** What helps to find out why a request was refused; none of it is secret. */
export type RejectionDetails = {
  /** In words. */
  readonly message: string | null;
  /** The header that was believed to hold the signature; null where none did. */
  readonly header: string | null;
  /** How that is signed; null where it holds nothing of a known form. */
  readonly scheme: string | null;
  /** Where the URL is signed too: the one that the signature was compared with. */
  readonly signedUrl: string | null;
  readonly signedAt: string | null;
  /** Of the signer before ours. */
  readonly clockSkewSeconds: number | null;
  /** Connections that it was tried with. */
  readonly connections: number;
  /** Whose list the address is not on. */
  readonly allowedSources: "connection" | "provider" | null;
};

/** A connection that may have sent a request, its secrets opened. */
export type Candidate = {
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly receiver: Receiver;
  /** CIDRs that replace the provider's list for this connection. */
  readonly sourceAddresses: readonly string[] | null;
  /** Are other addresses refused? Null or left out: as the gateway does by default. */
  readonly enforcesSource?: boolean | null;
  /** Answers the provider's opening question where it asks one; null when the question is for another connection. */
  readonly handshake: (query: URLSearchParams) => Reply | null;
};

export type Connections = {
  byId(provider: string, connectionId: string): Promise<Candidate | null>;
  /** Those whose identifiers occur; all of the provider's when none does. */
  matching(provider: string, identifiers: readonly string[]): Promise<readonly Candidate[]>;
  /** Loads anew what may have changed since; false when that was done a moment ago. */
  refresh(provider: string): Promise<boolean>;
};

export type NewEvent = {
  readonly event: CanonicalEvent;
  readonly dedupeKey: string;
  readonly callbackId: string | null;
  /** By a webhook, now. */
  readonly isWanted: boolean;
};

export type NewDelivery = {
  readonly id: string;
  readonly workspaceId: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly eventKey: string;
  readonly status: "pending" | "suppressed";
  readonly reason: string | null;
  readonly body: string;
  /** What the body was rendered for. */
  readonly dialect: DialectId;
  readonly jobId: string | null;
  readonly ownerId: string | null;
};

export type SavedCall = CallKey & {
  /** `lockCalls` found nothing of it. */
  readonly isNew: boolean;
  readonly state: CallState;
  readonly agentId: string | null;
  /** ISO 8601; null when only a callback can change anything. */
  readonly wakeAt: string | null;
};

export type ConversationKey = { readonly workspaceId: string; readonly key: string };
export type SavedConversation = ConversationKey & {
  readonly window: ConversationWindow;
  /** ISO 8601; null when its end has been told. */
  readonly wakeAt: string | null;
};

export type CallKey = { readonly workspaceId: string; readonly callId: string };

export type ConfiguredAgent = {
  readonly name: string;
  readonly isActive: boolean;
  /** A recording of its calls is a voicemail, as on a connection that is a mailbox. */
  readonly isMailbox: boolean;
};

/** What a workspace's events are matched against, as of one version of its configuration. */
export type WorkspaceConfig = {
  readonly version: number;
  readonly webhooks: readonly Webhook[];
  /** Normalised reference → agent id. */
  readonly agentsByReference: ReadonlyMap<string, string>;
  /** The platform's id of a workflow, or ours → ours. */
  readonly workflowsByReference: ReadonlyMap<string, string>;
  /** By id. */
  readonly agents: ReadonlyMap<string, ConfiguredAgent>;
  /** A connection at a provider that carries calls exists, so that its word on a call may come. */
  readonly hasCarrier: boolean;
};

export type EventKey = { readonly workspaceId: string; readonly dedupeKey: string };
export type KnownEvent = EventKey & {
  readonly id: string;
  readonly type: string;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
};

/** An Idempotency-Key, within its workspace and operation. */
export type IdempotencyKey = {
  readonly workspaceId: string;
  readonly route: string;
  readonly key: string;
};
export type IdempotencyClaim = IdempotencyKey & {
  /** SHA-256 of the request's body, in hex. */
  readonly bodyDigest: string;
  readonly expiresAt: Date;
};
export type KeptAnswer = {
  readonly bodyDigest: string;
  readonly status: number;
  /** JSON. */
  readonly answer: string;
};

/** Statements of one ingest transaction. Rows are written in an order that cannot deadlock two groups. */
export type IngestUnit = {
  /** Returns the ids of those that were not known. */
  insertCallbacks(callbacks: readonly StoredCallback[]): Promise<ReadonlySet<string>>;
  /** Locks calls and returns their states; null for those that are not stored. */
  lockCalls(keys: readonly CallKey[]): Promise<readonly (CallState | null)[]>;
  /** States of calls as they are known, without a lock. */
  findCalls(keys: readonly CallKey[]): Promise<readonly (CallState | null)[]>;
  /** Locks calls whose time has come, as far as nobody else holds them. */
  lockDueCalls(
    now: Date,
    limit: number,
  ): Promise<readonly (CallKey & { readonly state: CallState })[]>;
  saveCalls(calls: readonly SavedCall[]): Promise<void>;
  /** As lockCalls, for the windows of users with business numbers. */
  lockConversations(
    keys: readonly ConversationKey[],
  ): Promise<readonly (ConversationWindow | null)[]>;
  lockDueConversations(
    now: Date,
    limit: number,
  ): Promise<readonly (ConversationKey & { readonly window: ConversationWindow })[]>;
  saveConversations(conversations: readonly SavedConversation[]): Promise<void>;
  readonly media: MediaUnit;
  /** Current as of this transaction. */
  configs(workspaceIds: readonly string[]): Promise<ReadonlyMap<string, WorkspaceConfig>>;
  /** Returns the ids of those whose fact was not known. */
  insertEvents(events: readonly NewEvent[]): Promise<ReadonlySet<string>>;
  /** These stored events have found a webhook that wants them. */
  noteWanted(eventIds: readonly string[]): Promise<void>;
  /** Those of the facts that are stored. */
  findEvents(keys: readonly EventKey[]): Promise<readonly KnownEvent[]>;
  /** What a callback was found to be, now that it could be read. */
  reviseCallback(callback: StoredCallback): Promise<void>;
  /**
   * Claims keys that are free or expired; tells of the others, in the order asked, what was answered to them. Waits for
   * whoever holds one.
   */
  claimKeys(
    claims: readonly IdempotencyClaim[],
    now: Date,
  ): Promise<readonly (KeptAnswer | null)[]>;
  keepAnswers(answers: readonly (IdempotencyKey & KeptAnswer)[]): Promise<void>;
  /**
   * Lines deliveries up behind those of the same webhook and key, in this order; returns the ids of those that have
   * nobody before them. The others get their jobs when it is their turn.
   */
  lineUp(deliveries: readonly OrderedDelivery[]): Promise<ReadonlySet<string>>;
  insertDeliveries(deliveries: readonly NewDelivery[]): Promise<void>;
  /** What the transaction's callbacks came to, for statistics. */
  countCallbacks(counts: readonly CallbackCount[]): Promise<void>;
  enqueue(jobs: readonly NewJob[]): Promise<void>;
  /** Wakes the dispatchers of all processes once the transaction commits; `slow-lane`: for what is there as well. */
  wakeDispatchers(where?: "slow-lane"): Promise<void>;
};

/** What one attempt needs; held in memory while the delivery waits for a slot's work to finish. */
export type Outgoing = {
  readonly deliveryId: string;
  readonly workspaceId: string;
  readonly eventId: string;
  readonly eventKey: string;
  readonly body: string;
  /** Number of this attempt over the delivery's whole life, from 1. */
  readonly attempt: number;
  /** Attempts made before the present schedule began. */
  readonly attemptsBefore: number;
  readonly jobId: string;
  readonly queue: QueueName;
  readonly webhook: Webhook;
  /** Its turn under its webhook's limit, by `performance.now()`; absent: at once. */
  readonly dueAt?: number;
  /** When the callback came in; absent where this process did not see it come. */
  readonly receivedAt?: Date;
};

export type AttemptResult = {
  readonly outgoing: Outgoing;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly timings: Timings;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    readonly truncated: boolean;
  } | null;
  readonly errorClass: ErrorClass | null;
  readonly error: string | null;
  readonly step:
    | { readonly kind: "delivered" }
    | { readonly kind: "retry"; readonly at: Date }
    | { readonly kind: "failed" };
  /** The receiver said 410 Gone. */
  readonly isGone: boolean;
};

export type Redeliver = (
  delivery: {
    readonly workspaceId: string;
    readonly webhookId: string;
    readonly deliveryId: string;
  },
  /** What it has to be for that; left out, whatever became of it. */
  from?: readonly DeliveryStatus[],
) => Promise<
  Result<void, "not-found" | "in-flight" | "blocked" | "test" | "other-status" | "no-body">
>;
