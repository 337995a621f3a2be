import type { Statement } from "./stand/database.ts";
import type { Instruments } from "./stand/instruments.ts";
import type { System } from "./stand/system.ts";
import { familyCpuSeconds, usageOf } from "./stand/usage.ts";

/** What a run took; null where the system under test, or the machine, does not tell. */
export type Cost = {
  /** Processor time, by process. */
  readonly cpuSeconds: {
    readonly system: number | null;
    readonly postgres: number | null;
    readonly generator: number | null;
    readonly sink: number | null;
  };
  /** Of the process under load. */
  readonly peakBytes: number | null;
  readonly endBytes: number | null;
  readonly statements: readonly Statement[] | null;
  readonly walBytes: number | null;
  /** That the sink was asked for. */
  readonly connections: number;
};

/** Starts to count; the function returned ends it. */
export async function startMeter(
  system: System,
  instruments: Instruments,
): Promise<() => Promise<Cost>> {
  const database = system.records?.database ?? null;
  const before = await snapshot(system, instruments);
  await database?.resetStatements();
  return async () => {
    const statements = (await database?.statements()) ?? null;
    const after = await snapshot(system, instruments);
    const cpu = (name: keyof Cost["cpuSeconds"]) => difference(after.cpu[name], before.cpu[name]);
    return {
      cpuSeconds: {
        system: cpu("system"),
        postgres: cpu("postgres"),
        generator: cpu("generator"),
        sink: cpu("sink"),
      },
      peakBytes: after.usage?.peakBytes ?? null,
      endBytes: after.usage?.residentBytes ?? null,
      statements,
      walBytes: difference(after.wal, before.wal),
      connections: after.connections - before.connections,
    };
  };
}

async function snapshot({ pid, records }: System, { generator, sink }: Instruments) {
  const usage = pid === null ? null : await usageOf(pid);
  const { opened } = await sink.ask("connections", undefined);
  return {
    usage,
    cpu: {
      system: usage?.cpuSeconds ?? null,
      postgres: records === null ? null : await familyCpuSeconds(records.serverPid),
      generator: (await usageOf(generator.pid))?.cpuSeconds ?? null,
      sink: (await usageOf(sink.pid))?.cpuSeconds ?? null,
    },
    wal: (await records?.database.walPosition()) ?? null,
    connections: opened,
  };
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}
