import { z } from "zod";

/** A stretch of time: its first moment, and the first behind it. */
export type Moment = { readonly first: Date; readonly behind: Date };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;
/** A plus sign that was not encoded arrives as a space. */
const BLANK_PLUS = / (?=\d{2}:?\d{2}$)/;

/** Valid days and times alone: JavaScript takes the 30th of February for the 2nd of March. */
const Day = z.iso.date();
const Instant = z.iso.datetime({ offset: true });
const ToTheMinute = z.iso.datetime({ offset: true, precision: -1 });

/**
 * What a date or time in ISO 8601 stands for, to its own precision: a day for `2023-07-29`, a second for
 * `2023-07-29T10:00:00Z`. Without a zone it is UTC. Null for anything else.
 */
export function readMoment(text: string): Moment | null {
  if (Day.safeParse(text).success) return stretch(`${text}T00:00:00Z`, DAY_MS);
  const signed = text.replace(BLANK_PLUS, "+").toUpperCase();
  const zoned = ZONE.test(signed.slice(10)) ? signed : `${signed}Z`;
  const time = zoned.replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  if (ToTheMinute.safeParse(time).success) return stretch(time, MINUTE_MS);
  if (!Instant.safeParse(time).success) return null;
  return stretch(time, time.includes(".") ? 1 : SECOND_MS);
}

function stretch(start: string, lengthMs: number): Moment | null {
  const first = new Date(start);
  const behind = new Date(first.getTime() + lengthMs);
  return Number.isNaN(behind.getTime()) ? null : { first, behind };
}
