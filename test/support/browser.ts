/** The console in a real Chromium, over a whole gateway. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { onTestFinished, TestRunner } from "vitest";
import { type AppTenant, startApp, type TestApp } from "./app.ts";
import { cookieOf, signIn } from "./console.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const { CHROMIUM_PATH, SCREENSHOTS_DIR } = process.env;
const executablePath = CHROMIUM_PATH ?? findChromium();

/** Where it is missing, tests that need it are skipped and say so. */
export const hasChromium = executablePath !== null && existsSync(executablePath);

/** The console is built by npm's `prepare`. */
const isBuilt = existsSync(new URL("../../dashboard/dist/index.html", import.meta.url));

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export type Look = {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: "en-US" | "es-ES" | "pt-BR";
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
};

export type TestConsole = AsyncDisposable & {
  readonly app: TestApp;
  readonly tenant: AppTenant;
  readonly apiKey: string;
  /** A page in a profile of its own; whatever a page throws or logs as an error is kept in `faults`. */
  open(look?: Look): Promise<Page>;
  /** The same, signed in with a key of these scopes (all, unless told), at `path`. */
  signedIn(path?: string, look?: Look & { readonly scopes?: readonly string[] }): Promise<Page>;
  /** Errors of pages: exceptions, console errors, requests that the content security policy refused. */
  readonly faults: string[];
};

export function launchBrowser(): Promise<Browser> {
  if (executablePath === null) throw new Error("there is no chromium on PATH");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export async function startConsole(
  env: Readonly<Record<string, string>> = {},
): Promise<TestConsole> {
  if (!isBuilt) throw new Error("the console is not built: npm run prepare");
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await startApp(env));
  const tenant = await app.tenant();
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const faults: string[] = [];
  const apiKey = tenant.headers["X-API-Key"] ?? "";
  const owned = stack.move();

  async function open(look: Look = {}): Promise<Page> {
    const context = await newContext(browser, look, app.url);
    // A profile costs a hundred megabytes: it goes with its test.
    if (TestRunner.getCurrentTest() !== undefined) onTestFinished(() => context.close());
    const page = await context.newPage();
    watch(page, faults);
    return page;
  }
  return {
    app,
    tenant,
    apiKey,
    faults,
    open,
    async signedIn(path = "/dashboard", { scopes, ...look } = {}) {
      const key = scopes === undefined ? apiKey : await keyOf(tenant, scopes);
      const page = await open(look);
      const kept = cookieOf(await signIn(app.url, { key }));
      if (kept === null) throw new Error("the key opened no session");
      const { name, value } = kept;
      await page.context().addCookies([{ name, value, url: app.url, sameSite: "Strict" }]);
      await page.goto(path);
      await page.locator("h1").first().waitFor();
      return page;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What axe finds against WCAG 2.2 AA, a line each: an empty list is what is wanted. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

const NARROWEST = { width: 320, height: 640 };
const LOOKS = [
  ["light", DESKTOP],
  ["dark", DESKTOP],
  ["light", PHONE],
  ["dark", NARROWEST],
] as const;

/** One page in both themes and from the widest to the narrowest: what axe finds, and what overflows. A picture of each. */
export async function faultsOfLooks(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [colorScheme, viewport] of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    // Chromium leaves some colours of the other theme where only the emulated preference changes.
    await page.reload({ waitUntil: "networkidle" });
    await page.locator("h1").first().waitFor();
    const look = `${name}-${colorScheme}-${viewport.width}`;
    await screenshot(page, look);
    const wider = await overflow(page);
    if (wider !== 0) found.push(`${look}: ${wider} pixels too wide`);
    found.push(...(await accessibilityFaults(page)).map((fault) => `${look}: ${fault}`));
  }
  return found;
}

/** Kept where SCREENSHOTS_DIR names a directory; otherwise nothing is written. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS_DIR === undefined || SCREENSHOTS_DIR === "") return;
  await mkdir(SCREENSHOTS_DIR, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS_DIR, `${name}.png`), fullPage: true });
}

/** A screen that is wider than its window makes people scroll sideways. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}

async function newContext(browser: Browser, look: Look, baseURL: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL,
    viewport: look.viewport ?? DESKTOP,
    locale: look.locale ?? "en-US",
    colorScheme: look.colorScheme ?? "light",
    reducedMotion: look.reducedMotion ?? "reduce",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(15_000);
  return context;
}

function watch(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A refused request shows as a failed resource too: what the page does about it is for its test to say.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    faults.push(`${page.url()}: ${message.text()}`);
  });
}

async function keyOf(tenant: AppTenant, scopes: readonly string[]): Promise<string> {
  return (await tenant.newKey(scopes))["X-API-Key"] ?? "";
}

function findChromium(): string | null {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  return null;
}
