/** The fault suite in short: real processes, killed and stopped under load (chaos/README.md). */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../chaos/main.ts", import.meta.url));
const FAULTS = [
  ...["kill-all", "kill-worker", "sigterm", "postgres-restart"],
  ...["clock-step", "poison-body"],
];

it("nothing is lost by processes that are killed, stopped, cut off and wrong about the time", {
  timeout: 180_000,
}, async () => {
  const args = ["--short", "--seed", "1", "--seconds", "10", "--only", FAULTS.join(",")];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [printed, said] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode ?? once(child, "exit"),
  ]);
  expect(child.exitCode, said).toBe(0);
  const report = JSON.parse(printed);
  expect(report.broken).toEqual([]);
  expect(report.accepted).toBeGreaterThan(0);
  expect(new Set(report.faults)).toEqual(new Set(FAULTS));
});
