/** Somebody who is signed in to the console. */
export type ConsoleSession = {
  readonly id: string;
  readonly workspaceId: string;
  readonly workspaceName: string;
  /** Those of its key as they are now; of one opened by a token or a link, what that allowed. */
  readonly scopes: readonly string[];
  /** However much it is used. */
  readonly expiresAt: Date;
  /** Of the key it was opened with. */
  readonly keyName: string | null;
};

/** `secret` is what the cookie holds, `code` what a link holds; stored are their digests. */
export type NewConsoleSession = {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: Date;
};
/** What it is opened with, besides links. */
export type SessionOwner = {
  readonly workspaceId: string;
  readonly by: { readonly apiKeyId: string } | { readonly scopes: readonly string[] };
};
export type NewConsoleLink = {
  readonly code: string;
  readonly workspaceId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
};

/** Null: there is none such, or none any more. */
export type ConsoleSessionStore = {
  open(session: NewConsoleSession, owner: SessionOwner): Promise<void>;
  /** Uses the link up; false where it is unknown, used or too old. */
  openByLink(session: NewConsoleSession, code: string): Promise<boolean>;
  /** Counts as use of it, unless it is only looked at. */
  find(secret: string, how: "use" | "look"): Promise<ConsoleSession | null>;
  remove(secret: string): Promise<void>;
  /** False where there is no such workspace. */
  insertLink(link: NewConsoleLink): Promise<boolean>;
  /** Deletes sessions and links that have ended. */
  prune(): Promise<void>;
};
