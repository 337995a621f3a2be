import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import { end, tracked } from "../processes.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const START_TIMEOUT_MS = 60_000;
/** Longer than the gateway's own grace. */
const STOP_TIMEOUT_MS = 15_000;
const COMPLAINTS_KEPT = 20;

export type GatewayOptions = {
  readonly connectionString: string;
  readonly role?: "all" | "api" | "worker";
  readonly keys: Keys;
  /** Where to leave a profile when it stops; null: none is made. */
  readonly profileDirectory: string | null;
  /** Data directories are made in it. */
  readonly directory: string;
};

/** What all processes on one database share. */
export type Keys = { readonly encryptionKey: string; readonly adminToken: string };

export function newKeys(): Keys {
  return {
    encryptionKey: randomBytes(32).toString("base64"),
    adminToken: randomBytes(24).toString("base64url"),
  };
}

export type Gateway = {
  readonly url: string;
  readonly pid: number;
  readonly adminToken: string;
  /** The first warnings and errors it logged. */
  readonly complaints: readonly string[];
  /** Until it is resumed it does nothing at all. */
  pause(): void;
  resume(): void;
  /** May be called more than once. */
  stop(): Promise<void>;
};

/** As `npm start` runs it. */
const START_FLAGS = packageJson.scripts.start.split(" ").filter((word) => word.startsWith("--"));

/** `node src/main.ts` with a data directory of its own, on a free port. */
export async function startGateway(
  options: GatewayOptions,
  stack: AsyncDisposableStack,
): Promise<Gateway> {
  const dataDir = await mkdtemp(join(options.directory, "gateway-"));
  const child = tracked(
    spawn(process.execPath, [...START_FLAGS, ...profiling(options.profileDirectory), MAIN], {
      // Not ours, where a .env may lie.
      cwd: dataDir,
      env: environment(options, dataDir),
      stdio: ["ignore", "pipe", "pipe"],
      // Ctrl-C is the bench's: it stops the gateway when the load has stopped.
      detached: true,
    }),
  );
  const resume = () => void child.kill("SIGCONT");
  const stop = () => {
    resume();
    return end(child, STOP_TIMEOUT_MS);
  };
  stack.defer(stop);
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (complaints.length < COMPLAINTS_KEPT) complaints.push(line);
  });
  const url = await announced(child, complaints);
  const { adminToken } = options.keys;
  const pause = () => void child.kill("SIGSTOP");
  return { url, pid: child.pid ?? 0, adminToken, complaints, pause, resume, stop };
}

function profiling(directory: string | null): readonly string[] {
  return directory === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${directory}`];
}

function environment(
  { connectionString, role = "all", keys }: GatewayOptions,
  dataDir: string,
): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    PATH,
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: connectionString,
    DATA_DIR: dataDir,
    ROLE: role,
    NODE_ENV: "production",
    ADMIN_TOKEN: keys.adminToken,
    ENCRYPTION_KEY: keys.encryptionKey,
    ENFORCE_SOURCE_IPS: "false",
    ALLOW_PRIVATE_TARGETS: "true",
    // A thousand webhooks are made through the API before the load begins.
    RATE_LIMIT_PER_MINUTE: "999999999",
    LOG_LEVEL: "warn",
    SHUTDOWN_GRACE_SECONDS: "5",
  };
}

async function announced(child: ChildProcess, complaints: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) =>
    reject(new Error(`the gateway ${why}: ${complaints.join("\n") || "it said nothing"}`));
  const timer = setTimeout(() => fail("did not start in time"), START_TIMEOUT_MS);
  child.once("close", (code, signal) => fail(`ended before it was ready (${signal ?? code})`));
  child.once("error", reject);
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = /running at (http:\S+)|Health\s+(http:\S+)\/healthz/.exec(line);
      if (url !== null) resolve(url[1] ?? url[2] ?? "");
    });
  }
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
