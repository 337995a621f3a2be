import { z } from "zod";
import { parseId } from "#src/core/ids.ts";

// PostgreSQL text holds no NUL, its JSON no half of a surrogate pair.
const Storable = z.string().transform((text) => text.replaceAll("\u0000", "").toWellFormed());

/** A text that may be absent, empty or something else altogether: then null. */
export const Text = Storable.pipe(z.string().min(1).max(4096)).nullable().catch(null);
/** What people said or wrote; only the body's limit bounds it. */
export const LongText = Storable.pipe(z.string().min(1)).nullable().catch(null);
/** Ids are indexed, so their length is bounded. */
export const Id = Storable.pipe(z.string().min(1).max(255));
export const OptionalId = Id.nullable().catch(null);
/** A number or an address of either side: references are compared and indexed, too. */
export const Party = OptionalId;
/** An agent of the platform is known by a UUID; whatever else stands in its place names none. */
export const AgentId = z
  .string()
  .transform((text) => parseId(text))
  .nullable()
  .catch(null);

/** A number, or the text of one without a sign. */
const Numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);

/** Seconds in, milliseconds out. */
export const DurationMs = Numeric.pipe(z.number().min(0).max(1e9))
  .transform((seconds) => Math.round(seconds * 1000))
  .nullable()
  .catch(null);
export const Count = Numeric.pipe(z.int().min(0)).nullable().catch(null);
/** Seconds or microseconds since 1970. */
export const UnixTime = Numeric.nullable().catch(null);
export const SipCode = Numeric.pipe(z.int().min(200).max(699)).nullable().catch(null);
/** An error code, which comes as a text or a number. */
export const Code = z.union([z.number().transform(String), Text]);
export const Flag = z.boolean().nullable().catch(null);
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
