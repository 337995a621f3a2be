import { createMiddleware } from "hono/factory";
import { failed, type RequestEnv } from "#src/http/problem.ts";

const CHALLENGE = 'Bearer realm="switchhook admin"';

/** `Authorization: Bearer ADMIN_TOKEN`; `isAdminToken` compares in constant time. */
export function requireAdmin(isAdminToken: (token: string) => boolean) {
  return createMiddleware<RequestEnv>(async (c, next) => {
    const token = /^bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    if (token !== undefined && isAdminToken(token)) return next();
    const detail =
      token === undefined
        ? "Send the admin token as Authorization: Bearer."
        : "This is not the admin token.";
    return failed(c, "unauthenticated", { detail, headers: { "WWW-Authenticate": CHALLENGE } });
  });
}
