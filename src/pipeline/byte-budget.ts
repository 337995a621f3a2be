/** Runs work that holds so many bytes in memory, when there is room for them. */
export type Admit = <T>(bytes: number, work: () => Promise<T>) => Promise<T>;

/**
 * Bounds the bytes that are in memory at once, in order of arrival. What is larger than the whole budget is admitted
 * alone, so that nothing waits for ever.
 */
export function createByteBudget(budgetBytes: number): Admit {
  const waiting: { readonly bytes: number; enter(): void }[] = [];
  let heldBytes = 0;

  function admitNext(): void {
    for (;;) {
      const [next] = waiting;
      if (next === undefined || (heldBytes > 0 && heldBytes + next.bytes > budgetBytes)) return;
      waiting.shift();
      heldBytes += next.bytes;
      next.enter();
    }
  }

  return async (bytes, work) => {
    await new Promise<void>((enter) => {
      waiting.push({ bytes, enter });
      admitNext();
    });
    try {
      return await work();
    } finally {
      heldBytes -= bytes;
      admitNext();
    }
  };
}
