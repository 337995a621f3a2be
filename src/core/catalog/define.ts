import type { z } from "zod";

/** Ids of the outbound formats. */
export const DIALECT_IDS = [
  "agents-studio",
  "subverse",
  "talkover",
  "11wire",
  "standard",
  "cloudevents",
] as const;
export type DialectId = (typeof DIALECT_IDS)[number];

/** A dialect's name for a canonical event; `whenAnswered` limits it to calls that were answered. */
export type DialectName = { readonly name: string; readonly whenAnswered?: true };

/** Names in the dialects that have their own; `standard` and `cloudevents` use the canonical key. */
export type DialectNames = {
  readonly [D in Exclude<DialectId, "standard" | "cloudevents">]?: readonly (
    | string
    | DialectName
  )[];
};

export type Definition<Data extends z.ZodType = z.ZodType> = {
  readonly data: Data;
  readonly names: DialectNames;
};

/** Names are given here once; everything else (subscriptions, pickers, rendering) reads them. */
export function define<Data extends z.ZodType>(data: Data, names: DialectNames): Definition<Data> {
  return { data, names };
}

/** A name shared by a canonical event and one or more dialects. */
export function sameIn(
  name: string,
  ...dialects: Exclude<DialectId, "standard" | "cloudevents">[]
): DialectNames {
  return Object.fromEntries(dialects.map((dialect) => [dialect, [name]]));
}
