import { useEffect, useRef, useState } from "preact/hooks";
import type { ComboOption } from "./combobox.tsx";

type Search = (text: string, signal: AbortSignal) => Promise<readonly ComboOption[]>;

const PAUSE_MS = 200;

/** What a search finds, while the list is open; each letter typed ends the search before it. */
export function useOptions(isOpen: boolean, text: string, search: Search) {
  const [options, setOptions] = useState<readonly ComboOption[]>([]);
  const [isSearching, setIsSearching] = useState(false);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (!isOpen) return;
    const controller = new AbortController();
    setIsSearching(true);
    const timer = setTimeout(
      () => {
        latest.current(text.trim(), controller.signal).then(
          (found) => conclude(found),
          () => conclude([]),
        );
      },
      text === "" ? 0 : PAUSE_MS,
    );
    function conclude(found: readonly ComboOption[]) {
      if (controller.signal.aborted) return;
      setOptions(found);
      setIsSearching(false);
    }
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [isOpen, text]);
  return { options, isSearching };
}
