import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** Asks the database, also when it was away meanwhile: each question on a connection of its own. */
export type Ask = <Row extends object>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

export function asking(connectionString: string): Ask {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
    // It is told by the question that fails.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };
}

async function postmasterOf(ask: Ask): Promise<number> {
  const [row] = await ask<{ directory: string }>(
    "select current_setting('data_directory') as directory",
  );
  return Number(readFileSync(`${row?.directory}/postmaster.pid`, "utf8").split("\n")[0]);
}

/** As a crash: all sessions end at once, nothing is written that was not, and it recovers from its log. */
export async function restartImmediately(ask: Ask): Promise<void> {
  process.kill(await postmasterOf(ask), "SIGQUIT");
  await isBack(ask);
}

/** It holds all its connections, and says nothing for a while. */
export async function freeze(ask: Ask, milliseconds: number): Promise<void> {
  const postmaster = await postmasterOf(ask);
  const all = [postmaster, ...childrenOf(postmaster)];
  signal(all, "SIGSTOP");
  try {
    await delay(milliseconds);
  } finally {
    signal(all, "SIGCONT");
  }
}

/** Begins one file of its log after the other, until it cannot. */
export async function useUpLog(ask: Ask, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    try {
      await ask("select pg_logical_emit_message(false, 'chaos', ''), pg_switch_wal()");
    } catch {
      // It refuses, or has ended: that is what it was asked for.
    }
    await delay(100);
  }
}

export async function isBack(ask: Ask): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    await delay(200);
    try {
      await ask("select");
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It has ended meanwhile.
    return null;
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
