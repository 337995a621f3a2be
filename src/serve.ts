import { resolve } from "node:path";
import { createApp } from "./app.ts";
import { loadOrCreateDevSettings } from "./cli/dev-settings.ts";
import { makeFirstWorkspace } from "./composition/first-run.ts";
import { type Config, readConfig } from "./config.ts";
import { startCluster } from "./db/embedded/cluster.ts";
import { migrate } from "./db/migrate.ts";
import { checkAddress } from "./http/listen.ts";
import { parseEncryptionKeys } from "./security/secret-box.ts";
import { StartError } from "./start-error.ts";
import { createLog } from "./telemetry/log.ts";
import { jsonLine, lines } from "./welcome.ts";

/**
 * Runs the gateway until SIGINT, SIGTERM or SIGHUP; then drains and resolves. Rejects when it cannot start. With
 * `json` the start is announced as one line of JSON.
 */
export async function serve(env: NodeJS.ProcessEnv, { json = false } = {}): Promise<void> {
  const config = readConfig(env);
  const log = createLog(config.log.level);
  const stopped = stopSignal();
  // Before a cluster is made for nothing.
  await listenOrExplain(() => checkAddress(config.http), config);
  await using stack = new AsyncDisposableStack();
  const dev = await developmentSettings(config);
  const connectionString = await database(config, stack);
  await migrate(config.database.sessionUrl ?? connectionString);
  const app = await createApp({
    config,
    connectionString,
    encryptionKeys: parseEncryptionKeys(config.secrets.encryptionKeys ?? dev?.encryptionKey ?? ""),
    adminToken: config.admin.token ?? dev?.adminToken ?? null,
    log,
  });
  stack.use(app);
  await listenOrExplain(() => app.start(), config);
  const isAtHome = config.role !== "worker" && !config.isProduction;
  const known = isAtHome ? await app.firstWorkspace() : null;
  const firstRun = isAtHome && known === null ? await makeFirstWorkspace(app.provisioning) : null;
  const workspaceId = known ?? firstRun?.workspaceId ?? null;
  const welcome = {
    config,
    baseUrl: app.publicUrl(),
    generatedAdminToken: config.admin.token === null ? (dev?.adminToken ?? null) : null,
    firstRun,
    signInUrl: workspaceId === null ? null : await app.signInUrl(workspaceId),
  };
  process.stdout.write(json ? `${jsonLine(welcome)}\n` : `${lines(welcome).join("\n")}\n`);
  log.info("ready", { url: app.publicUrl(), role: config.role });
  const signal = await stopped;
  log.info("stopping", { signal });
}

/** What a production deployment sets itself and a development machine gets made for it. */
async function developmentSettings(config: Config) {
  const isComplete = config.secrets.encryptionKeys !== null;
  if (config.isProduction || (isComplete && config.admin.token !== null)) return null;
  return loadOrCreateDevSettings(config.dataDir);
}

async function database(config: Config, stack: AsyncDisposableStack): Promise<string> {
  if (config.database.url !== null) return config.database.url;
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const cluster = stack.use(await startCluster({ dataDir: resolve(config.dataDir), log: say }));
  return cluster.connectionString;
}

async function listenOrExplain(listen: () => Promise<unknown>, { http }: Config): Promise<void> {
  try {
    await listen();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const taken = `port ${http.port} on ${http.host} is taken: stop what listens there, or set PORT to another one`;
    const reasons: Record<string, string> = {
      EADDRINUSE: taken,
      EACCES: `port ${http.port} may not be used by this user: set PORT to one above 1023`,
      EADDRNOTAVAIL: `this machine has no address ${http.host}: set HOST to one it has`,
      ENOTFOUND: `HOST ${http.host} is not known on this machine`,
    };
    const reason = reasons[code];
    if (reason === undefined) throw cause;
    throw new StartError(reason, { cause });
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves with the first signal to stop; a second one ends the process at once, as people expect of Ctrl-C. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let wasAsked = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (wasAsked) process.exit(130);
        wasAsked = true;
        resolve(signal);
      });
    }
  });
}
