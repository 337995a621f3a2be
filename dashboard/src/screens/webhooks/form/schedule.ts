import { DIALECT_FACTS } from "#dashboard/shared/dialects.ts";
import { waitsOf } from "#dashboard/shared/retry-times.ts";
import { type Draft, numberOf } from "./draft.ts";

/** Waits between the attempts, in seconds; undefined where what is typed gives no schedule. */
export function delaysOf(draft: Draft): readonly number[] | undefined {
  if (!draft.hasOwnRetry) return DIALECT_FACTS[draft.dialect].delaysSeconds;
  const [attempts, first, most, factor] = [
    numberOf(draft.maxAttempts),
    numberOf(draft.initialDelay),
    numberOf(draft.maxDelay),
    numberOf(draft.backoffFactor),
  ];
  if (attempts === null || first === null || most === null || factor === null) return undefined;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 20) return undefined;
  if (first < 0 || first > most || factor < 1 || factor > 10) return undefined;
  return waitsOf({
    maxAttempts: attempts,
    initialDelay: first,
    maxDelay: most,
    backoffFactor: factor,
  });
}
