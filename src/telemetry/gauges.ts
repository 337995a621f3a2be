import { Gauge, type Registry } from "prom-client";
import type { QueueState, Reading } from "#src/pipeline/probe-ports.ts";

export type PoolState = { readonly total: number; readonly idle: number; readonly waiting: number };
export type DiskState = { readonly freeBytes: number; readonly sizeBytes: number };

/** States, read when they are asked for. */
export type GaugeSources = {
  readonly isDatabaseUp: () => Promise<boolean>;
  readonly queues: Reading<readonly QueueState[]>;
  readonly pool: () => PoolState;
  /** Null in a process that delivers nothing. */
  readonly slots: (() => { readonly used: number; readonly total: number }) | null;
  readonly disk: Reading<DiskState>;
  readonly build: { readonly version: string; readonly role: string };
};

/** What cannot be read in time is left out: the last known value would look like a fact. */
export function registerGauges(registry: Registry, sources: GaugeSources): void {
  const { queues, pool, slots, disk, build } = sources;
  gauge(registry, "switchhook_build_info", "1; the labels tell version and role of the process", [
    "version",
    "role",
  ]).collectWith((set) => set(1, build));
  gauge(registry, "switchhook_database_up", "1 while PostgreSQL answers, else 0").collectWith(
    async (set) => set((await sources.isDatabaseUp()) ? 1 : 0),
  );
  gauge(
    registry,
    "switchhook_queue_due_jobs",
    "Jobs that are due and wait to be taken, 100,000 at most; the same from every process",
    ["queue"],
  ).collectWith(async (set) => {
    for (const { queue, due } of (await queues()) ?? []) set(due, { queue });
  });
  gauge(
    registry,
    "switchhook_queue_oldest_due_job_age_seconds",
    "How long the job that waits longest has been due; the same from every process",
    ["queue"],
  ).collectWith(async (set) => {
    for (const { queue, oldestDueMs } of (await queues()) ?? []) set(oldestDueMs / 1000, { queue });
  });
  gauge(
    registry,
    "switchhook_database_pool_connections",
    "Connections of this process to PostgreSQL, by what they do",
    ["state"],
  ).collectWith((set) => {
    const { total, idle } = pool();
    set(total - idle, { state: "busy" });
    set(idle, { state: "idle" });
  });
  gauge(
    registry,
    "switchhook_database_pool_waiting",
    "Statements and transactions that wait for a connection",
  ).collectWith((set) => set(pool().waiting));
  if (slots !== null) {
    gauge(registry, "switchhook_dispatcher_slots", "Slots for attempts in flight, by state", [
      "state",
    ]).collectWith((set) => {
      const { used, total } = slots();
      set(used, { state: "used" });
      set(Math.max(total - used, 0), { state: "free" });
    });
  }
  registerDisk(registry, disk);
}

function registerDisk(registry: Registry, disk: Reading<DiskState>): void {
  gauge(
    registry,
    "switchhook_data_directory_free_bytes",
    "Free on the file system of DATA_DIR, for the gateway's user",
  ).collectWith(async (set) => {
    const state = await disk();
    if (state !== null) set(state.freeBytes);
  });
  gauge(
    registry,
    "switchhook_data_directory_size_bytes",
    "Size of the file system of DATA_DIR",
  ).collectWith(async (set) => {
    const state = await disk();
    if (state !== null) set(state.sizeBytes);
  });
}

type Set = (value: number, labels?: Readonly<Record<string, string>>) => void;

function gauge(registry: Registry, name: string, help: string, labelNames: string[] = []) {
  return {
    collectWith(collect: (set: Set) => void | Promise<void>): void {
      new Gauge({
        name,
        help,
        labelNames,
        registers: [registry],
        async collect() {
          const found: Parameters<Set>[] = [];
          await collect((value, labels) => void found.push([value, labels]));
          // All at once, at the end: two scrapes at a time must not see half of it.
          this.reset();
          // A gauge without labels stands at 0 after a reset.
          if (labelNames.length === 0 && found.length === 0) this.remove();
          for (const [value, labels] of found) this.set(labels ?? {}, value);
        },
      });
    },
  };
}
