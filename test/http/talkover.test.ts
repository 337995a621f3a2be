import { describe, expect, it } from "vitest";
import { fail, ok } from "#src/core/result.ts";
import { talkoverRoutes } from "#src/http/routes/talkover/index.ts";
import { createHttpApp } from "#src/http/server.ts";
import type { AgentWebhooks } from "#src/pipeline/agent-webhooks.ts";
import { recordingLog } from "../support/samples.ts";
import { createTestEdge } from "../support/tenant-edge.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const PATH = "/api/v1/agents/9fbef0b7-8d4e-4a08-9207-66c22155721d/webhooks";
const WEBHOOK = {
  name: "W",
  webhook_url: "https://example.com/webhook",
  events: ["event_phone_call_ended"],
};

function unexpected(): never {
  throw new Error("not expected to be called");
}

function request(webhooks: Partial<AgentWebhooks>, init: RequestInit = {}, path = PATH) {
  const routes = talkoverRoutes({
    ...createTestEdge(),
    authenticate: async () => ok({ workspaceId: WORKSPACE, keyId: "key", scopes: ["*"] }),
    checkUrl: () => ok(),
    webhooks: {
      hasAgent: async () => true,
      list: unexpected,
      create: unexpected,
      get: unexpected,
      update: unexpected,
      remove: unexpected,
      test: unexpected,
      ...webhooks,
    },
  });
  const app = createHttpApp({
    tenant: null,
    log: recordingLog(),
    newRequestId: () => "generated",
    mount: (root) => void root.route("/", routes),
  });
  return app.request(path, {
    ...init,
    headers: { Authorization: "Bearer k", "Content-Type": "application/json" },
  });
}

describe("the TalkOver API", () => {
  it("takes a path that ends with a slash", async () => {
    const answer = await request({ list: async () => [] }, {}, `${PATH}/`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ success: true, data: [] });
  });

  it("answers 503 in its own words while the database is away", async () => {
    const away = Object.assign(new Error("terminating connection"), { code: "57P01" });
    const answer = await request({ hasAgent: () => Promise.reject(away) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).toBe("5");
    expect(await answer.json()).toEqual({ success: false, message: expect.any(String) });
  });

  it("tells nothing of what failed in it", async () => {
    const answer = await request({ hasAgent: () => Promise.reject(new Error("of ours")) });
    expect(answer.status).toBe(500);
    const body = await answer.text();
    expect(JSON.parse(body)).toEqual({ success: false, message: expect.any(String) });
    expect(body).not.toContain("of ours");
  });

  it("does not find an agent that is deleted while its webhook is made", async () => {
    const answer = await request(
      { create: async () => fail({ kind: "not-found" }) },
      { method: "POST", body: JSON.stringify(WEBHOOK) },
    );
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      success: false,
      message: "Agent not found in this environment.",
    });
  });

  it("has its words for what only a use case can refuse", async () => {
    const issues = [
      { path: "url", message: "the host is not on the public internet" },
      { path: "eventKeys.0", message: "is not an event of talkover" },
    ];
    const answer = await request(
      { create: async () => fail({ kind: "invalid", issues }) },
      { method: "POST", body: JSON.stringify(WEBHOOK) },
    );
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({
      message: "The given data was invalid.",
      errors: {
        webhook_url: [
          "The webhook url field must be a valid URL: the host is not on the public internet.",
        ],
        "events.0": ["The selected events.0 is invalid."],
      },
    });
  });
});
