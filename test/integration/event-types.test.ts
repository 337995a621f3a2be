import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#src/core/catalog.ts";
import { EventType, EventTypeList } from "#src/http/schemas/event-types.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";

let app: TestApp;
let tenant: AppTenant;

beforeAll(async () => {
  app = await startApp({ ROLE: "api" });
  tenant = await app.tenant();
});
afterAll(() => app[Symbol.asyncDispose]());

async function get(target: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}${target}`, {
    headers: { ...tenant.headers, ...headers },
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  const body: any = text === "" ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

describe("/v1/event-types", () => {
  it("lists the catalog as it is described", async () => {
    const { status, body, headers } = await get("/v1/event-types");
    expect(status).toBe(200);
    expect(problemOf(body, EventTypeList)).toBeUndefined();
    expect(body.data.map(({ key }: { key: string }) => key)).toEqual(EVENT_TYPES);
    expect(Object.keys(body.data[0].texts)).toEqual(["en", "es", "pt"]);
    expect(headers.get("cache-control")).toMatch(/^private, max-age=\d+$/);
  });

  it("shows one, as it is listed", async () => {
    const { body: list } = await get("/v1/event-types?category=call");
    const { status, body } = await get("/v1/event-types/call.callEnded");
    expect(status).toBe(200);
    expect(problemOf(body, EventType)).toBeUndefined();
    expect(list.data).toContainEqual(body);
    expect(body.payloads).toContainEqual({
      dialect: "agents-studio",
      name: "call.callEnded",
      contentType: "application/json",
      payload: expect.objectContaining({ event: "call.callEnded" }),
    });
  });

  it("speaks the language that is asked for", async () => {
    const spanish = await get("/v1/event-types/call.callQueued?language=es");
    expect(spanish.body.texts).toEqual({
      es: expect.objectContaining({ title: "Llamada en cola" }),
    });
    expect(spanish.headers.get("content-language")).toBe("es");
    const negotiated = await get("/v1/event-types/call.callQueued", {
      "Accept-Language": "pt-BR,es;q=0.5",
    });
    expect(Object.keys(negotiated.body.texts)).toEqual(["pt"]);
    expect(negotiated.headers.get("vary")).toBe("Accept-Language");
    const both = { "Accept-Language": "pt" };
    const { body } = await get("/v1/event-types?language=en&category=sms", both);
    expect(Object.keys(body.data[0].texts)).toEqual(["en"]);
  });

  it("sends nothing that the client has already", async () => {
    const target = "/v1/event-types?dialect=agents-studio";
    const etag = (await get(target)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const unchanged = await get(target, { "If-None-Match": `W/${etag}, "x"` });
    expect([unchanged.status, unchanged.body]).toEqual([304, null]);
    expect(unchanged.headers.get("etag")).toBe(etag);
    expect((await get(target, { "If-None-Match": '"x"' })).status).toBe(200);
    expect((await get(`${target}&language=es`, { "If-None-Match": etag })).status).toBe(200);
  });

  it.each([
    ["dialect", "?dialect=nope"],
    ["category", "?category=nope"],
    ["language", "?language=de"],
    ["language", "/call.callEnded?language="],
  ])("names %s when it is wrong", async (path, target) => {
    const { status, body } = await get(`/v1/event-types${target}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ path }]);
  });

  it.each(["nope", "call.callEnded%00", "%2e%2e", "constructor"])("knows no %s", async (key) => {
    expect((await get(`/v1/event-types/${key}`)).status).toBe(404);
  });

  it("needs events:read", async () => {
    const key = await tenant.newKey(["webhooks:read"]);
    expect((await get("/v1/event-types", key)).status).toBe(403);
  });
});

describe("event keys", () => {
  it("are what a webhook of a dialect can subscribe to, by category", async () => {
    const { status, body } = await get("/v1/event-keys?dialect=subverse&language=es");
    expect(status).toBe(200);
    expect(body.dialect).toBe("subverse");
    expect(body.categories[0]).toEqual({
      key: "call",
      title: { es: "Llamadas" },
      count: body.data.filter(({ category }: { category: string }) => category === "call").length,
    });
    expect(body.data).toContainEqual({
      key: "call.expired",
      category: "call",
      title: { es: expect.any(String) },
      description: { es: expect.any(String) },
      types: ["call.callMissed", "call.callExpired"],
    });
    const both = { "Accept-Language": "" };
    const { body: usual } = await get("/v1/event-keys", both);
    expect(usual.dialect).toBe("agents-studio");
    expect(Object.keys(usual.data[0].title)).toEqual(["en", "es", "pt"]);
    expect((await get("/v1/event-keys?dialect=nope")).status).toBe(400);
  });
});

/** What of a body is not as it is described. */
function problemOf(
  body: unknown,
  schema: typeof EventType | typeof EventTypeList,
): string | undefined {
  return schema.safeParse(body).error?.message;
}
