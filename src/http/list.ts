import type { Context, TypedResponse } from "hono";
import type { JSONParsed } from "hono/utils/types";
import { encodeCursor, type Position } from "#src/core/cursor.ts";
import type { Listed } from "#src/pipeline/webhooks.ts";
import type { TenantEnv } from "./middleware/authenticate.ts";
import { type Answer, invalidRequest } from "./problem.ts";
import type { ListMeta } from "./schemas/common.ts";

type ListBody<Body> = { data: Body[]; meta: ListMeta };

/** Answers a page of a list, with links (RFC 8288) to the pages beside it. */
export function answerList<Item, Body>(
  c: Context<TenantEnv>,
  page: Listed<Item>,
  toBody: (item: Item) => Body,
): (Response & TypedResponse<JSONParsed<ListBody<Body>>, 200, "json">) | Answer<400> {
  if (page.refusal !== undefined) return invalidRequest(c, [page.refusal]);
  const seal = c.get("sealCursor");
  const nextCursor = page.next && seal(cursorAt("after", page.next));
  const prevCursor = page.previous && seal(cursorAt("before", page.previous));
  const links = [...linkTo(c, nextCursor, "next"), ...linkTo(c, prevCursor, "prev")];
  const body: ListBody<Body> = {
    data: page.items.map(toBody),
    meta: { ...metaOf(page), nextCursor, prevCursor },
  };
  return c.json(body, 200, links.length > 0 ? { Link: links.join(", ") } : {});
}

function metaOf(page: Listed<unknown>): Omit<ListMeta, "nextCursor" | "prevCursor"> {
  const { limit, total } = page;
  if (total === null) {
    const [hasNext, hasPrev] = [page.next !== null, page.previous !== null];
    return { page: null, limit, total: null, pages: null, hasNext, hasPrev };
  }
  const pages = Math.ceil(total / limit);
  return {
    page: page.page,
    limit,
    total,
    pages,
    ...(page.totalIsEstimate && { totalIsEstimate: true as const }),
    hasNext: page.next !== null,
    hasPrev: page.page > 1,
  };
}

function cursorAt(direction: "after" | "before", position: Position): string {
  return encodeCursor({ direction, position });
}

function linkTo(c: Context, cursor: string | null, relation: string): readonly string[] {
  if (cursor === null) return [];
  const query = new URL(c.req.url).searchParams;
  query.delete("page");
  query.set("cursor", cursor);
  return [`<${new URL(c.req.url).pathname}?${query}>; rel="${relation}"`];
}
