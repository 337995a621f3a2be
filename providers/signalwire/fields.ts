import { z } from "zod";
import { parseId } from "#src/core/ids.ts";

// PostgreSQL text holds no NUL, its JSON no half of a surrogate pair.
const Storable = z.string().transform((text) => text.replaceAll("\u0000", "").toWellFormed());

/**
 * Null where it is absent, or something else than it should be. Absence is said to be nothing unusual: most fields of
 * most callbacks are absent, and an issue that is caught costs more than the rest of the reading.
 */
function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null);
}

/** A text that may be absent, empty or something else altogether: then null. */
export const Text = orNull(Storable.pipe(z.string().min(1).max(4096)));
/** What people said or wrote; only the body's limit bounds it. */
export const LongText = orNull(Storable.pipe(z.string().min(1)));
/** Ids are indexed, so their length is bounded. */
export const Id = Storable.pipe(z.string().min(1).max(255));
export const OptionalId = orNull(Id);
/** A number or an address of either side: references are compared and indexed, too. */
export const Party = OptionalId;
/** An agent of the platform is known by a UUID; whatever else stands in its place names none. */
export const AgentId = orNull(z.string().transform((text) => parseId(text)));

/** A number, or the text of one without a sign. */
const Numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);

/** Seconds in, milliseconds out. */
export const DurationMs = orNull(
  Numeric.pipe(z.number().min(0).max(1e9)).transform((seconds) => Math.round(seconds * 1000)),
);
export const Count = orNull(Numeric.pipe(z.int().min(0)));
/** Seconds or microseconds since 1970. */
export const UnixTime = orNull(Numeric);
export const SipCode = orNull(Numeric.pipe(z.int().min(200).max(699)));
/** An error code, which comes as a text or a number. */
export const Code = z.union([z.number().transform(String), Text]);
export const Flag = orNull(z.boolean());
export const JsonRecord = z.record(z.string(), z.json()).catch({});

/** What fits of a list, in its order; an absent list is an empty one. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((found) =>
      found.flatMap((value): z.output<Item>[] => {
        const parsed = item.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}
