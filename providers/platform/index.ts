import { z } from "zod";
import type { EventDraft } from "#src/core/catalog.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { LONGEST_BATCH, Publication } from "#src/core/publication.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { Publisher } from "#src/provider.ts";
import { normalizePublication } from "./normalize.ts";

/** More would tell no one more. */
const MOST_ISSUES = 100;

const Stored = z.union([
  z.object({ events: z.array(Publication).min(1).max(LONGEST_BATCH) }),
  Publication.transform((publication) => ({ events: [publication] })),
]);

/** Events that a tenant's own platform publishes. */
export const platform: Publisher = {
  id: "platform",
  read(publications, { isBatch, ...origin }) {
    const drafts: EventDraft[] = [];
    const issues: Issue[] = [];
    for (const [index, publication] of publications.entries()) {
      const normalized = normalizePublication(publication, { ...origin, index });
      if (normalized.ok) drafts.push(normalized.value);
      else issues.push(...(isBatch ? placed(normalized.reason, index) : normalized.reason));
    }
    if (issues.length > 0) return fail(issues.slice(0, MOST_ISSUES));
    return ok({ type: typeOf(drafts), facts: drafts.map((event) => ({ kind: "event", event })) });
  },
  normalize(body, origin) {
    const stored = Stored.safeParse(parse(body));
    if (!stored.success) return fail("malformed", "the body is not a publication");
    const read = platform.read(stored.data.events, { ...origin, isBatch: true });
    return read.ok ? read : unreadable(read.reason);
  },
};

function placed(issues: readonly Issue[], index: number): readonly Issue[] {
  return issues.map(({ path, message }) => issue(`events.${index}.${path}`, message));
}

/** The common type of the events; `batch` where there are several. */
function typeOf(drafts: readonly EventDraft[]): string {
  const [first, ...others] = new Set(drafts.map(({ type }) => type));
  return first === undefined || others.length > 0 ? "batch" : first;
}

function unreadable(issues: readonly Issue[]): Result<never, "malformed"> {
  const [first] = issues;
  return fail("malformed", first === undefined ? null : `${first.path} ${first.message}`);
}

/** Undefined where the bytes are not JSON. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined; // What was not JSON when it was stored is told apart by the schema.
  }
}
