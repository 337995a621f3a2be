import type { Context } from "hono";
import { type Issue, issue } from "#src/core/issue.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";

/** RFC 9110, section 8.8.3. A tag may hold commas. */
const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const TAGS = /^[\t ,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ,]*|$))+$/;
const REVISION = /^[1-9]\d{0,9}$/;

/** A strong tag: it names one state of the settings of one resource. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * What `If-Match` lets a change start from. No header and `*` let it start from anything; a tag that is weak, or none of
 * ours, matches nothing.
 */
export function readIfMatch(c: Context): Result<ExpectedRevisions, readonly Issue[]> {
  const header = c.req.header("If-Match")?.trim();
  if (header === undefined || header === "*") return ok(null);
  if (!TAGS.test(header)) {
    return fail([issue("If-Match", 'must be * or entity tags such as "3", in double quotes')]);
  }
  const strong = [...header.matchAll(TAG)].flatMap(([, weak, tag = ""]) => (weak ? [] : tag));
  return ok(strong.filter((tag) => REVISION.test(tag)).map(Number));
}
