import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  DESKTOP,
  hasChromium,
  overflow,
  PHONE,
  screenshot,
  startConsole,
  type TestConsole,
} from "../support/browser.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

type Made = { readonly id: string } & Readonly<Record<string, unknown>>;

describe.skipIf(!hasChromium)("scratch", () => {
  let console: TestConsole;
  let sink: Sink;
  let failing: Made;

  beforeAll(async () => {
    console = await startConsole();
    sink = await createSink(() => ({ status: 500 }));
    await post("/v1/agents", { name: "Front desk" });
    await post("/v1/agents", { name: "Night line" });
    await post("/v1/workflows", { name: "Order confirmation" });
    failing = await post("/v1/webhooks", {
      url: sink.url,
      name: "Billing",
      eventKeys: ["call.callEnded", "call.callMissed"],
      headers: { "X-Client-ID": "hidden-value" },
      retryPolicy: { maxAttempts: 1, initialDelay: 0, maxDelay: 0, backoffFactor: 1 },
    });
    await post("/v1/webhooks", {
      url: sink.url,
      name: HOSTILE,
      dialect: "standard",
      isActive: false,
      eventKeys: ["call.callStarted"],
    });
    await post("/v1/events", {
      type: "call.callEnded",
      data: {
        callId: "CA-1",
        provider: "platform",
        answered: true,
        status: "completed",
        endReason: "user_hangup",
        metadata: { campaignId: "spring" },
      },
    });
    await waitFor(async () => (await read(`/v1/webhooks/${failing.id}`))["failureCount"] === 1, {
      what: "the delivery to fail",
    });
  });
  afterAll(async () => {
    await sink?.[Symbol.asyncDispose]();
    await console?.[Symbol.asyncDispose]();
  });

  async function send(method: string, path: string, body?: unknown): Promise<Made> {
    const response = await fetch(`${console.app.url}${path}`, {
      method,
      headers: { ...console.tenant.headers, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Made;
  }
  const post = (path: string, body: unknown) => send("POST", path, body);
  const read = (path: string) => send("GET", path);

  /** The one webhook of this name, as the API has it. */
  async function named(name: string): Promise<Made> {
    const list = await read("/v1/webhooks?limit=100");
    const found = (list["data"] as Made[]).find((webhook) => webhook["name"] === name);
    if (found === undefined) throw new Error(`no webhook is called ${name}`);
    return found;
  }

  async function fillLeast(page: Page, name: string): Promise<void> {
    await page.getByLabel("Webhook URL").fill("https://api.yourcompany.com/subverse/webhook");
    await page.getByLabel("Name", { exact: false }).first().fill(name);
    await page.getByRole("checkbox", { name: /^Completed call\.completed/ }).check();
  }


  it("looks", async () => {
    const page = await console.signedIn(`/dashboard/webhooks/${failing.id}/edit`, { viewport: { width: 320, height: 640 } });
    await page.locator(".form-category").first().waitFor();
    globalThis.console.log("OVER", await page.evaluate(`JSON.stringify([...document.querySelectorAll("main *")].filter(e=>e.getBoundingClientRect().right>320).map(e=>e.tagName+"."+e.className+" "+Math.round(e.getBoundingClientRect().right)).slice(0,30))`));
    for (const [name, path] of [["edit", `/dashboard/webhooks/${failing.id}/edit`], ["new", "/dashboard/webhooks/new"]] as const) {
      const wide = await console.signedIn(path, { colorScheme: name === "new" ? "dark" : "light" });
      await wide.locator(".form-category").first().waitFor();
      if (name === "new") {
        await wide.getByLabel("Webhook URL").fill("https://api.example.com/x");
        await wide.getByRole("button", { name: "Select all: Agents" }).click();
        await wide.getByRole("button", { name: "Add header" }).click();
        await wide.getByRole("button", { name: "Add header" }).click();
        await wide.getByLabel("Header key").first().fill("Host");
        await wide.getByRole("button", { name: "Create webhook" }).click();
        await wide.getByText("Select at least one event.").first().waitFor();
      }
      for (let n = 0; n < 7; n++) {
        await wide.evaluate(`window.scrollTo(0, ${n * 640})`);
        await wide.waitForTimeout(150);
        await wide.screenshot({ path: `/tmp/shots-wh/part-${name}-${n}.png` });
      }
    }
    const list = await console.signedIn("/dashboard/webhooks");
    await list.locator("table").waitFor();
    await list.getByRole("button", { name: "Delete Billing" }).click();
    await list.waitForTimeout(300);
    await list.screenshot({ path: "/tmp/shots-wh/part-list.png" });
    const phone = await console.signedIn("/dashboard/webhooks/new", { viewport: PHONE });
    await phone.locator(".form-category").first().waitFor();
    for (const n of [0, 2, 3, 4, 5, 6]) {
      await phone.evaluate(`window.scrollTo(0, ${n * 700})`);
      await phone.waitForTimeout(150);
      await phone.screenshot({ path: `/tmp/shots-wh/part-phone-${n}.png` });
    }
  }, 120000);
});

/** Goes on by the Tab key until the field of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  await tabUntil(page, `document.activeElement?.getAttribute("name") === ${JSON.stringify(name)}`);
}

async function tabToElement(page: Page, element: ReturnType<Page["getByRole"]>): Promise<void> {
  const text = await element.innerText();
  await tabUntil(page, `document.activeElement?.textContent === ${JSON.stringify(text)}`);
}

const MOST_TABS = 120;

async function tabUntil(page: Page, isThere: string): Promise<void> {
  for (let count = 0; count < MOST_TABS; count++) {
    if (await page.evaluate<boolean>(isThere)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not lead there: ${isThere}`);
}
