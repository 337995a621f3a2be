import type { ErrorClass } from "./delivery.ts";

export const CIRCUIT_STATES = ["closed", "open", "half_open"] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

/**
 * All of them. High enough that no schedule of the dialects is disturbed while single deliveries fail: the longest streak
 * of one is ten attempts, and five that fail together are through their 15 seconds before.
 */
export const OPENS_AFTER = { failures: 20, deliveries: 5, spanSeconds: 30 } as const;
/**
 * All of them, too: so many attempts within a window of time, of which this share was not answered, once the window is so
 * old. Above four fifths, because with the longest documented schedule of seconds (five tries) that is what an endpoint
 * shows at worst which still takes every delivery: whoever is merely flaky keeps its schedule.
 */
export const OPENS_AT_SHARE = {
  share: 0.85,
  attempts: 100,
  windowSeconds: 60,
  leastSeconds: 30,
} as const;
/** Until the first look whether it is back; doubles each time that it is not. */
export const FIRST_PAUSE_SECONDS = 10;
/** No longer, so that it is found soon when it is back, and days of failure go on being counted. */
export const LONGEST_PAUSE_SECONDS = 300;

/** An endpoint that says no is there; `none` says nothing of it. */
export type Answer = "answered" | "failed" | "none";

const UNANSWERED: ReadonlySet<ErrorClass> = new Set([
  "dns_error",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "tls_error",
  "timeout",
  "invalid_response",
  "network_error",
]);

export function answerOf(errorClass: ErrorClass | null, status: number | null): Answer {
  if (errorClass === null) return "answered";
  if (UNANSWERED.has(errorClass)) return "failed";
  if (status === null) return "none";
  return status >= 500 ? "failed" : "answered";
}

export function circuitState(openedAt: Date | null, retryAt: Date | null, now: Date): CircuitState {
  if (openedAt === null) return "closed";
  return retryAt !== null && retryAt > now ? "open" : "half_open";
}
