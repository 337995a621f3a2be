/** Why the gateway switches a webhook off: its endpoint said 410 Gone, or nothing but failures came of it for days. */
export const DEACTIVATION_REASONS = ["gone", "failing"] as const;
export type DeactivationReason = (typeof DEACTIVATION_REASONS)[number];

/** Shares of the way to deactivation, in percent, of which a workspace is told. */
export const WARNED_AT = [50, 70, 90] as const;
export type Warning = (typeof WARNED_AT)[number];

/** At each of these something is due; the last is the end of the way. */
export const STEPS = [...WARNED_AT, 100] as const;

/** As many milliseconds of failure as make one percent of the way for each day that it is long. */
const PERCENT_OF_DAY_MS = (24 * 60 * 60 * 1000) / 100;

/** The failures of a webhook since its last success. */
export type FailingStreak = {
  readonly failingSince: Date;
  /** When the latest of its attempts failed. */
  readonly lastFailedAt: Date;
  /** The warning given last, in percent; 0 for none. */
  readonly told: number;
  readonly deactivateAfterDays: number;
};

export type HealthStep =
  | { readonly kind: "none" }
  | { readonly kind: "warn"; readonly percent: Warning }
  | { readonly kind: "deactivate" };

/**
 * The share of the way to deactivation that failures cover, in whole percent. It ends at the latest failure, not now:
 * while nothing is sent nothing fails, so that one failure and then silence leads nowhere.
 */
export function percentFailed(streak: Omit<FailingStreak, "told">): number {
  const { failingSince, lastFailedAt, deactivateAfterDays } = streak;
  const failedMs = lastFailedAt.getTime() - failingSince.getTime();
  const percent = Math.floor(failedMs / (deactivateAfterDays * PERCENT_OF_DAY_MS));
  return Math.min(Math.max(percent, 0), 100);
}

/** Of several warnings that have come due since the last one only the latest is given. */
export function nextHealthStep(streak: FailingStreak): HealthStep {
  const percent = percentFailed(streak);
  if (percent >= 100) return { kind: "deactivate" };
  const due = WARNED_AT.findLast((share) => share <= percent);
  return due === undefined || due <= streak.told
    ? { kind: "none" }
    : { kind: "warn", percent: due };
}

/** The earliest time at which a failure ends the way. */
export function deactivationTime(
  streak: Pick<FailingStreak, "failingSince" | "deactivateAfterDays">,
): Date {
  const days = streak.deactivateAfterDays * PERCENT_OF_DAY_MS * 100;
  return new Date(streak.failingSince.getTime() + days);
}

type Aim = { readonly isActive: boolean; readonly url: string };

/** Has its owner changed what may have been wrong with it? Then what failed before counts no more. */
export function startsAnew(
  before: Aim,
  change: { readonly isActive?: boolean; readonly url?: string },
): boolean {
  const isSwitchedOn = change.isActive === true && !before.isActive;
  return isSwitchedOn || (change.url !== undefined && change.url !== before.url);
}

/** A webhook's URL for others to see: user, password, query and fragment may hold credentials. */
export function urlWithoutSecrets(url: string): string {
  const bare = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
  return bare.replace(/[?#].*$/s, "");
}
