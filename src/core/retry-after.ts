const DELTA_SECONDS = /^\d+$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";

/** The three forms of RFC 9110 section 5.6.7: IMF-fixdate, RFC 850, asctime. */
const HTTP_DATES = [
  String.raw`${SHORT_DAY}, (?<day>\d{2}) ${MONTH} (?<year>\d{4}) ${TIME} GMT`,
  String.raw`${LONG_DAY}, (?<day>\d{2})-${MONTH}-(?<year>\d{2}) ${TIME} GMT`,
  String.raw`${SHORT_DAY} ${MONTH} (?<day>[ \d]\d) ${TIME} (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Milliseconds to wait from `now` on, never negative; null for anything that is neither whole seconds nor an HTTP
 * date (RFC 9110 section 10.2.3). `Date.parse` and `Number` would accept far more, and mean something else by it.
 */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (DELTA_SECONDS.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  const at = parseHttpDate(text, now);
  return at === null ? null : Math.max(at - now.getTime(), 0);
}

/** Milliseconds since the epoch. */
function parseHttpDate(text: string, now: Date): number | null {
  for (const form of HTTP_DATES) {
    const fields = form.exec(text)?.groups;
    if (fields !== undefined) return toEpoch(fields, now);
  }
  return null;
}

function toEpoch(fields: Readonly<Record<string, string>>, now: Date): number | null {
  const { day, month = "", year = "", hour, minute, second } = fields;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const at = new Date(0);
  at.setUTCFullYear(fullYear(year, now), MONTHS.indexOf(month), Number(day));
  if (at.getUTCDate() !== Number(day)) return null;
  return at.setUTCHours(Number(hour), Number(minute), Number(second));
}

/** Two digits that would lie more than 50 years ahead mean the century before (RFC 9110). */
function fullYear(digits: string, now: Date): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = now.getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
