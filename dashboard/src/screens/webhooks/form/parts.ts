import type { ApiProblem } from "#dashboard/app/problem.ts";
import type { Draft } from "./draft.ts";

/** What each part of the form is given. */
export type PartProps = {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  /** Of the last try to save. */
  readonly problem: ApiProblem | undefined;
};
