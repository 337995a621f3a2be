import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  faultsOfLooks,
  hasChromium,
  screenshot,
  startConsole,
  type TestConsole,
} from "../support/browser.ts";
import { createSink, type Sink, type SinkRequest } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const HOSTILE = `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const TABS = ["overview", "deliveries", "settings", "secret", "test", "recover"] as const;

describe.skipIf(!hasChromium)("a webhook in the console", () => {
  let console: TestConsole;
  let sink: Sink;
  let webhookId: string;

  beforeAll(async () => {
    console = await startConsole();
    sink = await createSink(failing);
    ({ id: webhookId } = await call<{ id: string }>("POST", "/v1/webhooks", {
      url: sink.url,
      name: `Billing ${HOSTILE}`,
      description: HOSTILE,
      eventKeys: ["call.callEnded", "call.callStarted"],
      headers: { "X-Team": "a secret of the team" },
      metadata: { note: HOSTILE },
      secret: OLD_SECRET,
      signatureAlgorithm: "ed25519",
      dialect: "agents-studio",
      retryPolicy: { maxAttempts: 2, initialDelay: 0, maxDelay: 0, backoffFactor: 1 },
    }));
    await publish();
    await publish();
    await reached("failed", 2);
  });
  afterAll(async () => {
    await sink?.[Symbol.asyncDispose]();
    await console?.[Symbol.asyncDispose]();
  });

  function failing() {
    const headers = { "content-type": "text/html", "x-hostile": HOSTILE };
    return { status: 503, headers, body: `${HOSTILE} the database is away` };
  }

  async function call<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
    const response = await fetch(`${console.app.url}${path}`, {
      method,
      headers: { ...console.tenant.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const publish = () =>
    call("POST", "/v1/events", {
      type: "call.callEnded",
      data: {
        callId: "CA-1",
        provider: "platform",
        answered: true,
        status: "completed",
        endReason: "user_hangup",
        metadata: { note: HOSTILE },
      },
    });

  /** Until so many deliveries of the webhook are in that state. */
  const reached = (status: string, count: number) =>
    waitFor(
      async () => {
        const [row] = await console.app.query<{ n: number }>(
          "select count(*)::int n from deliveries where webhook_id = $1 and status = $2 and not is_test",
          [webhookId, status],
        );
        return row?.n === count;
      },
      { what: `${count} deliveries that are ${status}` },
    );

  const path = (tab = "") => `/dashboard/webhooks/${webhookId}${tab && `?tab=${tab}`}`;

  /** The last request's signatures that a secret made. */
  function signaturesOf(secret: string, { headers, body }: SinkRequest): readonly string[] {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const own = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    return String(headers["webhook-signature"])
      .split(" ")
      .filter((signature) => signature === own);
  }

  async function sendTest(page: Page): Promise<SinkRequest> {
    const before = sink.requests.length;
    await page.goto(path("test"));
    await page.getByRole("textbox", { name: "Payload (JSON)" }).waitFor();
    await page.locator("form").getByRole("button", { name: "Send a test" }).click();
    const request = (await sink.received(before + 1))[before];
    if (request === undefined) throw new Error("nothing arrived");
    return request;
  }

  it("says why it fails, and leads to the delivery", async () => {
    const page = await console.signedIn(path());
    await page
      .getByText(/^Every attempt has failed since/)
      .first()
      .waitFor();
    await page.getByText("Answered with an error").first().waitFor();
    await page.getByText(/the gateway switches it off on/).waitFor();
    await screenshot(page, "webhook-failing");
    await page.getByRole("link", { name: "Open the delivery" }).first().click();
    await page.getByText("Given up after 2 attempts").waitFor();
    expect(await page.title()).not.toBe("owned");
    expect(console.faults).toEqual([]);
  });

  it("sends a test, and shows the request and the answer", async () => {
    const page = await console.signedIn(`/dashboard/webhooks/${webhookId}/test`);
    await page.waitForURL(/\?tab=test$/);
    await page.getByText(/^POST http/).waitFor();
    await page.locator("form").getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/^It did not arrive/).waitFor();
    await page.getByText("the database is away").first().waitFor();
    await screenshot(page, "webhook-test-failed");

    const payload = page.getByRole("textbox", { name: "Payload (JSON)" });
    await payload.fill("{ not json");
    expect(await page.getByText(/^This is not JSON/).count()).toBeGreaterThan(0);
    expect(await page.locator("form button[type=submit]").isDisabled()).toBe(true);
    await payload.fill(JSON.stringify({ hello: HOSTILE }));
    sink.answers(() => ({ status: 200, body: `{"got":"it"}` }));
    await page.locator("form").getByRole("button", { name: "Send a test" }).click();
    await page.getByText("It arrived").waitFor();
    expect(JSON.parse(sink.requests.at(-1)?.body ?? "")).toEqual({ hello: HOSTILE });
    await page.getByRole("link", { name: "Open the delivery" }).click();
    await page.getByText(/^Delivered at attempt/).waitFor();
    expect(await page.title()).not.toBe("owned");
  });

  it("makes a new secret, beside which the old one signs for a while", async () => {
    const page = await console.signedIn(path("secret"));
    await page.getByRole("button", { name: "Make a new secret" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").selectOption(String(2 * 86_400));
    await dialog.getByRole("button", { name: "Make a new secret" }).click();
    await dialog.getByText("Copy it now").waitFor();
    const secret = (await dialog.locator("pre").textContent()) ?? "";
    await screenshot(page, "webhook-new-secret");
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText("Two secrets sign at the moment").waitFor();
    await page.getByText(/^in (1 day|2 days)/).waitFor();
    expect(await page.getByText(secret).count()).toBe(0);

    sink.answers(() => ({ status: 200 }));
    const request = await sendTest(page);
    expect(signaturesOf(secret, request)).toHaveLength(1);
    expect(signaturesOf(OLD_SECRET, request)).toHaveLength(1);
  });

  it("shows how to check the signature in four languages", async () => {
    const page = await console.signedIn(path("secret"));
    const code = page.locator("pre").last();
    for (const [language, text] of [
      ["Node.js", "x-signature"],
      ["Python", "import hmac"],
      ["PHP", "hash_equals"],
      ["Go", "package webhook"],
    ] as const) {
      await page.getByText(language, { exact: true }).first().click();
      await code.filter({ hasText: text }).waitFor();
    }
    await page.locator(".segment-label", { hasText: "Ed25519" }).click();
    await code.filter({ hasText: "ed25519.Verify" }).waitFor();
  });

  it("recovers what was given up, after counting it", async () => {
    sink.answers(() => ({ status: 200 }));
    const page = await console.signedIn(path("recover"));
    await page.getByText("2 deliveries would be sent again").waitFor();
    await page.getByRole("button", { name: "Recover 2 deliveries" }).click();
    await reached("delivered", 2);
    await page.getByText("Completed").waitFor();
    await page.getByText("2 of 2").waitFor();
    await page.getByText("Nothing is missing in this span.").waitFor();
    await page.goto(path());
    await page.getByText("It works", { exact: true }).waitFor();
    await screenshot(page, "webhook-well");
    expect(console.faults).toEqual([]);
  });

  it("shows its settings, but no value of a header", async () => {
    await call("PATCH", `/v1/webhooks/${webhookId}`, { filters: { campaigns: [HOSTILE] } });
    const page = await console.signedIn(path("settings"));
    await page.getByText("X-Team").waitFor();
    expect(await page.getByText("a secret of the team").count()).toBe(0);
    await page.getByText("Each as soon as it can be").waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    await call("PATCH", `/v1/webhooks/${webhookId}`, { filters: null });
  });

  it("is switched off and on, and what came in meanwhile is recovered", async () => {
    const page = await console.signedIn(path());
    await page.getByRole("switch", { name: "Deliver events" }).click();
    await page.getByText("It is switched off").waitFor();
    await screenshot(page, "webhook-off");
    await publish();
    await reached("suppressed", 1);
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("It works", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Recover", exact: true }).click();
    await page.getByRole("button", { name: "Recover 1 delivery" }).click();
    await reached("delivered", 3);
  });

  it("shows no way to change anything to a key that only reads", async () => {
    const page = await console.signedIn(path(), { scopes: ["webhooks:read"] });
    await page.getByRole("heading", { name: "Figures" }).waitFor();
    expect(await page.getByRole("switch").count()).toBe(0);
    expect(await page.getByRole("link", { name: /^(Edit|Test|Recover|Send a test)/ }).count()).toBe(
      0,
    );
    await page.goto(path("secret"));
    await page.getByText("In use").waitFor();
    expect(await page.getByRole("button", { name: "Make a new secret" }).count()).toBe(0);
  });

  it.each([
    ["es-ES", "Recuperar", "Volver a enviar lo que no llegó"],
    ["pt-BR", "Recuperar", "Enviar de novo o que não chegou"],
  ] as const)("speaks %s", async (locale, tab, title) => {
    const page = await console.signedIn(path(), { locale });
    await page.getByRole("link", { name: tab, exact: true }).click();
    await page.getByText(title).waitFor();
  });

  it.each(TABS)("%s is clean in both themes and every width", async (tab) => {
    const page = await console.signedIn(path(tab));
    await page.locator(`.tabs [aria-current=page][href^="${path()}"]`).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await faultsOfLooks(page, `webhook-${tab}`)).toEqual([]);
    expect(console.faults).toEqual([]);
  });

  it("is deleted after saying what is lost", async () => {
    const { id } = await call<{ id: string }>("POST", "/v1/webhooks", {
      url: sink.url,
      name: "Short-lived",
      eventKeys: ["call.callEnded"],
    });
    const page = await console.signedIn(`/dashboard/webhooks/${id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/its secret and its subscription to 1 event/).waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(/\/dashboard\/webhooks$/);
    await page.getByText("Short-lived was deleted.").waitFor();
    expect(console.faults).toEqual([]);
  });
});
