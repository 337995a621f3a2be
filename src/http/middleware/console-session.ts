import type { Context, Next } from "hono";
import { createMiddleware } from "hono/factory";
import { type ConsoleAddress, sessionSecretOf } from "#src/http/console-cookie.ts";
import { CONSOLE_HEADER, isFromElsewhere } from "#src/http/own-page.ts";
import { failed } from "#src/http/problem.ts";
import type { SessionAccess } from "#src/pipeline/console-sessions.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import { authenticated, CHALLENGED, checkWorkspace, type TenantEnv } from "./authenticate.ts";

export type ConsoleAccess = ConsoleAddress & { readonly sessions: SessionAccess };

export type TenantAuthentication = {
  readonly authenticate: Authenticate;
  readonly console: ConsoleAccess;
  /** Read by a browser's EventSource, which sends no headers of its own. */
  readonly isStream: (c: Context) => boolean;
};

/** An API key or a token, and where neither is sent, the session of the console. */
export function keyOrSession({ authenticate, console, isStream }: TenantAuthentication) {
  const withKey = authenticated(authenticate);
  return createMiddleware<TenantEnv>(async (c, next) => {
    const { headers } = c.req.raw;
    const secret = sessionSecretOf(c, console);
    const isKeySent = headers.has("X-API-Key") || headers.has("Authorization");
    if (isKeySent || secret === null) return withKey(c, next);
    const forged = checkSender(c, { console, isStream });
    return forged ?? withSession(c, next, { console, isStream, secret });
  });
}

/**
 * Null when the request can only come from the console: a browser sends its cookies with whatever a page asks for, and
 * another site's page must not get anything done by them.
 */
function checkSender(
  c: Context,
  { console, isStream }: Omit<TenantAuthentication, "authenticate">,
): Response | null {
  const { headers } = c.req.raw;
  if (isFromElsewhere(headers, console)) {
    const detail = "A session of the console is for its own pages alone.";
    return failed(c, "not-from-console", { detail });
  }
  if (headers.has(CONSOLE_HEADER) || isStream(c)) return null;
  const detail = `With a session of the console, send ${CONSOLE_HEADER}: 1.`;
  return failed(c, "not-from-console", { detail });
}

type WithSecret = Omit<TenantAuthentication, "authenticate"> & { readonly secret: string };

async function withSession(
  c: Context<TenantEnv>,
  next: Next,
  { console: { sessions }, isStream, secret }: WithSecret,
): Promise<Response | undefined> {
  const principal = await sessions.principal(secret);
  if (principal === null) {
    const detail = "The session has ended: sign in again.";
    return failed(c, "unauthenticated", { detail, headers: CHALLENGED });
  }
  const outside = checkWorkspace(c, principal, { answer: failed, isWorkspaceImplied: isStream(c) });
  if (outside !== null) return outside;
  c.set("principal", principal);
  c.set("stillHolds", () => sessions.holds(secret));
  await next();
  return undefined;
}
