import { useCallback } from "preact/hooks";
import { useLocation } from "preact-iso/router";

/** Parameters that name a place in a list: another filter means another list. */
const PLACES = ["cursor"];

/**
 * Filters of a list as parameters of the URL, so that a link shows the same and going back finds it again. What equals
 * its default is left out of the URL.
 */
export function useUrlState<State extends Readonly<Record<string, string>>>(
  defaults: State,
): readonly [State, (change: Partial<State>) => void] {
  const { query, path, route } = useLocation();
  const state = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, query[name] ?? value]),
  ) as State;
  const set = useCallback(
    (change: Partial<State>) => {
      // Of the address as it is now: two changes in a row must not undo each other.
      const parameters = new URLSearchParams(location.search);
      for (const name of PLACES) parameters.delete(name);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined || value === defaults[name]) parameters.delete(name);
        else parameters.set(name, value);
      }
      const search = parameters.toString();
      route(search === "" ? path : `${path}?${search}`, true);
    },
    [path, route, defaults],
  );
  return [state, set];
}
