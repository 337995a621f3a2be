import { z } from "@hono/zod-openapi";
import { LONGEST_PAGE } from "#src/core/list-query.ts";
import { readMoment } from "#src/core/moment.ts";
import { RECORD_STATUSES } from "#src/core/wire-record.ts";
import type { RecordQuery } from "#src/pipeline/wire-ports.ts";

const DEFAULT_LIMIT = 20;
/** How far into the history a page may begin: the database walks over everything before it. */
const LAST_PAGE = 100_000;
const DIRECTIONS = ["inbound", "outbound"] as const;

/** Null where the parameter is not there, or has no value. */
function parameter<Out>(read: (text: string) => Out | undefined | null, wanted: string) {
  return z
    .string({ error: "must be given once" })
    .optional()
    .transform((text = "", context): Out | null => {
      const value = text === "" ? null : read(text);
      if (text === "" || (value !== undefined && value !== null)) return value ?? null;
      context.addIssue({ code: "custom", message: `must be ${wanted}` });
      return z.NEVER;
    });
}

function choice<const Choices extends readonly string[]>(choices: Choices) {
  return parameter<Choices[number]>(
    (text) => choices.find((known) => known === text),
    `one of ${choices.join(", ")}`,
  ).openapi({ type: "string", enum: [...choices] });
}

function count(most: number, fallback: number) {
  const wanted = `a whole number from 1 to ${most}`;
  return parameter((text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    return value >= 1 && value <= most ? value : undefined;
  }, wanted).openapi({ type: "integer", minimum: 1, maximum: most, default: fallback });
}

function words() {
  return parameter(
    (text) => (/^\P{Cc}{1,200}$/u.test(text) ? text : undefined),
    "text of at most 200 characters",
  ).openapi({ type: "string", maxLength: 200 });
}

function date(description: string) {
  return parameter(
    readMoment,
    "a date or a time in ISO 8601, such as 2023-07-29 or 2023-07-29T10:00:00Z",
  ).openapi({
    type: "string",
    description,
    example: "2023-07-29T10:00:00Z",
  });
}

export const EventQuery = z.object({
  page: count(LAST_PAGE, 1),
  limit: count(LONGEST_PAGE, DEFAULT_LIMIT),
  direction: choice(DIRECTIONS),
  source: words(),
  eventType: words(),
  status: choice(RECORD_STATUSES),
  fromDate: date("From then on."),
  toDate: date("Up to then: the whole of that day, minute or second is included."),
});

export function toRecordQuery({
  page,
  limit,
  fromDate,
  toDate,
  ...rest
}: z.output<typeof EventQuery>): RecordQuery {
  return {
    ...rest,
    from: fromDate?.first ?? null,
    before: toDate?.behind ?? null,
    page: page ?? 1,
    limit: limit ?? DEFAULT_LIMIT,
  };
}
