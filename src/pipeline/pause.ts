/** Resolves after a time, or as soon as the signal aborts; never keeps a process alive. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(finish, milliseconds);
    timer.unref();
    signal?.addEventListener("abort", finish, { once: true });

    function finish(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    }
  });
}

/** Lets everything else that is ready have its turn first. */
export function nextTurn(): Promise<void> {
  // The first one runs before the event loop looks for input again.
  return new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
}
