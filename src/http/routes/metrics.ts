import { Hono } from "hono";
import { failed, type RequestEnv } from "#src/http/problem.ts";

export type MetricsText = { readonly contentType: string; readonly text: string };

export type MetricsDependencies = {
  readonly readMetrics: () => Promise<MetricsText>;
  /** Compares in constant time; null: whoever reaches the port may read. */
  readonly isMetricsToken: ((token: string) => boolean) | null;
};

const CHALLENGE = 'Bearer realm="switchhook metrics"';

/** `/metrics` for Prometheus. Nothing in it belongs to a tenant. */
export function metricsRoutes({ readMetrics, isMetricsToken }: MetricsDependencies) {
  return new Hono<RequestEnv>().get("/metrics", async (c) => {
    const token = /^bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    if (isMetricsToken !== null && (token === undefined || !isMetricsToken(token))) {
      const detail = "Send METRICS_TOKEN as Authorization: Bearer.";
      return failed(c, "unauthenticated", { detail, headers: { "WWW-Authenticate": CHALLENGE } });
    }
    const { contentType, text } = await readMetrics();
    return c.body(text, 200, { "Content-Type": contentType, "Cache-Control": "no-store" });
  });
}
