#!/usr/bin/env node
// Runs on any Node: the machine's own may be too old for the sources, the project brings one that is not.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST = [24, 12];
const main = new URL("../src/cli/main.ts", import.meta.url);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  await import(main.href);
} else {
  runWith(projectNode());
}

function projectNode() {
  const require = createRequire(import.meta.url);
  const name = process.platform === "win32" ? "node.exe" : "node";
  try {
    const binary = join(dirname(require.resolve("node/package.json")), "bin", name);
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed: said below.
  }
  process.stderr.write(
    `switchhook needs Node ${OLDEST.join(".")} or newer. This is ${process.versions.node}, and the ` +
      "project's own is not installed: run `npm ci` first.\n",
  );
  process.exit(1);
}

function runWith(binary) {
  const child = spawn(binary, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; a second one would cut its orderly stop short.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    process.stderr.write(`cannot start ${binary}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
  });
}
