/** `node scripts/console-gallery.ts <directory>`: every component, in both themes, on a desk and on a phone, as pictures. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startGallery } from "../test/support/gallery.ts";

const [, , directory = "gallery-pictures", ...only] = process.argv;
const PAGES = only.length > 0 ? only : ["lists", "controls", "content", "overlays"];
const WIDTHS = [1280, 390] as const;
const THEMES = ["light", "dark"] as const;

await mkdir(directory, { recursive: true });
await using gallery = await startGallery();
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const width of WIDTHS) {
  for (const colorScheme of THEMES) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") console.log(message.text());
    });
    page.on("pageerror", (error) => console.log(error.message));
    for (const name of PAGES) {
      await page.goto(`${gallery.url}/dashboard/${name}`);
      await page.locator("h1").waitFor();
      if (name === "overlays") {
        await page.getByRole("button", { name: "Toasts" }).click();
        await page.getByRole("button", { name: "Confirm" }).click();
      }
      if (name === "lists") await page.locator("canvas").first().waitFor();
      await page.screenshot({
        path: join(directory, `${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    }
    await context.close();
  }
}
await browser.close();
