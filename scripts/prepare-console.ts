/**
 * Builds dashboard/dist; npm runs it at the end of every installation. Where the tools of development were left out, or
 * the console's sources are not there (an image installs packages before it copies sources), nothing is built.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../dashboard", import.meta.url));

if (!existsSync(root)) {
  console.log("The console is not built: there is no folder dashboard.");
} else if (!isInstalled("vite")) {
  console.log("The console is not built: its tools were left out (--omit=dev).");
} else {
  const { build } = await import("vite");
  await build({ root, configFile: `${root}/vite.config.ts`, logLevel: "warn" });
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
