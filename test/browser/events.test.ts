import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  faultsOfLooks,
  hasChromium,
  screenshot,
  startConsole,
  type TestConsole,
} from "../support/browser.ts";
import { createSink, type Sink } from "../support/sink.ts";

const CALL = "5f0c2d9e-1111-4a2b-9c3d-000000000001";
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describe.skipIf(!hasChromium)("events, calls, connections and the live tail", () => {
  let console: TestConsole;
  let sink: Sink;

  beforeAll(async () => {
    console = await startConsole();
    sink = await createSink();
    await post("/v1/webhooks", {
      url: sink.url,
      name: "CRM",
      eventKeys: ["call.callStarted", "call.callEnded"],
    });
    await send("ringing");
    await send("completed");
    await sink.received(2);
  });
  afterAll(async () => {
    await sink?.[Symbol.asyncDispose]();
    await console?.[Symbol.asyncDispose]();
  });

  async function post(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${console.app.url}${path}`, {
      method: "POST",
      headers: { ...console.tenant.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  async function send(status: string): Promise<void> {
    const form = new URLSearchParams({
      CallSid: CALL,
      AccountSid: "project-1",
      CallStatus: status,
      From: "+15550001111",
      To: "+15550002222",
      Direction: "inbound",
      CallDuration: "61",
      CallerName: HOSTILE,
    });
    const response = await console.app.send(console.tenant, "signalwire", form.toString());
    expect(response.status).toBe(200);
  }

  it("tells a call's whole story, from the raw callback to the last attempt", async () => {
    const page = await console.signedIn("/dashboard/calls");
    await page.getByRole("searchbox").fill("+15550001111");
    await page.getByRole("link", { name: /\+15550001111/ }).click();
    const story = page.getByRole("list", { name: "The story of the call" });
    await story
      .getByRole("link", { name: /^SignalWire called back/ })
      .first()
      .waitFor();
    await story.getByRole("link", { name: "Event call.callEnded" }).waitFor();
    await story.getByRole("link", { name: "Delivery of call.callEnded to CRM" }).waitFor();
    await story.getByRole("link", { name: "Attempt 1" }).first().waitFor();
    await story
      .getByRole("link", { name: /^SignalWire called back/ })
      .first()
      .click();
    await page.getByText("CallSid", { exact: false }).first().waitFor();
    expect(await page.title()).not.toBe("owned");
    await page.getByRole("link", { name: "call.callStarted" }).click();
    await page.getByRole("heading", { level: 1, name: "call.callStarted" }).waitFor();
    expect(console.faults).toEqual([]);
  });

  it("shows why a misconfigured provider is refused, and that it works once mended", async () => {
    const page = await console.signedIn("/dashboard/connections");
    await page.getByRole("link", { name: "New connection" }).first().click();
    await page.getByLabel("ElevenLabs").check();
    await page.getByLabel("Name", { exact: false }).first().fill("Voice agents");
    await page.locator("input[name=secret]").fill("wsec_the_wrong_one_0123456789abcdef");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Nothing has come in yet.", { exact: false }).waitFor();
    await screenshot(page, "connection-new");
    const url = await page
      .locator("main code, main pre")
      .filter({ hasText: "/api/webhooks/elevenlabs/" })
      .first()
      .innerText();
    const path = new URL(url.trim()).pathname;
    const body = await readFile(
      new URL(
        "../../fixtures/elevenlabs/01-post-call-transcription-twilio/body.raw",
        import.meta.url,
      ),
    );
    const bad = { ...console.tenant, callbackPaths: { elevenlabs: path } };
    expect((await console.app.send(bad, "elevenlabs", body)).status).toBe(401);
    await page.getByText("Signature does not match").first().waitFor();
    await page.getByText("The latest callback was refused.", { exact: false }).waitFor();
    await screenshot(page, "connection-rejecting");

    await page.getByRole("button", { name: "Rotate the secret" }).click();
    await page
      .getByRole("dialog")
      .locator("input[name=secret]")
      .fill("wsec_3f9c1b7a5d2e8046b1c4d7f0a9e25386");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Still valid").waitFor();
    expect((await console.app.send(bad, "elevenlabs", body)).status).toBe(200);
    await page.getByText("Callbacks arrive and verify.").waitFor();
    expect(console.faults).toEqual([]);
  });

  it("shows what happens as it happens, and holds it back while paused", async () => {
    const page = await console.signedIn("/dashboard/live");
    await page.getByText("Connected", { exact: true }).waitFor();
    await post("/v1/events", { type: "contact.created", data: { contactId: "c-1" } });
    await page.getByRole("link", { name: "contact.created" }).first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await post("/v1/events", { type: "contact.created", data: { contactId: "c-2" } });
    await page.getByRole("button", { name: /new$/ }).click();
    await page.getByText("Connected", { exact: true }).waitFor();
    await screenshot(page, "live");
    await page.getByRole("searchbox").fill("no such thing");
    await page.getByText("Nothing of what came matches the filter").waitFor();
    expect(console.faults).toEqual([]);
  });

  it("lists what no webhook wanted", async () => {
    await post("/v1/events", { type: "contact.created", data: { contactId: "c-3" } });
    const page = await console.signedIn("/dashboard/undelivered");
    await page.getByRole("cell", { name: "No webhook wanted it" }).first().waitFor();
    await page.getByRole("link", { name: "contact.created" }).first().click();
    await page.getByText("No webhook wanted this event.", { exact: false }).waitFor();
  });

  const SCREENS: readonly (readonly [string, string, string])[] = [
    ["events", "/dashboard/events", "call.callEnded"],
    ["calls", "/dashboard/calls", "+15550001111"],
    ["call", `/dashboard/calls/${CALL}`, "The story of the call"],
    ["connections", "/dashboard/connections", "SignalWire"],
    ["connection-form", "/dashboard/connections/new?provider=signalwire", "Which provider?"],
    ["live", "/dashboard/live", "Live tail"],
    ["undelivered", "/dashboard/undelivered", "Undelivered"],
  ];
  it.each(SCREENS)("%s is clean in both themes and every width", async (name, path, text) => {
    const page = await console.signedIn(path);
    await page.locator("main").getByText(text).filter({ visible: true }).first().waitFor();
    expect(await faultsOfLooks(page, name)).toEqual([]);
  });
});
