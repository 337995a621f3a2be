import type { Log } from "#src/pipeline/ports.ts";
import type { ProblemCode, ProblemDetail } from "./problem.ts";
import { isUnavailable } from "./unavailable.ts";

const RETRY_AFTER_SECONDS = "5";

export type Failure = ProblemDetail & { readonly code: ProblemCode };

/** How a request is answered that failed for no fault of its own; the log is told why. */
export function failureOf(
  error: Error,
  request: { readonly requestId: string; readonly method: string },
  log: Log,
): Failure {
  if (isUnavailable(error)) {
    log.warn("request answered 503", { ...request, error: error.message });
    const headers = { "Retry-After": RETRY_AFTER_SECONDS };
    return { code: "unavailable", detail: "Try again in a moment.", headers };
  }
  log.error("request failed", { ...request, error: describe(error) });
  return { code: "internal-error", detail: "Quote requestId when you report this." };
}

/** With where it came from, for the log alone. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `; caused by ${describe(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
