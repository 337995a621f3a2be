import { useEffect, useState } from "preact/hooks";

/** Below this a table becomes cards; the same figure as in the style sheets. */
export const PHONE = "(max-width: 43.99rem)";

/** Does the window meet a media query? */
export function useMedia(query: string): boolean {
  const [isMet, setIsMet] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const onChange = () => setIsMet(list.matches);
    list.addEventListener("change", onChange);
    return () => list.removeEventListener("change", onChange);
  }, [query]);
  return isMet;
}
