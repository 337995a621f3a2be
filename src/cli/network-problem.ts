/** What went wrong, in the words of the system: `fetch` itself says only "fetch failed". */
export function networkProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return networkProblem(error.cause);
  // One error for each address of a name.
  if (error instanceof AggregateError && error.errors.length > 0) {
    return networkProblem(error.errors[0]);
  }
  return error.message;
}
