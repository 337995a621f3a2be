import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import { dialects } from "#src/registry.ts";
import { createSwitchhook, type Switchhook } from "../../sdk/src/client.ts";
import { type Dialect, verifyWebhook, WebhookVerificationError } from "../../sdk/src/verify.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";

let app: TestApp;
let tenant: AppTenant;
let client: Switchhook;
let sink: Sink;

beforeAll(async () => {
  app = await startApp();
  tenant = await app.tenant();
  sink = await createSink();
  client = createSwitchhook({
    baseUrl: `${app.url}/`,
    apiKey: tenant.headers["X-API-Key"] ?? "",
    workspaceId: tenant.workspaceId,
  });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

describe.each([...dialects.keys()])("a webhook in %s", (dialect) => {
  it("is made, tried out and verified with the client alone", async () => {
    const eventKeys = subscribableKeys(dialect).slice(0, 1);
    const made = await client.POST("/v1/webhooks", {
      body: { url: sink.url, dialect, eventKeys, signatureAlgorithm: "ed25519" },
    });
    expect(made.response.status).toBe(201);
    const { id = "", secret = "", publicKey } = made.data ?? {};
    const before = sink.requests.length;
    const tested = await client.POST("/v1/webhooks/{webhookId}/test", {
      params: { path: { webhookId: id } },
      body: { eventKey: eventKeys[0] ?? "" },
    });
    expect(tested.data).toMatchObject({ success: true, statusCode: 200 });

    const request = sink.requests[before];
    if (request === undefined) throw new Error("nothing arrived");
    const { body, headers } = request;
    const delivery = { dialect: dialect as Dialect, body, headers };
    expect(await verifyWebhook({ ...delivery, secret })).toEqual(JSON.parse(body));
    expect(await verifyWebhook({ ...delivery, publicKey: publicKey ?? "" })).toEqual(
      JSON.parse(body),
    );
    const forged = verifyWebhook({ ...delivery, body: body.replace("{", "{ "), secret });
    await expect(forged).rejects.toThrow(WebhookVerificationError);
  });
});

describe("the client", () => {
  it("returns problems as values", async () => {
    const { data, error, response } = await client.GET("/v1/webhooks/{webhookId}", {
      params: { path: { webhookId: "nothing" } },
    });
    expect([data, response.status]).toEqual([undefined, 404]);
    expect(error).toMatchObject({ status: 404, code: "not-found" });
  });

  it("says nothing in place of a key that is not good", async () => {
    const stranger = createSwitchhook({
      baseUrl: app.url,
      apiKey: "unknown",
      workspaceId: tenant.workspaceId,
    });
    const { data, response } = await stranger.GET("/v1/webhooks");
    expect([data, response.status]).toEqual([undefined, 401]);
  });
});
