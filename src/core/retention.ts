/** In days, as the environment gives it. */
export type RetentionSettings = {
  readonly RETENTION_DAYS: number;
  readonly MEDIA_RETENTION_DAYS?: number | undefined;
};

/** How long things are kept. */
export type Retention = {
  readonly everythingMs: number;
  /** Recordings, and bodies of callbacks that are files; never longer than the rest. */
  readonly mediaMs: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export function retentionOf({
  RETENTION_DAYS,
  MEDIA_RETENTION_DAYS,
}: RetentionSettings): Retention {
  const everythingMs = RETENTION_DAYS * DAY_MS;
  return { everythingMs, mediaMs: (MEDIA_RETENTION_DAYS ?? RETENTION_DAYS) * DAY_MS };
}

export function retentionProblems({ RETENTION_DAYS, MEDIA_RETENTION_DAYS }: RetentionSettings) {
  if ((MEDIA_RETENTION_DAYS ?? 0) <= RETENTION_DAYS) return [];
  const problem = "must not be more than RETENTION_DAYS: media go with the calls they belong to";
  return [{ variable: "MEDIA_RETENTION_DAYS", problem }];
}
