/**
 * Runs PostgreSQL for a gateway and never longer than it: standard input is a pipe that only the gateway holds open,
 * so it closes however the gateway ends. Says on standard output, one JSON document a line, first `{pid}`, at the
 * end `{ended, output}`. A process of its own session: the terminal's Ctrl-C does not reach it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, renameSync, rmSync, statSync } from "node:fs";

export type WatchdogPlan = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly identity: { readonly uid: number; readonly gid: number } | null;
  /** PostgreSQL's log; a full one becomes `<logFile>.1`. */
  readonly logFile: string;
  readonly fastShutdownMs: number;
};

const LOG_LIMIT_BYTES = 1024 * 1024;
const OUTPUT_LIMIT = 4_000;

// Whoever asks all processes to end (a system going down) asks the gateway too, which still needs its database
// to finish; then it closes the pipe.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
// Without a gateway there is nobody to tell.
process.stdout.on("error", () => undefined);

const plan: WatchdogPlan = JSON.parse(process.argv[2] ?? "");
watch(
  spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: plan.env,
    stdio: ["ignore", "ignore", "pipe"],
    ...plan.identity,
  }),
);

function watch(postgres: ChildProcess): void {
  let output = "";
  postgres.stderr?.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_LIMIT);
    try {
      writeLog(chunk);
    } catch (error) {
      // A full disk must not take the database with it; what could not be logged is told at the end.
      output = `${String(error)}\n${output}`;
    }
  });
  postgres.on("spawn", () => tell({ pid: postgres.pid }));
  postgres.on("error", ({ message }) => tell({ ended: message, output }));
  postgres.on("close", (code, signal) => {
    tell({ ended: signal ?? `exit code ${code}`, output });
    process.stdin.destroy();
  });
  for (const event of ["end", "error", "close"]) process.stdin.once(event, () => stop(postgres));
  process.stdin.resume();
}

function stop(postgres: ChildProcess): void {
  postgres.kill("SIGINT");
  setTimeout(() => postgres.kill("SIGQUIT"), plan.fastShutdownMs).unref();
}

function writeLog(chunk: Buffer): void {
  appendFileSync(plan.logFile, chunk, { mode: 0o600 });
  if (statSync(plan.logFile).size < LOG_LIMIT_BYTES) return;
  rmSync(`${plan.logFile}.1`, { force: true });
  renameSync(plan.logFile, `${plan.logFile}.1`);
}

function tell(news: object): void {
  process.stdout.write(`${JSON.stringify(news)}\n`);
}
