/** Raised to callers when more is waiting than may be held in memory. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

export type GroupOptions<Item> = {
  /** Items that may share one transaction. */
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Transactions at once. */
  readonly maxGroups: number;
  /** Bytes that may wait; beyond it callers are turned away. */
  readonly maxWaitingBytes: number;
  readonly sizeOf: (item: Item) => number;
  /** True for an error that one item may have caused for all: then each is tried alone. */
  readonly isItemFault: (error: unknown) => boolean;
};

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly bytes: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
};

/**
 * Group commit: what arrives while a transaction runs shares the next one. Nobody waits for a group to fill.
 * `commit` returns the outcomes in the order of its items.
 */
export function createGroups<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  options: GroupOptions<Item>,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let waitingBytes = 0;
  let running = 0;

  function nextGroup(): Waiting<Item, Outcome>[] {
    let count = 0;
    let bytes = 0;
    for (const { bytes: size } of waiting) {
      if (count === options.maxItems || (count > 0 && bytes + size > options.maxBytes)) break;
      count++;
      bytes += size;
    }
    waitingBytes -= bytes;
    return waiting.splice(0, count);
  }

  function pump(): void {
    while (running < options.maxGroups && waiting.length > 0) {
      running++;
      void run(nextGroup(), commit, options.isItemFault).finally(() => {
        running--;
        pump();
      });
    }
  }

  return (item) => {
    const bytes = options.sizeOf(item);
    if (waitingBytes > 0 && waitingBytes + bytes > options.maxWaitingBytes) {
      return Promise.reject(new Overloaded("too many callbacks are waiting for the database"));
    }
    return new Promise((resolve, reject) => {
      waiting.push({ item, bytes, resolve, reject });
      waitingBytes += bytes;
      // Requests that were read in the same turn of the event loop share a transaction.
      queueMicrotask(pump);
    });
  };
}

async function run<Item, Outcome>(
  group: readonly Waiting<Item, Outcome>[],
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  isItemFault: (error: unknown) => boolean,
): Promise<void> {
  try {
    const outcomes = await commit(group.map(({ item }) => item));
    for (const [index, member] of group.entries()) member.resolve(outcomes[index] as Outcome);
  } catch (error) {
    if (group.length > 1 && isItemFault(error)) {
      for (const member of group) await run([member], commit, isItemFault);
      return;
    }
    for (const member of group) member.reject(error);
  }
}
