import { fail, ok, type Result } from "#src/core/result.ts";
import { type ExpectedRevisions, isExpected } from "#src/core/revision.ts";
import type { Removal } from "./configuration-ports.ts";
import { conflict } from "./refusals.ts";
import type { Refusal } from "./tenant-ports.ts";

/** May a change that expects these revisions start from this one? */
export function checkRevision(
  expected: ExpectedRevisions,
  revision: number,
): Result<void, Refusal> {
  return isExpected(expected, revision) ? ok() : fail({ kind: "precondition-failed" });
}

/** What alone a webhook is limited to cannot go: the webhook would want everything, or nothing. */
export function checkRemoval(
  expected: ExpectedRevisions,
  { revision, alone }: Removal,
): Result<void, Refusal> {
  const asExpected = checkRevision(expected, revision);
  if (!asExpected.ok || alone === 0) return asExpected;
  const webhooks = alone === 1 ? "1 webhook is" : `${alone} webhooks are`;
  return conflict(`${webhooks} limited to it alone: change or delete what is limited to it first.`);
}
