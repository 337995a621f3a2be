import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { parseId } from "#src/core/ids.ts";
import { issue } from "#src/core/issue.ts";
import { failed, invalidRequest, type RequestEnv } from "#src/http/problem.ts";
import type { Authenticate, Principal } from "#src/pipeline/tenant-ports.ts";

export type TenantEnv = { Variables: RequestEnv["Variables"] & { principal: Principal } };

const CHALLENGE = 'Bearer realm="switchhook"';
const LONGEST_CREDENTIAL = 8192;

/** `X-API-Key: k` or `Authorization: Bearer k`; the workspace named by `X-Workspace-Id` must be the key's. */
export function authenticated(authenticate: Authenticate) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const credential = credentialOf(c.req.raw.headers);
    if (credential === null) {
      return unauthenticated(c, "Send an API key as X-API-Key, or as Authorization: Bearer.");
    }
    const principal = await authenticate(credential);
    if (principal === null) return unauthenticated(c, "This API key is unknown or revoked.");
    const outside = checkWorkspace(c, principal);
    if (outside !== null) return outside;
    c.set("principal", principal);
    return next();
  });
}

function credentialOf(headers: Headers): string | null {
  const bearer = /^bearer +(\S+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
  const credential = headers.get("X-API-Key") || bearer || "";
  return credential === "" || credential.length > LONGEST_CREDENTIAL ? null : credential;
}

function unauthenticated(c: Context, detail: string) {
  return failed(c, "unauthenticated", { detail, headers: { "WWW-Authenticate": CHALLENGE } });
}

/** Null when the request is for the principal's own workspace. */
function checkWorkspace(c: Context, principal: Principal) {
  const named = c.req.header("X-Workspace-Id");
  if (named === undefined) return invalidRequest(c, [issue("X-Workspace-Id", "is required")]);
  const workspaceId = parseId(named);
  if (workspaceId === null) {
    return invalidRequest(c, [issue("X-Workspace-Id", "must be the id of a workspace, a UUID")]);
  }
  if (workspaceId === principal.workspaceId) return null;
  const detail = "X-Workspace-Id names a workspace that this credential does not belong to.";
  return failed(c, "wrong-workspace", { detail });
}

/** Scopes stand alone: `webhooks:write` does not include `webhooks:read`. */
export function requireScope(scope: string) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const { scopes } = c.get("principal");
    if (scopes.includes(scope) || scopes.includes("*")) return next();
    const challenge = `${CHALLENGE}, error="insufficient_scope", scope="${scope}"`;
    return failed(c, "missing-scope", {
      detail: `This needs the scope ${scope}.`,
      headers: { "WWW-Authenticate": challenge },
    });
  });
}
