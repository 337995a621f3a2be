import { Overloaded } from "#src/pipeline/group.ts";
import { StorageError } from "#src/pipeline/media-ports.ts";
import { TokenKeysUnavailable } from "#src/pipeline/token-ports.ts";

/** The server is away, shuts down, starts up, has no connection left, or gave up on a statement. */
const POSTGRES = /^(08...|57P0[1-5]|57014|53[0-9A-Z]{3}|40001|40P01|25006)$/;
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
/** pg and its pool give these no code. */
const MESSAGES = [
  "timeout exceeded when trying to connect",
  "Connection terminated",
  "Client has encountered a connection error",
  "Cannot use a pool after calling end on the pool",
  "Query read timeout",
];

/** Did this fail because something that we need is away, so that the same request may succeed later? */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof Overloaded || error instanceof StorageError) return true;
  if (error instanceof TokenKeysUnavailable) return true;
  if ("code" in error && isAway(String(error.code), error)) return true;
  if (MESSAGES.some((message) => error.message.startsWith(message))) return true;
  // A name with several addresses fails once per address.
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  return isUnavailable(error.cause);
}

function isAway(code: string, error: Error): boolean {
  // A socket file that is not there; any other missing file is a fault of ours.
  if (code === "ENOENT") return "syscall" in error && error.syscall === "connect";
  return NETWORK.has(code) || POSTGRES.test(code);
}
