/** Why an event never reached a tenant. */
export const UNDELIVERED_REASONS = [
  /** Given up after the last attempt. */
  "exhausted",
  /** Not sent: its owner had switched the webhook off, or deleted it. */
  "suppressed",
  /** Not sent: deliveries may not go to that address. */
  "blocked",
  /** Not sent, or answered 410: the gateway switched the webhook off. */
  "deactivated",
  /** No webhook wanted it. */
  "no_match",
] as const;
export type UndeliveredReason = (typeof UNDELIVERED_REASONS)[number];
