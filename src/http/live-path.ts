import type { Context } from "hono";

export const LIVE_PATH = "/v1/live";

/** Is it what a browser's EventSource asks for? */
export function isLiveStream(c: Context): boolean {
  return c.req.method === "GET" && c.req.path === LIVE_PATH;
}
