import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { parseId } from "#src/core/ids.ts";
import { issue } from "#src/core/issue.ts";
import type { AnswerFailure } from "#src/http/family.ts";
import { describeIssues, failed, type RequestEnv } from "#src/http/problem.ts";
import type { Authenticate, Credential, Principal } from "#src/pipeline/tenant-ports.ts";

export type TenantEnv = {
  Variables: RequestEnv["Variables"] & {
    principal: Principal;
    /** Does what it was sent with still hold? Where nothing says so, it cannot be asked. */
    stillHolds: () => Promise<boolean>;
    /** Signs a cursor for the list that is asked for. */
    sealCursor: (cursor: string) => string;
  };
};

const CHALLENGE = 'Bearer realm="switchhook"';
export const CHALLENGED = { "WWW-Authenticate": CHALLENGE };
const LONGEST_CREDENTIAL = 8192;

export type AuthenticationOptions = {
  readonly answer: AnswerFailure;
  /** The credential alone says for which workspace it is; without this the header has to say it too. */
  readonly isWorkspaceImplied: boolean;
};

const NATIVE: AuthenticationOptions = { answer: failed, isWorkspaceImplied: false };

/** `X-API-Key: k` or `Authorization: Bearer k|jwt`; the workspace named by `X-Workspace-Id` must be the credential's. */
export function authenticated(authenticate: Authenticate, options: AuthenticationOptions = NATIVE) {
  const { answer } = options;
  return createMiddleware<TenantEnv>(async (c, next) => {
    const credential = credentialOf(c.req.raw.headers);
    if (credential === null) {
      const detail = "Send an API key as X-API-Key, or as Authorization: Bearer.";
      return answer(c, "unauthenticated", { detail, headers: CHALLENGED });
    }
    const authentic = await authenticate(credential);
    if (!authentic.ok) {
      const detail = authentic.detail ?? "It is not known here.";
      return answer(c, "unauthenticated", { detail, headers: CHALLENGED });
    }
    const outside = checkWorkspace(c, authentic.value, options);
    if (outside !== null) return outside;
    c.set("principal", authentic.value);
    c.set("stillHolds", async () => (await authenticate(credential)).ok);
    return next();
  });
}

/** Null when there is none, or one that is too long to be one. */
export function credentialOf(headers: Headers): Credential | null {
  const key = headers.get("X-API-Key");
  const text = key || bearerOf(headers);
  if (text === null || text.length > LONGEST_CREDENTIAL) return null;
  return { text, presentedAs: key ? "api-key" : "bearer" };
}

/** Null when there is none, or one that is too long to be one. */
export function bearerOf(headers: Headers): string | null {
  const text = /^bearer +(\S+)$/i.exec(headers.get("Authorization") ?? "")?.[1] ?? null;
  return text !== null && text.length > LONGEST_CREDENTIAL ? null : text;
}

/** Null when the request is for the principal's own workspace. */
export function checkWorkspace(
  c: Context,
  principal: Principal,
  { answer, isWorkspaceImplied }: AuthenticationOptions,
): Response | null {
  const named = c.req.header("X-Workspace-Id");
  if (named === undefined) {
    return isWorkspaceImplied ? null : answer(c, "invalid-request", invalidHeader("is required"));
  }
  const workspaceId = parseId(named);
  if (workspaceId === null) {
    return answer(c, "invalid-request", invalidHeader("must be the id of a workspace, a UUID"));
  }
  if (workspaceId === principal.workspaceId) return null;
  const detail = "X-Workspace-Id names a workspace that this credential does not belong to.";
  return answer(c, "wrong-workspace", { detail });
}

function invalidHeader(message: string) {
  return describeIssues([issue("X-Workspace-Id", message)]);
}

/** Scopes stand alone: `webhooks:write` does not include `webhooks:read`. */
export function requireScope(scope: string, answer: AnswerFailure = failed) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const { scopes } = c.get("principal");
    if (scopes.includes(scope) || scopes.includes("*")) return next();
    const challenge = `${CHALLENGE}, error="insufficient_scope", scope="${scope}"`;
    return answer(c, "missing-scope", {
      detail: `This needs the scope ${scope}.`,
      headers: { "WWW-Authenticate": challenge },
    });
  });
}
