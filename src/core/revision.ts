/** The revisions from which a change may start, as the client has seen them; null: from any. */
export type ExpectedRevisions = readonly number[] | null;

export function isExpected(expected: ExpectedRevisions, revision: number): boolean {
  return expected === null || expected.includes(revision);
}
