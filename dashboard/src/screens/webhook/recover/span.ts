const HOUR_MS = 3_600_000;

export const DAY_MS = 24 * HOUR_MS;

/** Back from now. */
export const SPANS = [
  { label: "common.lastHour", ms: HOUR_MS },
  { label: "common.last24Hours", ms: DAY_MS },
  { label: "common.last7Days", ms: 7 * DAY_MS },
  { label: "common.last30Days", ms: 30 * DAY_MS },
] as const;

/** A moment as the browser's own field writes it: to the minute, in the reader's time zone. */
export function localText(at: number): string {
  const date = new Date(at);
  const [year, ...others] = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
  ].map((n) => String(n).padStart(2, "0"));
  const [month, day, hour, minute] = others;
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** And back; undefined where it is no time. */
export function instantOf(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
