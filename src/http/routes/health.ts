import { Hono } from "hono";

export type HealthDependencies = {
  /** Null: ready; else what is missing, in words. */
  readonly whyNotReady: () => Promise<string | null>;
};

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function healthRoutes({ whyNotReady }: HealthDependencies) {
  return new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const reason = await whyNotReady();
      if (reason === null) return c.json({ status: "ready" });
      return c.json({ status: "unavailable", reason }, 503);
    });
}
