import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  faultsOfLooks,
  hasChromium,
  screenshot,
  startConsole,
  type TestConsole,
} from "../support/browser.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

type Made = { readonly id: string } & Readonly<Record<string, unknown>>;

describe.skipIf(!hasChromium)("webhooks in the console", () => {
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

  it("follows the steps of the SubVerse document word by word", async () => {
    const page = await console.signedIn("/dashboard");
    // Step 1
    await page.getByRole("link", { name: "Webhooks", exact: true }).click();
    await page.getByRole("link", { name: "Add Webhook" }).first().click();
    // Step 2
    await page.getByLabel("Webhook URL").fill("https://me:secret@api.yourcompany.com/webhook");
    await page.getByText("Leave user name and password out of the URL.").waitFor();
    await page.getByLabel("Webhook URL").fill("https://api.yourcompany.com/subverse/webhook");
    await page.getByText("Deliveries may go there.").waitFor();
    await page.locator("input[name=name]").fill("By the document");
    // Steps 3 and 4
    const agents = page.getByRole("group", { name: "Select agents (optional)" });
    expect(await agents.getByLabel("All agents, future ones included").isChecked()).toBe(true);
    await page.getByRole("button", { name: "Select all Agents" }).click();
    await page.getByText("2 selected").waitFor();
    expect(await agents.getByLabel("Specific agents").isChecked()).toBe(true);
    await page.getByRole("combobox", { name: "Workflows" }).fill("order");
    await page.getByRole("option", { name: "Order confirmation" }).click();
    await page.keyboard.press("Escape");
    await page.getByText("the calls of these agents and the events of these workflows").waitFor();
    // Step 5
    const headers = [
      ["Authorization", "Bearer your-token-here"],
      ["X-API-Key", "your-api-key"],
    ] as const;
    for (const [index, [key, value]] of headers.entries()) {
      await page.getByRole("button", { name: "Add header" }).click();
      await page.getByLabel("Header Key").nth(index).fill(key);
      await page.getByLabel("Header Value").nth(index).fill(value);
    }
    // Step 6
    await page.getByRole("button", { name: "Create Webhook" }).click();
    await page.getByText("Select at least one event.").first().waitFor();
    const calls = page.getByRole("group", { name: /^Call Events/i });
    for (const name of ["In Queue", "Placed", "Errored", "Canceled", "Expired", "Completed"]) {
      await calls.getByRole("checkbox", { name: new RegExp(`^${name} `) }).waitFor();
    }
    const workflows = page.getByRole("group", { name: /^Workflow Events/i });
    for (const name of ["In Queue", "Started", "Node Execution", "Failed", "Completed"]) {
      await workflows.getByRole("checkbox", { name: new RegExp(`^${name} `) }).waitFor();
    }
    await calls.getByRole("checkbox", { name: "Select All" }).check();
    await page.getByText("6 of 11 selected").waitFor();
    await workflows.getByRole("checkbox", { name: /^Failed/ }).check();
    await screenshot(page, "webhook-form-filled");
    // Step 7
    await page.getByRole("button", { name: "Create Webhook" }).click();
    await page.getByText("By the document was created").first().waitFor();
    const secret = await page.locator(".dialog .code-text").innerText();
    expect(secret.trim()).toMatch(/^whsec_/);
    await screenshot(page, "webhook-secret");
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.waitForURL(/\/dashboard\/webhooks\/[0-9a-f-]{36}$/);
    const made = await named("By the document");
    expect(made).toMatchObject({
      dialect: "subverse",
      url: "https://api.yourcompany.com/subverse/webhook",
      headers: Object.fromEntries(headers),
    });
    expect(made["agentIds"]).toHaveLength(2);
    expect(made["workflowIds"]).toHaveLength(1);
    expect(made["eventKeys"]).toHaveLength(7);
    // Enable, disable
    await page.goto("/dashboard/webhooks");
    const toggle = page.getByRole("switch", { name: "Deliver to By the document" });
    await toggle.click();
    await page.getByText("By the document is off.").waitFor();
    expect(await named("By the document")).toMatchObject({ isActive: false });
    // Edit
    await page.getByRole("link", { name: "Edit By the document" }).click();
    await page.getByLabel("Webhook URL").fill("https://your-app.com/api/v1/webhooks/subverse");
    expect(await page.getByLabel("Header Value").first().inputValue()).not.toContain("token");
    await page.getByRole("button", { name: "Update Webhook" }).click();
    await page.getByText("By the document was saved.").waitFor();
    expect(await named("By the document")).toMatchObject({
      url: "https://your-app.com/api/v1/webhooks/subverse",
      headers: Object.fromEntries(headers),
    });
    // Test, delete
    await page.goto("/dashboard/webhooks");
    const test = page.getByRole("link", { name: "Test By the document" });
    expect(await test.getAttribute("href")).toBe(`/dashboard/webhooks/${made.id}/test`);
    await page.getByRole("button", { name: "Delete By the document" }).click();
    await page.getByText("subscriptions to 7 events are lost").waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("By the document was deleted.").waitFor();
    expect(console.faults).toEqual([]);
  });

  it("is created by keyboard alone, and leads on to its test", async () => {
    const page = await console.signedIn("/dashboard/webhooks");
    await page.getByRole("link", { name: "Add webhook" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Webhook URL").waitFor();
    await tabTo(page, "url");
    await page.keyboard.type("https://hooks.example.com/catch");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Typed");
    await tabTo(page, "agentIds");
    await page.keyboard.type("night");
    await page.getByRole("option", { name: "Night line" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await tabTo(page, "eventKeys");
    await page.keyboard.press("Space");
    const save = page.getByRole("button", { name: "Create and test" });
    await tabToElement(page, save);
    await page.keyboard.press("Enter");
    const done = page.getByRole("button", { name: "I have copied it" });
    await done.waitFor();
    await tabToElement(page, done);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/dashboard\/webhooks\/[0-9a-f-]{36}\/test$/);
    const made = await named("Typed");
    expect(made["agentIds"]).toHaveLength(1);
    expect(made["eventKeys"]).toEqual(["call.in_queue"]);
  });

  it("carries the chosen events over to another format, and filters with a preview", async () => {
    const page = await console.signedIn("/dashboard/webhooks/new");
    await fillLeast(page, "Moved");
    await page.getByText("1 of the latest 1 events would be sent.").waitFor();
    await page.getByRole("radio", { name: /^Standard Webhooks/ }).check();
    await page.getByText("carried over by meaning: 1 event").waitFor();
    expect(await page.getByRole("checkbox", { name: /call\.callEnded/ }).isChecked()).toBe(true);
    await page.getByLabel(/^Campaigns/).fill("autumn");
    await page.getByText("0 of the latest 1 events would be sent.").waitFor();
    await page.getByText("other campaign").waitFor();
    await page.getByLabel(/^Campaigns/).fill("x".repeat(201));
    await page.getByText("Correct the fields that are marked").waitFor();
    expect(await page.getByLabel(/^Campaigns/).getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel(/^Campaigns/).fill("spring");
    await page.getByText("1 of the latest 1 events would be sent.").waitFor();
  });

  it("shows the times that a retry schedule comes to, and explains reserved headers", async () => {
    const page = await console.signedIn("/dashboard/webhooks/new");
    await page.getByText("+ 31 sec").waitFor();
    await page.getByLabel("A schedule of your own").check();
    await page.getByLabel("Attempts in all").fill("3");
    await page.getByLabel("First wait").fill("60");
    await page.getByText("+ 3 min").waitFor();
    await page.getByLabel("Longest wait").fill("10");
    await page.getByText("These numbers give no schedule").waitFor();
    await page.getByRole("button", { name: "Add header" }).click();
    await page.getByLabel("Header key").fill("webhook-id");
    await page.getByText("The gateway sets this header on every delivery.").waitFor();
  });

  it("warns before changes are lost, by a link and by going back", async () => {
    const page = await console.signedIn("/dashboard/webhooks");
    await page.getByRole("link", { name: "Edit Billing" }).click();
    await page.locator("input[name=name]").fill("Billing 2");
    await page.getByRole("link", { name: "Deliveries", exact: true }).click();
    await page.getByText("Leave without saving?").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.goBack();
    await page.getByText("Leave without saving?").waitFor();
    expect(await page.locator("input[name=name]").inputValue()).toBe("Billing 2");
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await page.waitForURL(/\/dashboard\/webhooks$/);
    await page.getByRole("link", { name: /^Billing/ }).waitFor();
  });

  it("explains that somebody else saved in the meantime, and puts one's own on top", async () => {
    const made = await post("/v1/webhooks", {
      url: "https://one.example.com/",
      name: "Shared",
      eventKeys: ["call.callEnded"],
    });
    const page = await console.signedIn(`/dashboard/webhooks/${made.id}/edit`);
    await page.locator("input[name=name]").fill("Mine");
    await send("PATCH", `/v1/webhooks/${made.id}`, { url: "https://two.example.com/" });
    await page.getByRole("button", { name: "Update webhook" }).click();
    await page.getByText("Somebody else saved this webhook").waitFor();
    await page.getByText("They changed: Webhook URL.").waitFor();
    await screenshot(page, "webhook-conflict");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Put my changes on top" }).click();
    expect(await page.getByLabel("Webhook URL").inputValue()).toBe("https://two.example.com/");
    await page.getByRole("button", { name: "Update webhook" }).click();
    await page.getByText("Mine was saved.").waitFor();
    expect(await named("Mine")).toMatchObject({ url: "https://two.example.com/" });
  });

  it("shows what fails and filters the list, with the state in the URL", async () => {
    const page = await console.signedIn("/dashboard/webhooks");
    const row = page.getByRole("row", { name: /Billing/ });
    await row.getByRole("link", { name: "Answered with an error" }).waitFor();
    await row.getByRole("img", { name: /0 delivered, 1 failed/ }).waitFor();
    await page.getByRole("searchbox").fill("bill");
    await page.waitForURL(/q=bill/);
    await page.getByRole("row", { name: HOSTILE }).waitFor({ state: "detached" });
    await page.getByRole("searchbox").fill("");
    await page.getByRole("radio", { name: "Disabled" }).check({ force: true });
    await page.waitForURL(/state=inactive/);
    await page.getByRole("link", { name: HOSTILE }).first().waitFor();
    await page.getByRole("row", { name: /Billing/ }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: HOSTILE }).first().waitFor();
    await page.getByRole("button", { name: `Delete ${HOSTILE}` }).click();
    await page.getByRole("heading", { name: `Delete ${HOSTILE}?` }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.title()).not.toBe("owned");
    expect(console.faults).toEqual([]);
  });

  it("lets a reader read and change nothing", async () => {
    const page = await console.signedIn("/dashboard/webhooks", { scopes: ["webhooks:read"] });
    await page.getByRole("row", { name: /Billing/ }).waitFor();
    expect(await page.getByRole("link", { name: "Add webhook" }).count()).toBe(0);
    expect(await page.getByRole("switch").count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Delete/ }).count()).toBe(0);
    await page.goto("/dashboard/webhooks/new");
    await page.getByText("webhooks:write").waitFor();
  });

  it.each([
    ["webhooks", (): string => "/dashboard/webhooks"],
    ["webhook-new", (): string => "/dashboard/webhooks/new"],
    ["webhook-edit", (): string => `/dashboard/webhooks/${failing.id}/edit`],
  ] as const)("%s is clean in both themes and every width", async (name, path) => {
    const page: Page = await console.signedIn(path());
    await page.locator("main :is(table, .cards, .form-category)").first().waitFor();
    expect(await faultsOfLooks(page, name)).toEqual([]);
  });

  it.each([
    ["es-ES", "Añadir webhook", "Crear webhook", "Eventos de llamadas"],
    ["pt-BR", "Adicionar webhook", "Criar webhook", "Eventos de chamadas"],
  ] as const)("speaks %s", async (locale, add, create, calls) => {
    const page = await console.signedIn("/dashboard/webhooks", { locale });
    await page.getByRole("link", { name: add }).first().click();
    await page.getByRole("button", { name: create }).waitFor();
    await page.getByRole("group", { name: calls }).waitFor();
    await screenshot(page, `webhook-new-${locale}`);
    expect(console.faults).toEqual([]);
  });
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
