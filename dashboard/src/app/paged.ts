import { useLocation } from "preact-iso/router";
import type { ListMeta } from "#sdk/schema.ts";
import { type Query, type QueryOptions, useQuery } from "./query.ts";

export type Page<Row> = {
  readonly data: readonly Row[];
  readonly meta: Pick<ListMeta, "hasNext" | "hasPrev" | "nextCursor" | "prevCursor">;
};

export type PageQuery = {
  cursor: string;
  limit: number;
  sort?: string;
  filter?: string;
};

export type Paged<Row> = Query<Page<Row>> & {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
  readonly hasPrev: boolean;
  /** A filter is set: an empty list does not mean that there is nothing. */
  readonly isFiltered: boolean;
  readonly next: () => void;
  readonly prev: () => void;
  readonly toStart: () => void;
};

export type PagedOptions = QueryOptions & {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly limit?: number;
  /** The parameter of the URL that holds the place, where a screen has several lists. */
  readonly parameter?: string;
};

/** Begins a walk along a list; see `cursor` in the API's reference. */
const START = "start";
const ROWS = 25;

/** A list by cursor: the page's place is in the URL, and a page costs the same wherever it lies. */
export function usePaged<Row>(
  key: string | null,
  ask: (about: { readonly query: PageQuery; readonly signal: AbortSignal }) => Promise<Page<Row>>,
  { filter, sort, limit = ROWS, parameter = "cursor", ...options }: PagedOptions = {},
): Paged<Row> {
  const { query: inUrl, route, path } = useLocation();
  const cursor = inUrl[parameter] ?? START;
  const query: PageQuery = { cursor, limit, ...(sort && { sort }), ...(filter && { filter }) };
  const list = useQuery<Page<Row>>(
    key === null ? null : `${key}?${JSON.stringify(query)}`,
    (signal) => ask({ query, signal }),
    // Without it, each page turned would show the skeleton of a list.
    { keep: true, ...options },
  );
  const meta = list.data?.meta;
  const go = (to: string | null | undefined) => {
    const { [parameter]: _, ...others } = inUrl;
    const search = new URLSearchParams(to ? { ...others, [parameter]: to } : others).toString();
    route(search === "" ? path : `${path}?${search}`);
  };
  return {
    ...list,
    rows: list.data?.data ?? [],
    hasNext: meta?.hasNext ?? false,
    hasPrev: meta?.hasPrev ?? false,
    isFiltered: filter !== undefined && filter !== "",
    next: () => go(meta?.nextCursor),
    prev: () => go(meta?.prevCursor),
    toStart: () => go(null),
  };
}
