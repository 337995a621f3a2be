import { createMiddleware } from "hono/factory";
import type { RequestEnv } from "#src/http/problem.ts";

const SANE = /^[\w.:/+=@-]{1,128}$/;

/** The name that a caller gave its request; null where it gave none that can be repeated. */
export function sane(given: string | null | undefined): string | null {
  return given && SANE.test(given) ? given : null;
}

/** Names the request, and sets the headers that every response has. */
export function requestId(newRequestId: () => string) {
  return createMiddleware<RequestEnv>(async (c, next) => {
    const id = sane(c.req.header("X-Request-Id")) ?? newRequestId();
    c.set("requestId", id);
    await next();
    const { headers } = c.res;
    headers.set("X-Request-Id", id);
    headers.set("X-Content-Type-Options", "nosniff");
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  });
}
