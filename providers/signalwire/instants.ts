const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** Both forms that SignalWire writes, RFC 2822 (`Thu, 04 Apr 2024 18:32:15 +0000`) and ISO 8601, as ISO 8601 in UTC. */
export function instantOfText(text: string | null): string | null {
  if (text === null) return null;
  const isRfc2822 = /^([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? \S{1,5}$/;
  const isIso8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;
  return isRfc2822.test(text) || isIso8601.test(text) ? instant(Date.parse(text)) : null;
}

/** Seconds since 1970, with a fraction. */
export function instantOfSeconds(seconds: number | null): string | null {
  return seconds === null ? null : instant(Math.round(seconds * 1000));
}

/** Microseconds since 1970; 0 stands for never. */
export function instantOfMicroseconds(microseconds: number | null): string | null {
  return microseconds === null ? null : instant(Math.round(microseconds / 1000));
}

/** Milliseconds from one instant to another; null where either is unknown or they run backwards. */
export function elapsedMs(from: string | null, to: string | null): number | null {
  const elapsed = from === null || to === null ? -1 : Date.parse(to) - Date.parse(from);
  return elapsed < 0 ? null : elapsed;
}

/** A time outside of this century is a mistake of its sender. */
function instant(milliseconds: number): string | null {
  const isCredible = milliseconds >= EARLIEST && milliseconds < LATEST;
  return isCredible ? new Date(milliseconds).toISOString() : null;
}
