/** Wakes whoever waits for the signal that it gave out last. */
export type Bell = { signal(): AbortSignal; ring(): void };

export function createBell(): Bell {
  let next = new AbortController();
  return {
    signal: () => next.signal,
    ring() {
      next.abort();
      next = new AbortController();
    },
  };
}
