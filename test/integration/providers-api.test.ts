import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiOf } from "../support/api.ts";
import { startApp, type TestApp } from "../support/app.ts";

let app: TestApp;
let api: Api;

beforeAll(async () => {
  app = await startApp();
  api = apiOf(app, await app.tenant());
});

afterAll(() => app[Symbol.asyncDispose]());

describe("the providers", () => {
  it("are told with all that a form needs", async () => {
    const { status, body } = await api("GET /v1/providers?language=es");
    expect(status).toBe(200);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([
      "signalwire",
      "elevenlabs",
      "whatsapp",
    ]);
    const [signalwire, elevenlabs, whatsapp] = body.data;
    expect(signalwire).toMatchObject({ hasSourceRanges: false, hasUnsignedKinds: true });
    expect(elevenlabs).toMatchObject({ hasSourceRanges: true, needsVerifyToken: false });
    expect(whatsapp).toMatchObject({
      name: "WhatsApp",
      needsSignature: true,
      needsVerifyToken: true,
      secret: { title: { es: "Clave secreta de la app" } },
    });
    expect(whatsapp.settings).toContainEqual({
      name: "verifyToken",
      kind: "text",
      isSecret: true,
      title: { es: "Token de verificación" },
      description: { es: expect.any(String) },
    });
  });

  it("speak the language of the client, else all", async () => {
    const headers = { "Accept-Language": "pt-BR,pt;q=0.9" };
    const { body, headers: answered } = await api("GET /v1/providers", { headers });
    expect(Object.keys(body.data[0].steps[0])).toEqual(["pt"]);
    expect(answered.get("Content-Language")).toBe("pt");
    const all = await api("GET /v1/providers", { headers: { "Accept-Language": "" } });
    expect(Object.keys(all.body.data[0].steps[0])).toEqual(["en", "es", "pt"]);
    expect((await api("GET /v1/providers?language=xx")).status).toBe(400);
  });
});
