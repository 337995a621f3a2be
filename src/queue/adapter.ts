import type { Db } from "pg-boss";

/** What the queue runs its statements on: a pool, or the connection of a transaction. */
export type QueueDb = Db;

type Runner = {
  query(
    query: string | { name: string; text: string; values: unknown[] },
  ): Promise<{ rows: Record<string, unknown>[] }>;
};

/**
 * Runs pg-boss's statements on our connection. They are long, and parsing and planning them anew costs more than
 * running them: named, each connection does it once. Scripts without values hold several statements and cannot be.
 */
export function queueAdapter(runner: Runner, nameOf: (text: string) => string): Db {
  return {
    async executeSql(text, values) {
      if (values === undefined || values.length === 0) return runner.query(text);
      return runner.query({ name: nameOf(text), text, values });
    },
  };
}

/** As queueAdapter, for what only writes: resolves as soon as the statement is under way, and tells nothing of it. */
export function sendingQueue(
  runner: Runner,
  nameOf: (text: string) => string,
  later: (statement: Promise<unknown>) => void,
): Db {
  const { executeSql } = queueAdapter(runner, nameOf);
  return {
    async executeSql(text, values) {
      later(executeSql(text, values));
      return { rows: [] };
    },
  };
}
