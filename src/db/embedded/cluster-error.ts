/** The embedded database cannot be used; the message says what, where, and what to do about it. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

/** Whether an error of the operating system has one of these codes (`ENOENT`, …). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
