import { describe, expect, it } from "vitest";
import { fail, ok } from "#src/core/result.ts";
import { type ElevenWireApi, elevenWireRoutes } from "#src/http/routes/eleven-wire/index.ts";
import { createHttpApp } from "#src/http/server.ts";
import { recordingLog } from "../support/samples.ts";

const KNOWN = { workspaceId: "0198c2f4-6b1e-7c3a-9d52-4e8f0a1b2c50", keyId: "k", scopes: ["*"] };

function notAsked(): never {
  throw new Error("nobody should have asked");
}

const NO_WEBHOOKS: ElevenWireApi["webhooks"] = {
  list: notAsked,
  create: notAsked,
  get: notAsked,
  update: notAsked,
  remove: notAsked,
  test: notAsked,
};

function appWith(api: Partial<ElevenWireApi>) {
  const routes = elevenWireRoutes({
    authenticate: async () => ok(KNOWN),
    rateLimit: {
      quota: 5,
      windowSeconds: 60,
      take: async () => ({ isAllowed: true, remaining: 4, resetSeconds: 60 }),
    },
    webhooks: NO_WEBHOOKS,
    events: { list: notAsked, get: notAsked, retry: notAsked },
    ...api,
  });
  return createHttpApp({
    tenant: null,
    mount: (app) => void app.route("/", routes),
    log: recordingLog(),
    newRequestId: () => "r1",
  });
}

function get(app: ReturnType<typeof appWith>, path: string) {
  return app.request(path, { headers: { Authorization: "Bearer shk_x" } });
}

const FAILURE = { success: false, message: expect.stringMatching(/./) };

describe("failures under /api/webhooks/config and /events", () => {
  it.each(["/api/webhooks/config", "/api/webhooks/events/7"])("say so at %s", async (path) => {
    const away = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const app = appWith({ authenticate: () => Promise.reject(away) });
    const answer = await get(app, path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("5");
    expect(answer.headers.get("Content-Type")).toContain("application/json");
    expect(await answer.json()).toEqual(FAILURE);
  });

  it("say no more of faults of ours than that there is one", async () => {
    const answer = await get(appWith({}), "/api/webhooks/config");
    expect(answer.status).toBe(500);
    const body = await answer.json();
    expect(body).toEqual(FAILURE);
    expect(JSON.stringify(body)).not.toContain("nobody");
  });

  it("say why a credential is refused", async () => {
    const app = appWith({ authenticate: async () => fail("refused", "It has expired.") });
    const answer = await get(app, "/api/webhooks/config");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
    expect(await answer.json()).toEqual({ success: false, message: "It has expired." });
  });

  it("say when there were too many requests", async () => {
    const take = async () => ({ isAllowed: false, remaining: 0, resetSeconds: 7 });
    const app = appWith({ rateLimit: { quota: 5, windowSeconds: 60, take } });
    const answer = await get(app, "/api/webhooks/events");
    expect(answer.status).toBe(429);
    expect(answer.headers.get("Retry-After")).toBe("7");
    expect(await answer.json()).toEqual(FAILURE);
  });

  it("are none of a path that ends with a slash", async () => {
    const app = appWith({
      webhooks: { ...NO_WEBHOOKS, list: async () => [] },
      events: {
        list: async () => ({ records: [], total: 0, page: 1, limit: 20 }),
        get: async () => fail({ kind: "not-found" }),
        retry: notAsked,
      },
    });
    expect((await get(app, "/api/webhooks/config/")).status).toBe(200);
    expect((await get(app, "/api/webhooks/events/?page=1")).status).toBe(200);
    expect(await (await get(app, "/api/webhooks/events/7/")).json()).toEqual({
      success: false,
      message: "There is nothing here, or it is not yours.",
    });
    for (const path of ["/api/webhooks/config//", "/api/webhooks/", "/other/", "/"]) {
      expect((await get(app, path)).status).toBe(404);
    }
  });

  it("leave other paths to their own words", async () => {
    for (const path of ["/api/webhooks/configuration", "/api/webhooks/eventsource", "/other"]) {
      const answer = await get(appWith({}), path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("Content-Type")).toContain("application/problem+json");
    }
  });
});
