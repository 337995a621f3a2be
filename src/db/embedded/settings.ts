/** How the embedded cluster runs. Durability is PostgreSQL's default: fsync and synchronous commits. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  synchronous_commit: "on",
  max_wal_size: "2GB",
  wal_compression: "on",
  random_page_cost: "1.1",
  // Many short statements: compiling them or spreading them over processes costs more than it gives, and small
  // containers do not have the shared memory for the latter.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // Rows and statements may hold what tenants entrusted to us: they stay out of the log.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  cluster_name: "switchhook",
} as const satisfies Record<string, string>;

/** Arguments of `postgres`; `overrides` go before the defaults. */
export function serverArguments(
  data: string,
  port: number,
  overrides: Readonly<Record<string, string>>,
): readonly string[] {
  const settings = { ...SETTINGS, ...overrides, port: String(port) };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", data, ...options];
}
