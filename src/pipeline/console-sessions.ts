import { fail, ok, type Result } from "#src/core/result.ts";
import type {
  ConsoleSession,
  ConsoleSessionStore,
  NewConsoleSession,
  SessionOwner,
} from "./console-session-ports.ts";
import { type Provisioned, scopeIssues } from "./provisioning.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import type { Authenticate, Credential, Principal } from "./tenant-ports.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
export const LONGEST_SESSION_MS = 7 * DAY_MS;
export const LINK_TTL_MS = 15 * 60 * 1000;

/** What somebody signs in with. */
export type Presented = { readonly kind: "key" | "token" | "code"; readonly text: string };

export type SignedIn = {
  /** For the cookie, and for nobody else. */
  readonly secret: string;
  readonly session: ConsoleSession;
};

/** Who sends a request with the cookie. */
export type SessionAccess = {
  principal(secret: string): Promise<Principal | null>;
  /** As of now, without counting as use. */
  holds(secret: string): Promise<boolean>;
};

export type ConsoleLink = { readonly code: string; readonly expiresAt: Date };
export type ConsoleLinkRequest = {
  readonly workspaceId: string;
  readonly scopes: readonly string[];
};

export type ConsoleSessions = SessionAccess & {
  /** Why it is refused is in the detail. Ends the session `instead` of which this one is opened. */
  signIn(presented: Presented, instead: string | null): Promise<Result<SignedIn, "refused">>;
  find(secret: string): Promise<ConsoleSession | null>;
  signOut(secret: string): Promise<void>;
  /** A code that signs in once, within 15 minutes. */
  makeLink(request: ConsoleLinkRequest): Promise<Provisioned<ConsoleLink>>;
};

export type ConsoleSessionsDependencies = {
  readonly store: ConsoleSessionStore;
  readonly authenticate: Authenticate;
  readonly newSecret: () => string;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

/** Sessions of the console: opened with an API key, a token or a one-time link, each bounded by what opened it. */
export function createConsoleSessions(dependencies: ConsoleSessionsDependencies): ConsoleSessions {
  const { store, newSecret, now } = dependencies;
  return {
    find: (secret) => store.find(secret, "use"),
    holds: async (secret) => (await store.find(secret, "look")) !== null,
    async principal(secret) {
      const session = await store.find(secret, "use");
      return session && principalOf(session);
    },
    async signIn(presented, instead) {
      const opened = await open(dependencies, presented);
      if (!opened.ok) return opened;
      // What somebody else may have put into the browser before does not become the session, and is not left open.
      if (instead !== null) await store.remove(instead);
      await store.prune();
      return opened;
    },
    signOut: (secret) => store.remove(secret),
    async makeLink({ workspaceId, scopes }) {
      const issues = scopeIssues(scopes);
      if (issues.length > 0) return invalid(...issues);
      const link = { code: newSecret(), expiresAt: new Date(now().getTime() + LINK_TTL_MS) };
      const isMade = await store.insertLink({
        ...link,
        workspaceId,
        scopes: [...new Set(scopes)],
      });
      return isMade ? ok(link) : NOT_FOUND;
    },
  };
}

function principalOf({ id, workspaceId, scopes }: ConsoleSession): Principal {
  return { workspaceId, keyId: `session:${id}`, scopes };
}

async function open(
  dependencies: ConsoleSessionsDependencies,
  { kind, text }: Presented,
): Promise<Result<SignedIn, "refused">> {
  if (kind === "code") return openByLink(dependencies, text);
  return openByCredential(dependencies, {
    text,
    presentedAs: kind === "key" ? "api-key" : "bearer",
  });
}

async function openByLink(
  dependencies: ConsoleSessionsDependencies,
  code: string,
): Promise<Result<SignedIn, "refused">> {
  const session = newSession(dependencies);
  if (await dependencies.store.openByLink(session, code)) return signedIn(dependencies, session);
  return fail("refused", "This link was used before, or is older than 15 minutes.");
}

async function openByCredential(
  dependencies: ConsoleSessionsDependencies,
  credential: Credential,
): Promise<Result<SignedIn, "refused">> {
  const authentic = await dependencies.authenticate(credential);
  if (!authentic.ok) return authentic;
  const { expiresAt } = authentic.value;
  const session = newSession(dependencies, expiresAt);
  await dependencies.store.open(session, ownerOf(authentic.value));
  return signedIn(dependencies, session);
}

/** Tokens end by themselves; keys do not. */
function ownerOf({ workspaceId, keyId, scopes, expiresAt }: Principal): SessionOwner {
  return { workspaceId, by: expiresAt === undefined ? { apiKeyId: keyId } : { scopes } };
}

function newSession(
  { newId, newSecret, now }: ConsoleSessionsDependencies,
  until?: Date,
): NewConsoleSession {
  const latest = now().getTime() + LONGEST_SESSION_MS;
  const expiresAt = new Date(Math.min(latest, until?.getTime() ?? latest));
  return { id: newId(), secret: newSecret(), expiresAt };
}

async function signedIn(
  { store }: ConsoleSessionsDependencies,
  { secret }: NewConsoleSession,
): Promise<Result<SignedIn, "refused">> {
  const session = await store.find(secret, "look");
  // Its key was revoked, or its token ended, in this very moment.
  return session === null ? fail("refused", "It has just ended.") : ok({ secret, session });
}
