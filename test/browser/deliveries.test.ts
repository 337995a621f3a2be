import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  faultsOfLooks,
  hasChromium,
  screenshot,
  startConsole,
  type TestConsole,
} from "../support/browser.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const HOSTILE = `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;

describe.skipIf(!hasChromium)("deliveries in the console", () => {
  let console: TestConsole;
  let sink: Sink;
  let webhookId: string;

  beforeAll(async () => {
    console = await startConsole();
    sink = await createSink(() => ({
      status: 500,
      headers: { "content-type": "text/html", "x-hostile": HOSTILE },
      body: `${HOSTILE} the database is away`,
    }));
    const made = await post("/v1/webhooks", {
      url: sink.url,
      name: "Billing",
      eventKeys: ["call.callEnded"],
      retryPolicy: { maxAttempts: 2, initialDelay: 0, maxDelay: 0, backoffFactor: 1 },
    });
    webhookId = made.id;
    await publish({ note: HOSTILE });
    await waitFor(async () => (await statusOf()) === "failed", { what: "the delivery to fail" });
  });
  afterAll(async () => {
    await sink?.[Symbol.asyncDispose]();
    await console?.[Symbol.asyncDispose]();
  });

  async function post(path: string, body: unknown): Promise<{ id: string }> {
    const response = await fetch(`${console.app.url}${path}`, {
      method: "POST",
      headers: { ...console.tenant.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  }

  async function publish(metadata: Readonly<Record<string, unknown>>): Promise<void> {
    await post("/v1/events", {
      type: "call.callEnded",
      data: {
        callId: "CA-1",
        provider: "platform",
        answered: true,
        status: "completed",
        endReason: "user_hangup",
        metadata,
      },
    });
  }

  async function statusOf(): Promise<string | undefined> {
    const rows = await console.app.query<{ status: string }>(
      "select status from deliveries where webhook_id = $1 order by id desc limit 1",
      [webhookId],
    );
    return rows[0]?.status;
  }

  it("leads from a failure to its reason, and back to a delivery, in a few clicks", async () => {
    const page = await console.signedIn("/dashboard");
    await page.getByText(/^Every attempt has failed since/).waitFor();
    await screenshot(page, "overview-failing");
    await page.getByRole("link", { name: /^Look into it/ }).click();
    await page.getByRole("link", { name: "call.callEnded" }).click();

    await page.getByText("Given up after 2 attempts").waitFor();
    await page.getByText("The endpoint answered with an error.").first().waitFor();
    await page.getByText("the database is away").first().waitFor();
    expect(await page.title()).not.toBe("owned");
    await screenshot(page, "delivery-failed");

    sink.answers(() => ({ status: 200 }));
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
    await page.getByText("Delivered at attempt 3").waitFor();
    expect(console.faults).toEqual([]);
  });

  it("finds by status, by name and by webhook, and keeps the filter in the address", async () => {
    const page = await console.signedIn("/dashboard/deliveries");
    await page.getByRole("searchbox").fill("callEnd");
    await page.waitForURL(/q=callEnd/);
    await page.getByRole("link", { name: "call.callEnded" }).first().waitFor();
    await page.getByRole("searchbox").fill("nothing like it");
    await page.getByText("Nothing matches").waitFor();
    await page.goto("/dashboard/deliveries?status=suppressed");
    await page.getByText("Nothing was suppressed").waitFor();
    await page.goBack();
    await page.getByText("Nothing matches").waitFor();
  });

  it("copies the request as a command", async () => {
    const page = await console.signedIn("/dashboard/deliveries");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("link", { name: "call.callEnded" }).first().click();
    await page.getByRole("button", { name: /curl/ }).click();
    const command = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(command).toContain(`curl -X POST '${sink.url}'`);
    expect(command).toContain("webhook-signature: v1,");
  });

  it("has nothing to change for a key that only reads", async () => {
    const page = await console.signedIn("/dashboard/deliveries", { scopes: ["webhooks:read"] });
    await page.getByRole("link", { name: "call.callEnded" }).first().click();
    await page.getByText(/Delivered at attempt|Given up after/).waitFor();
    expect(await page.getByRole("button", { name: "Send again" }).count()).toBe(0);
  });

  it.each([
    ["overview", "/dashboard", "Success rate"],
    ["deliveries", "/dashboard/deliveries", "Billing"],
  ])("%s is clean in both themes and every width", async (name, path, text) => {
    const page = await console.signedIn(path);
    await page.locator("main").getByText(text).filter({ visible: true }).first().waitFor();
    expect(await faultsOfLooks(page, name)).toEqual([]);
  });

  it("one delivery is clean in both themes and every width", async () => {
    const page = await console.signedIn("/dashboard/deliveries");
    await page.getByRole("link", { name: "call.callEnded" }).first().click();
    await page.getByText(/Delivered at attempt|Given up after/).waitFor();
    expect(await faultsOfLooks(page, "delivery")).toEqual([]);
  });
});
