import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { cached, keepAnswer, mount } from "./cache.ts";
import { type ApiProblem, problemFrom } from "./problem.ts";

export type Query<T> = {
  readonly data: T | undefined;
  /** Of the last try; `data` may still be there from one before. */
  readonly error: ApiProblem | undefined;
  /** Nothing to show yet. */
  readonly isLoading: boolean;
  /** Asked again while there is something to show. */
  readonly isRefreshing: boolean;
  readonly refetch: () => void;
  /** Puts a newer answer in its place, like that of a mutation. */
  readonly set: (data: T) => void;
};

export type QueryOptions = {
  /** Asked again so often while the page is visible. */
  readonly refreshMs?: number;
  /** What the key before gave stays until the new key's answer is there. */
  readonly keep?: boolean;
};

type State<T> = {
  readonly key: string | null;
  readonly data: T | undefined;
  readonly error: ApiProblem | undefined;
  readonly isFetching: boolean;
};

/** Coming back to the page asks again, unless it was asked a moment ago. */
const FRESH_MS = 5000;

/** Asks as long as it is on the screen. `null` as key asks nothing. */
export function useQuery<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
  { refreshMs, keep = false }: QueryOptions = {},
): Query<T> {
  const [state, setState] = useState<State<T>>(() => begin<T>(key, undefined));
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  const refetch = useCallback(() => setRound((last) => last + 1), []);

  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    setState((last) => continued(last, key, keep));
    latest.current(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        keepAnswer(key, data);
        setState({ key, data, error: undefined, isFetching: false });
      },
      (thrown: unknown) => {
        if (controller.signal.aborted) return;
        setState((last) => ({ ...last, error: problemFrom(thrown), isFetching: false }));
      },
    );
    return () => controller.abort();
  }, [key, round, keep]);

  useRefresh(key, refetch, refreshMs);

  const set = useCallback(
    (data: T) => {
      if (key === null) return;
      keepAnswer(key, data);
      setState({ key, data, error: undefined, isFetching: false });
    },
    [key],
  );
  // The key may have changed since the state was set; nothing of another key is shown as this one's.
  const shown = state.key === key ? state : continued(state, key, keep);
  return {
    data: shown.data,
    error: shown.error,
    isLoading: shown.data === undefined && shown.error === undefined && key !== null,
    isRefreshing: shown.data !== undefined && shown.isFetching,
    refetch,
    set,
  };
}

function begin<T>(key: string | null, before: T | undefined): State<T> {
  const found = key === null ? undefined : (cached(key) as T | undefined);
  return { key, data: found ?? before, error: undefined, isFetching: key !== null };
}

function continued<T>(last: State<T>, key: string | null, keep: boolean): State<T> {
  if (last.key === key) return { ...last, isFetching: true };
  return begin(key, keep ? last.data : undefined);
}

function useRefresh(key: string | null, refetch: () => void, refreshMs: number | undefined): void {
  useEffect(() => {
    if (key === null) return;
    let askedAt = Date.now();
    const again = () => {
      if (document.visibilityState !== "visible") return;
      askedAt = Date.now();
      refetch();
    };
    const onReturn = () => {
      if (Date.now() - askedAt > FRESH_MS) again();
    };
    const unmount = mount({ key, refetch });
    const timer = refreshMs === undefined ? undefined : setInterval(again, refreshMs);
    addEventListener("focus", onReturn);
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      unmount();
      clearInterval(timer);
      removeEventListener("focus", onReturn);
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, [key, refetch, refreshMs]);
}
