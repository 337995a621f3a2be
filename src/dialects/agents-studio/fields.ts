import type { Metadata } from "#src/core/catalog/call-events.ts";

/** A JSON object being composed; the order of its keys is the order sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** ISO 8601 in UTC with milliseconds, as every timestamp of the documents is written. */
export function instant(iso: string): string {
  return new Date(iso).toISOString();
}

/** The fields that hold something. */
export function known(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/**
 * The `metadata` of a flat payload: first the fields the document shows (null where unknown), then what else
 * is known, then what the platform attached. Attached values fill gaps and never replace a stated one.
 */
export function withMetadata(shown: Fields, attached: Metadata, more: Fields): Fields {
  const stated = { ...known(shown), ...known(more) };
  return { ...shown, ...stated, ...attached, ...stated };
}
