const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-11-21T16:00:00Z");

/** So many minutes from now. */
export function at(minutes: number): string {
  return new Date(Date.now() + minutes * MINUTE_MS).toISOString();
}

export function hours(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(NOW - (count - index) * 60 * MINUTE_MS).toISOString(),
  );
}

/** Figures that look like a day's traffic, always the same. */
export function wave(count: number, height: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const day = (1 + Math.sin((index / count) * 2 * Math.PI - 1.4)) / 2;
    const noise = ((index * 7919) % 13) / 13;
    return Math.round(height * (0.75 * day + 0.25 * noise));
  });
}
