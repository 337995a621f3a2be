import type { CallData, Metadata } from "#src/core/catalog/call-events.ts";
import { outcomesOf } from "#src/core/outcomes.ts";

/** A JSON object being composed; the order of its keys is the order sent. */
export type Fields = Readonly<Record<string, unknown>>;

export function instant(iso: string): string;
export function instant(iso: string | null): string | null;
/** ISO 8601 in UTC with whole seconds, as the document writes every time. */
export function instant(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Calls are counted in whole seconds, as the document's samples are. */
export function wholeSeconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds / 1000);
}

/** Of speech: the document shows 15.5. */
export function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000;
}

/** The fields that hold something. */
export function known(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** `campaignId` and `contactId` have places of their own and keep the JSON type they came in. */
export function attached({ campaignId = null, contactId = null, ...others }: Metadata) {
  return { campaignId, contactId, others };
}

/** What every payload ends with. What the platform attached fills gaps and never replaces a stated value. */
export function ending(metadata: Metadata, stated: Fields = {}): Fields {
  const { campaignId, contactId, others } = attached(metadata);
  return { campaignId, contactId, metadata: { ...others, ...known(stated) } };
}

/**
 * The document writes outcomes as `appointmentSet` and names the same ones `appointment_set` in filters. Values stay as
 * they are; where both spellings occur, the one that is already right counts.
 */
export function outcomes(told: Pick<CallData, "outcomes" | "metadata">): Fields {
  const all = Object.entries(outcomesOf(told));
  const renamed = all.map(([name, value]) => [camelCase(name), value] as const);
  const right = all.filter(([name]) => camelCase(name) === name);
  return Object.fromEntries([...renamed, ...right]);
}

/** `appointment_set`, `appointment-set` and `Appointment set` are `appointmentSet`. */
function camelCase(name: string): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
  const [first, ...others] = words;
  if (first === undefined) return name;
  return lowerFirst(first) + others.map(upperFirst).join("");
}

/** `NPS` is no word that begins a sentence: only a single capital is lowered. */
function lowerFirst(word: string): string {
  return word.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase());
}

function upperFirst(word: string): string {
  return word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
