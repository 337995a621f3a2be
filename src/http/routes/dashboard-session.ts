import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { issue } from "#src/core/issue.ts";
import {
  type ConsoleAddress,
  clearSessionCookie,
  sessionSecretOf,
  setSessionCookie,
} from "#src/http/console-cookie.ts";
import { jsonBody, limitBody } from "#src/http/middleware/json-body.ts";
import { isFromElsewhere } from "#src/http/own-page.ts";
import { failed, invalidRequest, type RequestEnv } from "#src/http/problem.ts";
import { peerAddress } from "#src/http/raw-request.ts";
import { SignInBody, sessionBody } from "#src/http/schemas/console-session.ts";
import type { ConsoleSessions } from "#src/pipeline/console-sessions.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";

export type DashboardSessionDependencies = ConsoleAddress & {
  readonly sessions: Pick<ConsoleSessions, "signIn" | "find" | "signOut">;
  /** By address of the client. */
  readonly signInLimit: RateLimit;
  readonly clientAddress: (peer: string, headers: Headers) => string;
};

/** `/dashboard/session`: signing in and out of the console. */
export function dashboardSessionRoutes(dependencies: DashboardSessionDependencies) {
  const { sessions } = dependencies;
  const ownPage = createMiddleware<RequestEnv>(async (c, next) => {
    if (!isFromElsewhere(c.req.raw.headers, dependencies)) return next();
    return failed(c, "not-from-console", { detail: "This is for the console's own pages alone." });
  });
  const limited = limitedByAddress(dependencies);
  return new Hono<RequestEnv>()
    .post("/dashboard/session", ownPage, limitBody, jsonBody, limited, async (c) => {
      const body = SignInBody.safeParse(await c.req.json());
      if (!body.success) {
        const issues = body.error.issues.map(({ path, message }) =>
          issue(path.map(String).join(".") || "body", message),
        );
        return invalidRequest(c, issues);
      }
      const before = sessionSecretOf(c, dependencies);
      const signedIn = await sessions.signIn(body.data, before);
      if (!signedIn.ok) return signedOut(c, signedIn.detail ?? "It is not known here.");
      const { secret, session } = signedIn.value;
      setSessionCookie(c, dependencies, { secret, expiresAt: session.expiresAt });
      return c.json(sessionBody(session), 200);
    })
    .get("/dashboard/session", async (c) => {
      const secret = sessionSecretOf(c, dependencies);
      const session = secret === null ? null : await sessions.find(secret);
      if (session === null) return signedOut(c, "Nobody is signed in, or the session has ended.");
      return c.json(sessionBody(session), 200);
    })
    .delete("/dashboard/session", ownPage, async (c) => {
      const secret = sessionSecretOf(c, dependencies);
      if (secret !== null) await sessions.signOut(secret);
      clearSessionCookie(c, dependencies);
      return c.body(null, 204);
    });
}

function signedOut(c: Context, detail: string) {
  return failed(c, "unauthenticated", { detail });
}

function limitedByAddress({ signInLimit, clientAddress }: DashboardSessionDependencies) {
  return createMiddleware<RequestEnv>(async (c, next) => {
    const address = clientAddress(peerAddress(c), c.req.raw.headers);
    const { isAllowed, resetSeconds } = await signInLimit.take(`sign-in:${address}`);
    if (isAllowed) return next();
    return failed(c, "rate-limited", {
      detail: `Too many attempts to sign in from this address: try again in ${resetSeconds} s.`,
      headers: { "Retry-After": String(resetSeconds) },
    });
  });
}
