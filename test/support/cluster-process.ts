/** A process of its own that runs a cluster until it is killed: `node cluster-process.ts <data directory>`. */
import { startCluster } from "#src/db/embedded/cluster.ts";

// As a gateway does that finishes its work before it ends.
process.on("SIGINT", () => console.log(JSON.stringify({ interrupted: true })));

const cluster = await startCluster({
  dataDir: process.argv[2] ?? "",
  log: (message) => console.error(message),
});
const { connectionString, directory } = cluster;
console.log(JSON.stringify({ connectionString, directory }));
setInterval(() => undefined, 60_000);
