import type { LiveItem } from "#src/pipeline/live-tail-ports.ts";

/** What goes to the other processes at once: so many times a second, so much at most. */
const EVERY_MS = 50;
const MOST_ITEMS = 500;
/** Messages that Redis has not taken yet; one that hangs is not to fill the memory of those who wait for it. */
const MOST_UNDER_WAY = 64;

export type LiveParcel = { readonly items: readonly LiveItem[]; readonly missed: number };

export type LiveOutboxOptions = {
  /** Rejects where it could not be sent. */
  readonly send: (workspaceId: string, parcel: LiveParcel) => Promise<unknown>;
  readonly canSend: () => boolean;
};

export type LiveOutbox = {
  add(workspaceId: string, items: readonly LiveItem[]): void;
  /** Nobody waits for it any more. */
  forget(workspaceId: string): void;
  close(): void;
};

type Box = { items: LiveItem[]; missed: number };

/** Collects what is to be told elsewhere, and counts what cannot be. */
export function createLiveOutbox({ send, canSend }: LiveOutboxOptions): LiveOutbox {
  const boxes = new Map<string, Box>();
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    for (const [workspaceId, box] of boxes) {
      if (!canSend() || underWay >= MOST_UNDER_WAY) {
        boxes.set(workspaceId, { items: [], missed: box.missed + box.items.length });
        continue;
      }
      boxes.delete(workspaceId);
      underWay++;
      send(workspaceId, box)
        // Whoever watches is told how many of all they did not get, once something gets through again.
        .catch(() => lose(workspaceId, box))
        .finally(() => {
          underWay--;
        });
    }
  }

  function lose(workspaceId: string, { items, missed }: Box): void {
    const box = boxes.get(workspaceId) ?? { items: [], missed: 0 };
    box.missed += missed + items.length;
    boxes.set(workspaceId, box);
  }

  return {
    add(workspaceId, items) {
      const box = boxes.get(workspaceId) ?? { items: [], missed: 0 };
      boxes.set(workspaceId, box);
      box.items.push(...items);
      const over = box.items.length - MOST_ITEMS;
      if (over > 0) {
        box.items.splice(0, over);
        box.missed += over;
      }
      timer ??= setTimeout(flush, EVERY_MS).unref();
    },
    forget: (workspaceId) => void boxes.delete(workspaceId),
    close() {
      if (timer !== null) clearTimeout(timer);
      boxes.clear();
    },
  };
}
