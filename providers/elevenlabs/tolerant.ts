import { z } from "zod";
import { parseId } from "#src/core/ids.ts";

/**
 * Schemas that never fail: what is missing or of another type reads as null, so that one odd field does not
 * cost the rest of a report. ElevenLabs adds fields and values without notice (post-call webhook guide).
 */

/** Any value, or none. */
export const Anything = z.unknown().optional();

/** Any text. */
export const Text = z.string().nullable().catch(null);

const MAX_LABEL_LENGTH = 256;

/** An id, a number to dial or a type name: short, one line, not empty. Numbers count as their digits. */
export const Label = z
  .union([z.string(), z.int().transform(String)])
  .pipe(
    z
      .string()
      .trim()
      .min(1)
      .max(MAX_LABEL_LENGTH)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  )
  .nullable()
  .catch(null);

/** An agent of the platform is known by a UUID; whatever else stands in its place names none. */
export const AgentId = z
  .string()
  .trim()
  .transform((text) => parseId(text))
  .nullable()
  .catch(null);

export const Flag = z.boolean().nullable().catch(null);

const MAX_DURATION_SECONDS = 1e9;

/** A duration in seconds, whole or fractional. */
export const Seconds = z.number().nonnegative().max(MAX_DURATION_SECONDS).nullable().catch(null);

const YEAR_3000_SECONDS = 32_503_680_000;

/** Unix seconds to which durations can be added with the year still of four digits, as ISO 8601 has it. */
export const UnixSeconds = z.number().nonnegative().lt(YEAR_3000_SECONDS).nullable().catch(null);

/** ISO 8601 text with a time zone, or Unix seconds; as ISO 8601 in UTC. */
export const Instant = z
  .union([
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000),
    z.number(),
  ])
  .pipe(z.number().nonnegative().lt(YEAR_3000_SECONDS))
  .transform(isoTime)
  .nullable()
  .catch(null);

/** A SIP response code, as a number or as digits. */
export const SipCode = z.coerce.number().int().min(100).max(699).nullable().catch(null);

/** Any values by name. */
export const Entries = entriesOf(z.unknown());

export function entriesOf<Value extends z.ZodType>(value: Value) {
  return z.record(z.string(), value).catch({});
}

/** An object of tolerant fields; anything else reads as an empty one. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess((value) => (isObject(value) ? value : {}), z.object(shape));
}

/** The items that fit; the others are left out. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) => values.flatMap((value) => fitting(item, value)));
}

function fitting<Item extends z.ZodType>(item: Item, value: unknown): z.output<Item>[] {
  const parsed = item.safeParse(value);
  return parsed.success ? [parsed.data] : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where a model wrote it, what should be JSON may be none: it is told as it stands. */
export function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Unix seconds as ISO 8601 in UTC, to the millisecond. */
export function isoTime(unixSeconds: number): string {
  return new Date(Math.round(unixSeconds * 1000)).toISOString();
}

export function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}
