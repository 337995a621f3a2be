import { type EventType, isNotice, PUBLISHABLE_TYPES } from "#src/core/catalog.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { fail, ok, type Result } from "#src/core/result.ts";

/** Changes of single letters up to which two names may be meant to be the same. */
const FARTHEST = 3;

/** The catalog's key, or what was probably meant. What the gateway tells of itself is nobody else's to say. */
export function readType(text: string): Result<EventType, Issue> {
  if (isNotice(text)) {
    return fail(issue("type", "is told by the gateway itself and cannot be published"));
  }
  const known = PUBLISHABLE_TYPES.find((type) => type === text);
  if (known !== undefined) return ok(known);
  const near = nearest(text);
  const meant = near === null ? "" : `did you mean "${near}"? `;
  return fail(
    issue(
      "type",
      `is not an event of the catalog; ${meant}There are ${PUBLISHABLE_TYPES.join(", ")}`,
    ),
  );
}

function nearest(text: string): EventType | null {
  const ranked = PUBLISHABLE_TYPES.map((type) => ({
    type,
    distance: distance(plain(text), plain(type)),
  }));
  const [best] = ranked.toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= FARTHEST ? best.type : null;
}

/** Dialects spell `workflow.in_queue` where the catalog has `workflow.inQueue`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Levenshtein's. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
