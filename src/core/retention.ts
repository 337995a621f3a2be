/** In days, as the environment gives it. */
export type RetentionSettings = {
  readonly RETENTION_DAYS: number;
  readonly BODY_RETENTION_DAYS?: number | undefined;
  readonly MEDIA_RETENTION_DAYS?: number | undefined;
};

/** How long things are kept. */
export type Retention = {
  readonly everythingMs: number;
  /** What callbacks, deliveries and tenants' answers held; never longer than the rest. */
  readonly bodyMs: number;
  /** Recordings, and bodies of callbacks that are files; never longer than the rest. */
  readonly mediaMs: number;
};

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export function retentionOf({
  RETENTION_DAYS,
  BODY_RETENTION_DAYS = RETENTION_DAYS,
  MEDIA_RETENTION_DAYS = RETENTION_DAYS,
}: RetentionSettings): Retention {
  return {
    everythingMs: RETENTION_DAYS * DAY_MS,
    bodyMs: BODY_RETENTION_DAYS * DAY_MS,
    mediaMs: MEDIA_RETENTION_DAYS * DAY_MS,
  };
}

const REASONS = {
  BODY_RETENTION_DAYS: "bodies go with the rows they belong to",
  MEDIA_RETENTION_DAYS: "media go with the calls they belong to",
} as const;

export function retentionProblems(settings: RetentionSettings) {
  const variables = ["BODY_RETENTION_DAYS", "MEDIA_RETENTION_DAYS"] as const;
  return variables
    .filter((variable) => (settings[variable] ?? 0) > settings.RETENTION_DAYS)
    .map((variable) => ({
      variable,
      problem: `must not be more than RETENTION_DAYS: ${REASONS[variable]}`,
    }));
}

/** So many partitions hold what is kept. Fewer would keep more than was asked for, more would cost every statement. */
const PARTITIONS_KEPT = 8;
/** Widths of partitions of less than a day divide it. */
const SHORT_HOURS = [3, 6, 12];

/** How much time a partition spans, where things are kept for so long. */
export function partitionWidthMs(keptMs: number): number {
  const leastMs = keptMs / PARTITIONS_KEPT;
  const hours = SHORT_HOURS.find((short) => short * HOUR_MS >= leastMs);
  return hours === undefined ? Math.ceil(leastMs / DAY_MS) * DAY_MS : hours * HOUR_MS;
}

/** A stretch of time, in ms since the epoch; its end is not in it. */
export type Stretch = { readonly since: number; readonly until: number };

/** Partitions made ahead of the one of the present. */
const AHEAD = 2;

/** What of the present and of what comes next is in none of the partitions there are. */
export function uncovered(
  partitions: readonly Stretch[],
  now: number,
  widthMs: number,
): readonly Stretch[] {
  const current = Math.floor(now / widthMs);
  const windows = Array.from({ length: AHEAD + 1 }, (_, index) => ({
    since: (current + index) * widthMs,
    until: (current + index + 1) * widthMs,
  }));
  return windows.flatMap((window) =>
    partitions.reduce<readonly Stretch[]>(
      (rest, taken) => rest.flatMap((stretch) => without(stretch, taken)),
      [window],
    ),
  );
}

function without({ since, until }: Stretch, taken: Stretch): readonly Stretch[] {
  return [
    { since, until: Math.min(until, taken.since) },
    { since: Math.max(since, taken.until), until },
  ].filter((stretch) => stretch.since < stretch.until);
}
