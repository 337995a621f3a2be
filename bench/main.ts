/**
 * `npm run bench`: PostgreSQL, a gateway, a tenant and a load generator as processes of their own, and what they do
 * together. One line of JSON per figure on standard output, at the end a table; see README.md.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Options, readOptions } from "./options.ts";
import { endAll } from "./processes.ts";
import { summarise } from "./profile.ts";
import { createReport, type Report, table } from "./report.ts";
import { scenarios } from "./scenarios/index.ts";
import { startInstruments } from "./stand/instruments.ts";
import { startServer } from "./stand/server.ts";
import { measureTarget } from "./target.ts";
import { createYardsticks } from "./yardsticks.ts";

function say(text: string): void {
  process.stderr.write(`# ${text}\n`);
}

async function bench(options: Options, report: Report, stack: AsyncDisposableStack): Promise<void> {
  const { sizes, target } = options;
  if (target !== null) return measureTarget(target, { sizes, report, say }, stack);
  const profileDirectory = options.profileDirectory && resolve(options.profileDirectory);
  if (profileDirectory !== null) await mkdir(profileDirectory, { recursive: true });
  say("starting PostgreSQL");
  const directory = await mkdtemp(join(tmpdir(), "switchhook-bench-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const server = await startServer(directory, stack);
  stack.defer(endAll);
  const instruments = await startInstruments(stack, { host: "127.0.0.1", port: 0 });
  const parts = { bench: { server, instruments, profileDirectory, directory }, sizes, report, say };
  const context = { ...parts, yardsticks: createYardsticks(parts) };
  const chosen = scenarios.filter(({ name }) => options.only?.includes(name) ?? true);
  for (const scenario of chosen) await scenario.run(context);
  const printed = new Set(report.figures.map(({ figure }) => figure));
  const missing = chosen.flatMap((scenario) => scenario.promises(sizes));
  for (const figure of missing) {
    if (!printed.has(figure)) report.fault(`${figure} was not measured`);
  }
}

/** Ctrl-C ends the bench like any other failure: what was started is stopped first. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
    }
  });
}

async function run(options: Options, report: Report): Promise<void> {
  try {
    await using stack = new AsyncDisposableStack();
    await Promise.race([bench(options, report, stack), interruption()]);
  } catch (error) {
    report.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

const options = readOptions(
  process.argv.slice(2),
  scenarios.map(({ name }) => name),
);
const report = createReport((line) => void process.stdout.write(`${line}\n`));
await run(options, report);
process.stdout.write(`\n${table(report.figures)}\n`);
if (options.profileDirectory !== null) {
  process.stdout.write(`${(await summarise(options.profileDirectory)).join("\n")}\n`);
}
for (const fault of report.faults) process.stderr.write(`FAULT: ${fault}\n`);
// What was interrupted in the middle of starting must not keep the process alive.
process.exit(report.faults.length === 0 ? 0 : 1);
