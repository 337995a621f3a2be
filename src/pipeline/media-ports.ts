import type { MediaDraft } from "#src/provider.ts";

/** The disk did not take what had to be written: full, read-only, or more is under way than may be. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** Takes a body that is too large to be held in memory while it arrives. Disposing it ends and removes it. */
export type Spool = AsyncDisposable & {
  /** Resolves when the chunk is on its way to the disk, so that the sender is held back. Rejects with a StorageError. */
  write(chunk: Uint8Array): Promise<void>;
  /** After the last chunk. The body belongs to the caller from now on. */
  finish(): SpooledBody;
};

/** A whole body in a file of its own. Disposing it removes the file, unless it was kept. */
export type SpooledBody = AsyncDisposable & {
  readonly sizeBytes: number;
  /** SHA-256 over query and body, as in StoredCallback. */
  readonly digest: Uint8Array;
  /** All of it, in memory. */
  load(): Promise<Uint8Array>;
  /** Makes the file the body of a callback that is about to be stored. */
  keepFor(callbackId: string): Promise<PlacedFile>;
};

/** `query`: of the request target, without the question mark; the digest covers it. */
export type OpenSpool = (query: string) => Promise<Spool>;

/** A file that is durable under its final name and nobody's yet: a row that names it must be committed first. */
export type PlacedFile = {
  /** Relative to the media directory. */
  readonly path: string;
  /** After a commit: stays if a row names it, goes if none does. Never rejects. */
  settle(): Promise<void>;
  /** No row will ever name it. Never rejects. */
  discard(): Promise<void>;
};

export type PlacedRecording = {
  readonly id: string;
  readonly draft: MediaDraft;
  readonly file: PlacedFile;
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
};

/** What of a call or conversation is served. */
export type MediaPart = "recording" | "transcript";

/** `id`: of the call or the conversation. */
export type MediaTarget = {
  readonly workspaceId: string;
  readonly id: string;
  readonly part: MediaPart;
};

/** What ingest needs besides its transaction. */
export type MediaPorts = {
  /** Also true of one that was deleted: it does not come back. */
  isKnown(workspaceId: string, key: string): Promise<boolean>;
  place(workspaceId: string, draft: MediaDraft): Promise<PlacedRecording>;
  /** A link that needs no key and expires. */
  link(target: MediaTarget): string;
  /** May a transaction that failed with this error have been committed nevertheless? */
  isInDoubt(error: unknown): boolean;
};

export type ConversationRef = { readonly workspaceId: string; readonly conversationId: string };
/** The call that a conversation was held over. */
export type HeldOver = ConversationRef & { readonly callId: string };

export type NewMedia = {
  readonly id: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly kind: MediaDraft["kind"];
  readonly callId: string | null;
  readonly conversationId: string | null;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
  readonly path: string;
};

/** Statements of an ingest transaction about recordings. */
export type MediaUnit = {
  /** Until the transaction ends nobody else joins these conversations with their calls. */
  lockConversations(conversations: readonly ConversationRef[]): Promise<void>;
  /** The calls they were held over, as far as stored events tell; in the order asked. */
  callsOf(conversations: readonly ConversationRef[]): Promise<readonly (string | null)[]>;
  /** Returns the ids of those whose key was new to the workspace. */
  insert(media: readonly NewMedia[]): Promise<ReadonlySet<string>>;
  /** Gives recordings without a call the call of their conversation. Tells of each, in order, whether a recording is there. */
  assign(conversations: readonly HeldOver[]): Promise<readonly boolean[]>;
};

/** A recording as it is stored. */
export type StoredMedia = {
  readonly id: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: Uint8Array;
  readonly path: string;
  readonly deletedAt: Date | null;
};
