import { inTurns } from "./in-turns.ts";

/** Raised to callers when more is waiting than may be held in memory. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

export type GroupOptions<Item> = {
  /** Items that may share one transaction. */
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Transactions at once, at the most. */
  readonly maxGroups: number;
  /** Bytes that may wait; beyond it callers are turned away. */
  readonly maxWaitingBytes: number;
  readonly sizeOf: (item: Item) => number;
  /** Where more wait than a group takes, each owner has its turn. */
  readonly ownerOf: (item: Item) => string;
  /** True for an error that one item may have caused for all: then each is tried alone. */
  readonly isItemFault: (error: unknown) => boolean;
};

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly bytes: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
};

/** As many as these are worth a transaction of their own, beside the one that runs. */
const WORTHWHILE_ITEMS = 40;
/** One that takes longer waits for a lock or for the disk: that is no reason for others to wait. */
const SLOW_MS = 30;

/**
 * Group commit: what arrives while a transaction runs shares the next one. Nobody waits for a group to fill. A second
 * transaction beside the first would make both of them smaller, and the same work more expensive, which under load makes
 * everybody wait for longer than the first one takes: it begins only when enough are waiting, or when those before it are
 * slow. `commit` returns the outcomes in the order of its items.
 */
export function createGroups<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  options: GroupOptions<Item>,
): (item: Item) => Promise<Outcome> {
  let waiting: Waiting<Item, Outcome>[] = [];
  let waitingBytes = 0;
  let running = 0;
  let startedAt = 0;
  let timer: NodeJS.Timeout | null = null;

  function nextGroup(): readonly Waiting<Item, Outcome>[] {
    const group: Waiting<Item, Outcome>[] = [];
    let bytes = 0;
    for (const next of candidates()) {
      if (group.length > 0 && bytes + next.bytes > options.maxBytes) break;
      group.push(next);
      bytes += next.bytes;
    }
    waitingBytes -= bytes;
    const chosen = new Set(group);
    waiting = waiting.filter((one) => !chosen.has(one));
    return group;
  }

  /** A flood of one owner's must not keep the others' from being committed. */
  function candidates(): readonly Waiting<Item, Outcome>[] {
    const { maxItems, maxBytes, ownerOf } = options;
    if (waiting.length <= maxItems && waitingBytes <= maxBytes) return waiting;
    return inTurns(waiting, ({ item }) => ownerOf(item), maxItems);
  }

  function mayStart(): boolean {
    if (running === 0) return true;
    if (running >= options.maxGroups) return false;
    const enough = Math.min(options.maxItems, WORTHWHILE_ITEMS);
    const isWorthwhile = waiting.length >= enough || waitingBytes >= options.maxBytes;
    return isWorthwhile || performance.now() - startedAt >= SLOW_MS;
  }

  function start(group: readonly Waiting<Item, Outcome>[]): void {
    running++;
    startedAt = performance.now();
    void run(group, commit, options.isItemFault).finally(() => {
      running--;
      pump();
    });
  }

  function pump(): void {
    while (waiting.length > 0 && mayStart()) start(nextGroup());
    if (waiting.length === 0 || timer !== null || running >= options.maxGroups) return;
    timer = setTimeout(() => {
      timer = null;
      pump();
    }, SLOW_MS);
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
