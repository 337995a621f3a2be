import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  DESKTOP,
  hasChromium,
  launchBrowser,
  overflow,
  PHONE,
} from "../support/browser.ts";
import { type Gallery, startGallery } from "../support/gallery.ts";

const PAGES = ["lists", "controls", "content", "overlays"] as const;
const NARROWEST = { width: 320, height: 640 };

describe.skipIf(!hasChromium)("the console's components", () => {
  let gallery: Gallery;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    gallery = await startGallery();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await gallery?.[Symbol.asyncDispose]();
  });

  async function open(
    name: string,
    look: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: DESKTOP,
      reducedMotion: "reduce",
      ...look,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(`${gallery.url}/dashboard/${name}`);
    await page.locator("h1").waitFor();
    if (name === "lists") await page.locator("canvas").last().waitFor();
    return page;
  }

  describe.each(PAGES)("%s", (name) => {
    it.each([
      ["light", DESKTOP],
      ["dark", DESKTOP],
      ["light", PHONE],
      ["dark", PHONE],
    ] as const)("have no fault of accessibility (%s, %o)", async (colorScheme, viewport) => {
      const page = await open(name, { colorScheme, viewport });
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.context().close();
    });

    it.each([NARROWEST, PHONE, { width: 768, height: 900 }, DESKTOP])(
      "fit into %o",
      async (viewport) => {
        const page = await open(name, { viewport });
        expect(await overflow(page)).toBe(0);
        await page.context().close();
      },
    );
  });

  it("are as large as a finger on a phone, and never smaller than 24 pixels", async () => {
    for (const [viewport, least] of [
      [PHONE, 36],
      [DESKTOP, 24],
    ] as const) {
      const page = await open("controls", { viewport });
      const small = await page.evaluate((size) => {
        const all = document.querySelectorAll<HTMLElement>(
          "main :is(button, select, .input-box, .button)",
        );
        return [...all]
          .filter((one) => one.checkVisibility() && !one.matches(".switch, .link-button"))
          .filter((one) => one.getBoundingClientRect().height < size)
          .map((one) => one.outerHTML.slice(0, 120));
      }, least);
      expect(small).toEqual([]);
      await page.context().close();
    }
  });

  it("choose from a list while one types, by keyboard alone", async () => {
    const page = await open("controls");
    const field = page.getByRole("combobox", { name: "Agents" });
    await field.focus();
    await page.keyboard.type("night");
    await page.getByRole("option", { name: "Night desk" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove Night desk" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await field.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("Backspace");
    expect(await page.getByRole("button", { name: "Remove Night desk" }).count()).toBe(0);
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: "Retired" }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    // The last is disabled: choosing it does nothing.
    expect(await page.getByRole("button", { name: "Remove Retired" }).count()).toBe(0);
    await page.context().close();
  });

  it("give the focus back when a dialog ends, whichever way", async () => {
    const page = await open("overlays");
    const opener = page.getByRole("button", { name: "Confirm" });
    for (const leave of [
      () => page.keyboard.press("Escape"),
      () => page.getByRole("button", { name: "Cancel" }).click(),
      () => page.getByRole("button", { name: "Close" }).click(),
    ]) {
      await opener.press("Enter");
      await page.getByRole("dialog").waitFor();
      await leave();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);
    }
    await page.context().close();
  });

  it("let nothing be deleted before its name was typed", async () => {
    const page = await open("overlays");
    await page.getByRole("button", { name: "Confirm" }).click();
    const confirm = page.getByRole("button", { name: "Delete webhook" });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole("textbox").fill("CRM sync");
    expect(await accessibilityFaults(page)).toEqual([]);
    await confirm.click();
    await page.getByText("Deleted.").waitFor();
    await page.context().close();
  });

  it("open a menu, go through it and leave it by keyboard", async () => {
    const page = await open("content");
    const button = page.getByRole("button", { name: "More actions" });
    await button.focus();
    await page.keyboard.press("Enter");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe("Open the event");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("Delete");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Open the event");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("menuitem").count()).toBe(0);
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.context().close();
  });

  it("go from tab to tab with the arrows", async () => {
    const page = await open("content");
    await page.getByRole("tab", { name: "Node" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tabpanel", { name: "Python" }).waitFor();
    await page.getByText("import hmac").waitFor();
    await page.context().close();
  });

  it("tell a chart's figures as a table", async () => {
    const page = await open("lists");
    await page.getByText("Show the figures as a table").first().click();
    const table = page.getByRole("table", { name: "Deliveries per hour" });
    await table.getByRole("row").nth(24).waitFor();
    expect(await table.getByRole("row").count()).toBe(25);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it("show hostile text as text", async () => {
    const page = await open("content");
    await page.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
    await page.context().close();
  });

  it("change theme and language at once, and keep them", async () => {
    const page = await open("content");
    await page.getByRole("button", { name: /Acme Voice/ }).click();
    await page.getByText("Dark", { exact: true }).click();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.getByRole("combobox", { name: "Language" }).selectOption("pt-BR");
    await page.getByRole("button", { name: "Sair" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("pt-BR");
    await page.reload();
    await page.locator("h1").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("pt-BR");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.context().close();
  });

  it("do all this within the content security policy, and throw nothing", () => {
    expect(faults).toEqual([]);
  });
});
