/** What never reached its tenant: given up, or not sent in the first place. */
export const RECOVERABLE = ["failed", "suppressed"] as const;
export type RecoverableStatus = (typeof RECOVERABLE)[number];

export const RECOVERY_STATES = ["running", "completed", "canceled"] as const;
export type RecoveryState = (typeof RECOVERY_STATES)[number];
