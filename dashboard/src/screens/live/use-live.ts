import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { loadSession } from "#dashboard/app/session.ts";
import { itemOf, KINDS, type LiveItem, type LiveKind } from "./live-item.ts";

export type LiveState = "connecting" | "open" | "lost";

export type Live = {
  readonly state: LiveState;
  /** The newest first. */
  readonly items: readonly LiveItem[];
  /** Arrived while paused. */
  readonly held: number;
  readonly dropped: number;
  readonly isPaused: boolean;
  readonly pause: (isPaused: boolean) => void;
  readonly clear: () => void;
};

const MOST = 500;
const AGAIN_MS = 3_000;

/** The stream, as long as the page is visible: a browser has few connections to one host, and all tabs share them. */
export function useLive(): Live {
  const [state, setState] = useState<LiveState>("connecting");
  const [items, setItems] = useState<readonly LiveItem[]>([]);
  const [held, setHeld] = useState<readonly LiveItem[]>([]);
  const [dropped, setDropped] = useState(0);
  const [isPaused, setIsPaused] = useState(false);
  const paused = useRef(false);

  const take = useCallback((item: LiveItem) => {
    const put = paused.current ? setHeld : setItems;
    put((last) => [item, ...last].slice(0, MOST));
  }, []);

  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function open() {
      close();
      if (document.visibilityState !== "visible") return;
      setState("connecting");
      source = listen({ take, drop: (n) => setDropped((last) => last + n), setState, again });
    }
    function again() {
      clearTimeout(timer);
      timer = setTimeout(open, AGAIN_MS);
    }
    function close() {
      clearTimeout(timer);
      source?.close();
      source = null;
    }
    open();
    document.addEventListener("visibilitychange", open);
    return () => {
      document.removeEventListener("visibilitychange", open);
      close();
    };
  }, [take]);

  const pause = useCallback((next: boolean) => {
    paused.current = next;
    setIsPaused(next);
    if (next) return;
    setHeld((waiting) => {
      setItems((last) => [...waiting, ...last].slice(0, MOST));
      return [];
    });
  }, []);
  const clear = useCallback(() => {
    setItems([]);
    setHeld([]);
    setDropped(0);
  }, []);
  return { state, items, held: held.length, dropped, isPaused, pause, clear };
}

type Listener = {
  readonly take: (item: LiveItem) => void;
  readonly drop: (count: number) => void;
  readonly setState: (state: LiveState) => void;
  readonly again: () => void;
};

function listen({ take, drop, setState, again }: Listener): EventSource {
  const source = new EventSource("/v1/live");
  source.onopen = () => setState("open");
  source.onerror = () => {
    setState("lost");
    // The browser goes on by itself, unless it was refused: then the session may have ended.
    if (source.readyState !== EventSource.CLOSED) return;
    void loadSession();
    again();
  };
  for (const kind of KINDS) source.addEventListener(kind, (event) => pass(kind, event, take));
  source.addEventListener("dropped", (event) => {
    const { count = 0 } = JSON.parse(String(event.data)) as { readonly count?: number };
    drop(count);
  });
  return source;
}

function pass(kind: LiveKind, event: MessageEvent, take: (item: LiveItem) => void): void {
  const item = itemOf(kind, String(event.data));
  if (item !== null) take(item);
}
