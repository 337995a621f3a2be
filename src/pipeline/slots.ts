/** Attempts in flight in this process, of a bounded number. */
export type Slots = {
  /** Takes up to `wanted`; returns how many were given. */
  take(wanted: number, kind: SlotKind): number;
  giveBack(count: number): void;
  free(kind: SlotKind): number;
  used(): number;
};

/** Retries may not use the slots that are kept for first attempts, so old trouble never delays fresh events. */
export type SlotKind = "first" | "retry";

const KEPT_FOR_FIRST_ATTEMPTS = 0.25;

export function createSlots(total: number): Slots {
  let used = 0;
  // A process with a single slot has retries too.
  const kept = Math.min(Math.ceil(total * KEPT_FOR_FIRST_ATTEMPTS), total - 1);

  function free(kind: SlotKind): number {
    return Math.max(total - used - (kind === "retry" ? kept : 0), 0);
  }

  return {
    free,
    used: () => used,
    take(wanted, kind) {
      const given = Math.min(wanted, free(kind));
      used += given;
      return given;
    },
    giveBack(count) {
      used -= count;
    },
  };
}
