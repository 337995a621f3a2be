import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_TOKEN } from "../support/app.ts";
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

const SIGN_IN = "/dashboard/sign-in";
const DOCS = "/dashboard/docs";

describe.skipIf(!hasChromium)("the console's way in and its frame", () => {
  let console: TestConsole;

  beforeAll(async () => {
    console = await startConsole();
  });
  afterAll(() => console[Symbol.asyncDispose]());

  const pathOf = (page: Page) => new URL(page.url()).pathname;
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

  async function link(): Promise<string> {
    const { workspaceId } = console.tenant;
    const response = await fetch(
      `${console.app.url}/admin/workspaces/${workspaceId}/dashboard-links`,
      { method: "POST", headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } },
    );
    const { url } = (await response.json()) as { url: string };
    return `${SIGN_IN}${new URL(url).hash}`;
  }

  it("asks for a key first and brings one where one wanted to go", async () => {
    const page = await console.open();
    await page.goto(`${DOCS}?from=mail`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(pathOf(page)).toBe(SIGN_IN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Enter an API key.").waitFor();
    await page.locator("input[name=key]").fill("shk_nobody-knows-this-key-0000000000000000000");
    await page.keyboard.press("Enter");
    await page.getByText("This key is not known here").waitFor();
    await page.locator("input[name=key]").fill(console.apiKey);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Docs", level: 1 }).waitFor();
    expect(page.url()).toMatch(/\/dashboard\/docs\?from=mail$/);
    await page.context().close();
  });

  it("leads nowhere else, whatever a link says", async () => {
    const page = await console.open();
    await page.goto(`${SIGN_IN}?return=${encodeURIComponent("//evil.example/dashboard")}`);
    await page.locator("input[name=key]").fill(console.apiKey);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
    expect(new URL(page.url()).origin).toBe(new URL(console.app.url).origin);
    expect(pathOf(page)).toBe("/dashboard");
    await page.context().close();
  });

  it("takes the one-time code of a link, once, and leaves it nowhere", async () => {
    const path = await link();
    const page = await console.open();
    await page.goto(path);
    await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
    await page.getByRole("button", { name: /Workspace and settings/ }).waitFor();
    expect(await page.evaluate(() => location.href + JSON.stringify(history.state))).not.toContain(
      "code",
    );
    const other = await console.open();
    await other.goto(path);
    await other.getByText("This sign-in link was used already").waitFor();
    expect(new URL(other.url()).hash).toBe("");
    await Promise.all([page.context().close(), other.context().close()]);
  });

  it("says when a session has ended, and goes on where one was", async () => {
    const page = await console.signedIn(DOCS);
    await page.context().clearCookies();
    await page.goto(DOCS);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.locator("input[name=key]").fill(console.apiKey);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Docs", level: 1 }).waitFor();
    // It ends while the page is open: the next answer is a 401.
    await page.context().clearCookies();
    await page.getByRole("link", { name: "Agents" }).click();
    await page.getByText("Your session has ended.").waitFor();
    await page.waitForURL((url) => url.searchParams.get("return") === "/dashboard/agents");
    await page.context().close();
  });

  it("signs out for good", async () => {
    const page = await console.signedIn(DOCS);
    const cookies = await page.context().cookies();
    await page.getByRole("button", { name: /Workspace and settings/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.context().addCookies(cookies);
    await page.goto(DOCS);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().close();
  });

  it("shows what the key may see, and says what it may not", async () => {
    const page = await console.signedIn(DOCS, { scopes: ["workflows:read"] });
    await page.getByRole("link", { name: "Workflows" }).waitFor();
    expect(await page.getByRole("link", { name: "Agents" }).count()).toBe(0);
    await page.goto("/dashboard/agents");
    await page.getByRole("heading", { name: "Your key does not allow this" }).waitFor();
    await page.getByText("agents:read").waitFor();
    await page.context().close();
  });

  it("tells of each page that one comes to: title, heading, focus, mark", async () => {
    const page = await console.signedIn(DOCS);
    expect(await page.title()).toBe("Docs · Switchhook");
    await page.getByRole("link", { name: "Workflows" }).click();
    await page.getByRole("heading", { name: "Workflows", level: 1 }).waitFor();
    expect(await page.title()).toBe("Workflows · Switchhook");
    await expect.poll(() => focused(page)).toBe("Workflows");
    expect(await page.locator("nav [aria-current=page]").allTextContents()).toContain("Workflows");
    await page.goBack();
    await page.getByRole("heading", { name: "Docs", level: 1 }).waitFor();
    await expect.poll(() => focused(page)).toBe("Docs");
    await page.context().close();
  });

  it("skips the navigation by keyboard", async () => {
    const page = await console.signedIn(DOCS);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.context().close();
  });

  it("has its navigation in a drawer on a phone", async () => {
    const page = await console.signedIn(DOCS, { viewport: PHONE });
    await page.getByRole("button", { name: "Open the menu" }).click();
    const drawer = page.getByRole("dialog", { name: "Main" });
    expect(await accessibilityFaults(page)).toEqual([]);
    await screenshot(page, "drawer-phone");
    await drawer.getByRole("link", { name: "Workflows" }).click();
    await page.getByRole("heading", { name: "Workflows", level: 1 }).waitFor();
    await drawer.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Open the menu" }).click();
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("says that there is no such page", async () => {
    const page = await console.signedIn("/dashboard/nothing/here");
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["en-US", "Sign in", "Docs"],
    ["es-ES", "Iniciar sesión", "Documentación"],
    ["pt-BR", "Entrar", "Documentação"],
  ] as const)("speaks the browser's language: %s", async (locale, signIn, docs) => {
    const page = await console.open({ locale });
    await page.goto(SIGN_IN);
    await page.getByRole("heading", { name: signIn, level: 1 }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(
      locale === "pt-BR" ? locale : locale.slice(0, 2),
    );
    const inside = await console.signedIn(DOCS, { locale });
    await inside.getByRole("heading", { name: docs, level: 1 }).waitFor();
    await Promise.all([page.context().close(), inside.context().close()]);
  });

  it.each([
    ["desktop", "light", DESKTOP],
    ["desktop", "dark", DESKTOP],
    ["phone", "light", PHONE],
    ["phone", "dark", PHONE],
  ] as const)("is accessible and fits (%s, %s)", async (place, colorScheme, viewport) => {
    const door = await console.open({ colorScheme, viewport });
    await door.goto(SIGN_IN);
    await door.locator("h1").waitFor();
    const docs = await console.signedIn(DOCS, { colorScheme, viewport });
    for (const [name, page] of [
      ["sign-in", door],
      ["docs", docs],
    ] as const) {
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await screenshot(page, `${name}-${place}-${colorScheme}`);
    }
    await Promise.all([door.context().close(), docs.context().close()]);
  });

  it("throws nothing and stays within its content security policy", () => {
    expect(console.faults).toEqual([]);
  });
});
