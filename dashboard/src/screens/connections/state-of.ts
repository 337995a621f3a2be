import type { Connection } from "#sdk/schema.ts";

export type ConnectionState = "receiving" | "silent" | "rejecting";

/** What the latest callback says of it: a rejection that came after the last good one is news. */
export function stateOf(connection: Connection): ConnectionState {
  const { isReadable, lastCallbackAt, lastRejectedAt } = connection;
  if (!isReadable) return "rejecting";
  if (lastRejectedAt !== null && (lastCallbackAt === null || lastRejectedAt > lastCallbackAt)) {
    return "rejecting";
  }
  return lastCallbackAt === null ? "silent" : "receiving";
}
