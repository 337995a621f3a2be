/** `lane`: what comes out of the slow lane, first attempts and retries alike. */
export type SlotKind = "first" | "retry" | "lane";

/** Attempts in flight in this process, of a bounded number. */
export type Slots = {
  readonly total: number;
  /** Takes up to `wanted`; returns how many were given. */
  take(wanted: number, kind: SlotKind): number;
  giveBack(count: number, kind: SlotKind): void;
  free(kind: SlotKind): number;
  /** An attempt hangs: its slot goes to others, as far as memory allows. */
  putAside(kind: SlotKind): boolean;
  giveBackAside(): void;
  used(): number;
};

/** None of them can keep the others from having this share. */
const KEPT: Readonly<Record<SlotKind, number>> = { first: 0.25, retry: 0.125, lane: 0.0625 };
const KINDS = ["first", "retry", "lane"] as const satisfies readonly SlotKind[];
/** Attempts that hang may come to so many in addition, as a share of all slots. */
const ASIDE = 0.5;

export function createSlots(total: number): Slots {
  const used: Record<SlotKind, number> = { first: 0, retry: 0, lane: 0 };
  let aside = 0;
  // A process with a single slot has retries too.
  const kept: Readonly<Record<SlotKind, number>> = {
    first: Math.min(Math.ceil(total * KEPT.first), total - 1),
    retry: Math.floor(total * KEPT.retry),
    lane: Math.floor(total * KEPT.lane),
  };

  function free(kind: SlotKind): number {
    let left = total - used[kind];
    for (const other of KINDS) {
      if (other !== kind) left -= Math.max(used[other], kept[other]);
    }
    return Math.max(left, 0);
  }

  return {
    total,
    free,
    used: () => used.first + used.retry + used.lane + aside,
    take(wanted, kind) {
      const given = Math.min(wanted, free(kind));
      used[kind] += given;
      return given;
    },
    giveBack(count, kind) {
      used[kind] -= count;
    },
    putAside(kind) {
      if (aside >= total * ASIDE) return false;
      used[kind] -= 1;
      aside += 1;
      return true;
    },
    giveBackAside() {
      aside -= 1;
    },
  };
}
