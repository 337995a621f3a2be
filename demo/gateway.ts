import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { startCluster } from "#src/db/embedded/cluster.ts";
import { migrate } from "#src/db/migrate.ts";
import type { Log } from "#src/pipeline/ports.ts";

export type Gateway = {
  readonly url: string;
  readonly adminToken: string;
  readonly connectionString: string;
  /** Warnings and errors it logged. */
  readonly complaints: readonly string[];
};

/** A whole gateway on a free port, with a PostgreSQL and a data directory of its own that go when the stack goes. */
export async function startGateway(stack: AsyncDisposableStack): Promise<Gateway> {
  const dataDir = await mkdtemp(join(tmpdir(), "switchhook-demo-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const starting = startCluster({ dataDir, log: () => undefined });
  // Also when the demo is interrupted while it starts. Started as root, it may live outside the data directory.
  stack.defer(async () => {
    const cluster = await starting.catch(() => null);
    await cluster?.stop();
    if (cluster !== null) await rm(cluster.directory, { recursive: true, force: true });
  });
  const cluster = await starting;
  await migrate(cluster.connectionString);
  const complaints: string[] = [];
  const adminToken = randomBytes(24).toString("base64url");
  const app = stack.use(
    await createApp({
      config: readConfig({ PORT: "0", DATA_DIR: dataDir, ALLOW_PRIVATE_TARGETS: "true" }),
      connectionString: cluster.connectionString,
      encryptionKeys: [randomBytes(32)],
      adminToken,
      log: complaintLog(complaints),
    }),
  );
  await app.start();
  const { connectionString } = cluster;
  return { url: app.publicUrl(), adminToken, connectionString, complaints };
}

function complaintLog(complaints: string[]): Log {
  const complain = (message: string, fields?: object) =>
    void complaints.push(`${message} ${JSON.stringify(fields ?? {})}`);
  return { info: () => undefined, warn: complain, error: complain };
}
