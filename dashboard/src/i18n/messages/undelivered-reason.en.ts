export const undeliveredReason = {
  exhausted: "Given up after the last attempt",
  suppressed: "The webhook was switched off",
  blocked: "The address is not allowed",
  deactivated: "The gateway switched the webhook off",
  no_match: "No webhook wanted it",
} as const;
