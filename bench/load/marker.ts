/**
 * The id by which one callback of one run is known on its whole way: a UUID that holds the run and the callback's
 * number, so that the sink finds it in whatever the system under test makes of it.
 */
const MIDDLE = "-bec4-4000-8000-";
const RUN_LENGTH = 8;
const NUMBER_LENGTH = 12;

export function markerOf(run: string, number: number): string {
  return `${run}${MIDDLE}${number.toString(16).padStart(NUMBER_LENGTH, "0")}`;
}

export type Marker = { readonly run: string; readonly number: number };

/** The first marker in a text. */
export function findMarker(text: string): Marker | null {
  const at = text.indexOf(MIDDLE);
  if (at < RUN_LENGTH) return null;
  const start = at + MIDDLE.length;
  const number = Number.parseInt(text.slice(start, start + NUMBER_LENGTH), 16);
  return Number.isNaN(number) ? null : { run: text.slice(at - RUN_LENGTH, at), number };
}
