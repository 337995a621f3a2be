import { expect, it } from "vitest";
import { metricsRoutes } from "#src/http/routes/metrics.ts";

const readMetrics = async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" });

function ask(token: string | null, authorization?: string) {
  const isMetricsToken = token === null ? null : (given: string) => given === token;
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return metricsRoutes({ readMetrics, isMetricsToken }).request("/metrics", { headers });
}

it("answers anybody where no token is set", async () => {
  const response = await ask(null);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.text()).toBe("up 1\n");
});

it.each([undefined, "Bearer", "Bearer wrong", "Basic right", "right"])(
  "asks for the token where one is set: %s",
  async (authorization) => {
    const response = await ask("right", authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await response.text()).not.toContain("up 1");
  },
);

it("takes the right one", async () => {
  expect((await ask("right", "Bearer right")).status).toBe(200);
});
