import { useCallback, useRef, useState } from "preact/hooks";
import { toast } from "#dashboard/ui/toasts.ts";
import { invalidate } from "./cache.ts";
import { type ApiProblem, problemFrom } from "./problem.ts";

export type Mutation<Argument, Result> = {
  /** Gives undefined where it failed; `error` then says why. */
  readonly run: (argument: Argument) => Promise<Result | undefined>;
  readonly isRunning: boolean;
  readonly error: ApiProblem | undefined;
  readonly reset: () => void;
};

export type MutationOptions<Result> = {
  /** Prefixes of the keys that are asked again. */
  readonly invalidates?: readonly string[];
  /** A sentence for a toast. */
  readonly success?: string | ((result: Result) => string);
  readonly onSuccess?: (result: Result) => unknown;
  /** The screen shows the error itself. Errors of fields never become a toast. */
  readonly quiet?: boolean;
};

/** Changes something once at a time: while it runs, `run` again does nothing. */
export function useMutation<Argument = void, Result = unknown>(
  change: (argument: Argument) => Promise<Result>,
  options: MutationOptions<Result> = {},
): Mutation<Argument, Result> {
  const [error, setError] = useState<ApiProblem>();
  const [isRunning, setIsRunning] = useState(false);
  const latest = useRef({ change, options });
  latest.current = { change, options };
  const isBusy = useRef(false);

  const run = useCallback(async (argument: Argument): Promise<Result | undefined> => {
    if (isBusy.current) return undefined;
    isBusy.current = true;
    setIsRunning(true);
    setError(undefined);
    try {
      const result = await latest.current.change(argument);
      conclude(result, latest.current.options);
      return result;
    } catch (thrown) {
      const problem = problemFrom(thrown);
      setError(problem);
      if (!latest.current.options.quiet && !problem.hasFields) toast.bad(problem.words);
      return undefined;
    } finally {
      isBusy.current = false;
      setIsRunning(false);
    }
  }, []);
  const reset = useCallback(() => setError(undefined), []);
  return { run, isRunning, error, reset };
}

function conclude<Result>(
  result: Result,
  { invalidates = [], success, onSuccess }: MutationOptions<Result>,
): void {
  invalidate(...invalidates);
  if (success !== undefined) toast.good(typeof success === "string" ? success : success(result));
  onSuccess?.(result);
}
