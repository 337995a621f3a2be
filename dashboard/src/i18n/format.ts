import { language } from "./language.ts";

/** A moment: ISO text, milliseconds or a date. */
export type Moment = string | number | Date;

const made = new Map<string, unknown>();

/** Making a formatter costs far more than using it. */
function kept<Formatter>(name: string, make: (tag: string) => Formatter): Formatter {
  const tag = language.value;
  const key = `${tag} ${name}`;
  const found = made.get(key);
  if (found !== undefined) return found as Formatter;
  const fresh = make(tag);
  made.set(key, fresh);
  return fresh;
}

export function pluralForm(tag: string, n: number): Intl.LDMLPluralRule {
  return kept(`plural ${tag}`, () => new Intl.PluralRules(tag)).select(n);
}

function numbers(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(`number ${name}`, (tag) => new Intl.NumberFormat(tag, options));
}

export function number(n: number): string {
  return numbers("plain", { maximumFractionDigits: 2, useGrouping: "always" } as const).format(n);
}

function compact(n: number): string {
  return numbers("compact", { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

/** Of a share between 0 and 1. What is not all of it is never rounded up to 100 %. */
function percent(share: number): string {
  const whole = share > 0.999 && share < 1 ? 0.999 : share;
  return numbers("percent", { style: "percent", maximumFractionDigits: 1 }).format(whole);
}

function dates(name: string, options: Intl.DateTimeFormatOptions) {
  return (at: Moment) =>
    kept(`date ${name}`, (tag) => new Intl.DateTimeFormat(tag, options)).format(new Date(at));
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "3 minutes ago", "in 2 hours" */
function relative(at: Moment, now: number = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (["second", 1] as const);
  return kept(
    "relative",
    (tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto", style: "short" }),
  ).format(Math.trunc(seconds / unit[1]), unit[0]);
}

/** "85 ms", "2.4 s", "3 min 20 s", "2 h 5 min", "3 d 4 h": two units at most. */
function duration(ms: number): string {
  if (ms < 1000) return unit(Math.round(ms), "millisecond");
  if (ms < 60_000) return unit(Math.round(ms / 100) / 10, "second");
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => unit(count, name))
    .join(" ");
}

function unit(count: number, name: string): string {
  return numbers(`unit ${name}`, {
    style: "unit",
    unit: name,
    unitDisplay: name === "day" ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(count);
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function bytes(n: number): string {
  const power = n < 1000 ? 0 : Math.min(Math.floor(Math.log10(n) / 3), SIZES.length - 1);
  return unit(n / 1000 ** power, SIZES[power] ?? "byte");
}

function list(texts: readonly string[]): string {
  return kept("list", (tag) => new Intl.ListFormat(tag)).format(texts);
}

export const formatters = {
  number,
  compact,
  percent,
  date: dates("date", { dateStyle: "medium" }),
  time: dates("time", { timeStyle: "medium" }),
  dateTime: dates("dateTime", { dateStyle: "medium", timeStyle: "medium" }),
  /** For axes. */
  hour: dates("hour", { hour: "numeric", minute: "2-digit" }),
  day: dates("day", { month: "short", day: "numeric" }),
  relative,
  duration,
  bytes,
  list,
};
