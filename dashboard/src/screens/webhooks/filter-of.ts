import { where } from "#dashboard/app/where.ts";
import { DIALECTS } from "#dashboard/shared/dialects.ts";

export type Filters = {
  readonly q: string;
  readonly state: string;
  readonly dialect: string;
  /** A field, with `-` in front of it for the other way round. */
  readonly sort: string;
};

/** Nothing is asked for. Kept apart from the screen, so that it is the same object in every rendering. */
export const DEFAULTS: Filters = { q: "", state: "", dialect: "", sort: "" };

const STATES: Readonly<Record<string, boolean>> = { active: true, inactive: false };

/** The list's filter in the language of the API. */
export function filterOf({ q, state, dialect }: Filters): string | undefined {
  const isActive = STATES[state];
  const known = DIALECTS.find((one) => one === dialect);
  return where.and(
    q.trim() === "" ? undefined : where.or(where.contains("name", q), where.contains("url", q)),
    isActive === undefined ? undefined : where.eq("isActive", isActive),
    known && where.eq("dialect", known),
  );
}
