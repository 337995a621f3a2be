import { where } from "#dashboard/app/where.ts";

export const STATUSES = ["delivered", "pending", "failed", "suppressed"] as const;

export type Filters = {
  readonly status: string;
  readonly q: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly errorClass: string;
  /** A span back from now. */
  readonly within: string;
};

/** Nothing is asked for. Kept apart from the screen, so that it is the same object in every rendering. */
export const DEFAULTS: Filters = {
  status: "",
  q: "",
  webhookId: "",
  eventId: "",
  errorClass: "",
  within: "",
};

const HOUR_MS = 3_600_000;
export const SPANS: Readonly<Record<string, number>> = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The list's filter in the language of the API. */
export function filterOf(filters: Filters): string | undefined {
  const { status, webhookId, eventId, errorClass, within } = filters;
  const known = STATUSES.find((one) => one === status);
  return where.and(
    known && where.eq("status", known),
    webhookId === "" ? undefined : where.eq("webhookId", webhookId),
    eventId === "" ? undefined : where.eq("eventId", eventId),
    errorClass === "" ? undefined : where.eq("errorClass", errorClass),
    searched(filters.q.trim()),
    sinceOf(SPANS[within]),
  );
}

function searched(q: string): string | undefined {
  if (q === "") return undefined;
  return UUID.test(q)
    ? where.or(where.eq("id", q), where.eq("eventId", q))
    : where.contains("eventKey", q);
}

/** To the minute, so that the question stays the same while it is asked again and again. */
function sinceOf(span: number | undefined): string | undefined {
  if (span === undefined) return undefined;
  const minute = 60_000;
  const since = Math.floor((Date.now() - span) / minute) * minute;
  return where.gte("createdAt", new Date(since).toISOString());
}
