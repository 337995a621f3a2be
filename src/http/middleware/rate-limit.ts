import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { failed } from "#src/http/problem.ts";
import type { RateLimit } from "#src/pipeline/rate-limit-ports.ts";
import type { TenantEnv } from "./authenticate.ts";

/** Answers a request that is one too many; `Retry-After` and the `RateLimit` headers are there already. */
export type RefuseRate = (c: Context, detail: string) => Response;

/**
 * Stands behind authentication: counts a request of the principal's key, tells how many are left, and answers 429 when
 * none is. `refuse`: for interfaces with errors of their own.
 */
export function rateLimited(limit: RateLimit, refuse: RefuseRate = refuseWithProblem) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const { isAllowed, remaining, resetSeconds } = await limit.take(c.get("principal").keyId);
    c.header("RateLimit-Policy", `"key";q=${limit.quota};w=${limit.windowSeconds}`);
    c.header("RateLimit", `"key";r=${remaining};t=${resetSeconds}`);
    if (isAllowed) return next();
    c.header("Retry-After", String(resetSeconds));
    return refuse(c, `This key may send ${limit.quota} requests in ${limit.windowSeconds} s.`);
  });
}

function refuseWithProblem(c: Context, detail: string): Response {
  return failed(c, "rate-limited", { detail });
}
