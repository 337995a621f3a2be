import type { LiveBus, LiveItem, LiveKind } from "./live-tail-ports.ts";
import { pause } from "./pause.ts";

export type LiveRequest = {
  readonly workspaceId: string;
  readonly kinds: ReadonlySet<LiveKind>;
  /** May whoever asked still see it? */
  readonly stillHolds: () => Promise<boolean>;
  /** Ends the connection of a reader that does not read. */
  readonly cut: () => void;
};

export type LiveStreamTimes = {
  /** After so long without anything else, a sign of life. */
  readonly heartbeatMs: number;
  /** Between two batches. */
  readonly paceMs: number;
  /** Between two looks at whether its reader still may, and still does, read. */
  readonly checkMs: number;
  /** Who has taken nothing for so long is not reading. */
  readonly stallMs: number;
};

const TIMES: LiveStreamTimes = {
  heartbeatMs: 15_000,
  paceMs: 100,
  checkMs: 30_000,
  stallMs: 60_000,
};
const MOST_WAITING = 500;
/** A reader that is told of the end has so long to take notice. */
const LAST_WORD_MS = 500;

/** Nothing at all is a heartbeat. */
export type LiveNews = {
  readonly items: readonly LiveItem[];
  /** Older ones that came faster than they were taken. */
  readonly dropped: number;
};

export type LiveStream = {
  /** To be asked again when what it gave has been taken. Null: that was all. */
  next(): Promise<LiveNews | null>;
  /** Ends it from this side. */
  close(): void;
  /** The reader is gone. */
  abandon(): void;
};

export type LiveStreamOptions = LiveRequest & {
  readonly bus: LiveBus;
  readonly times: Partial<LiveStreamTimes>;
  readonly onEnd: () => void;
};

/** What one reader has yet to take, within bounds, whatever happens and however slowly it reads. */
export function openLiveStream(options: LiveStreamOptions): LiveStream {
  const times = { ...TIMES, ...options.times };
  const { workspaceId, kinds, bus, cut } = options;
  let waiting: LiveItem[] = [];
  let dropped = 0;
  let isAsked = false;
  let isOver = false;
  let answeredAt = performance.now();
  let takenAt = Number.NEGATIVE_INFINITY;
  let wake: () => void = () => undefined;

  function take(): LiveNews {
    const news = { items: waiting, dropped };
    waiting = [];
    dropped = 0;
    if (news.items.length > 0) takenAt = performance.now();
    return news;
  }

  function end(): void {
    isOver = true;
    waiting = [];
    clearInterval(checking);
    unwatch();
    options.onEnd();
    wake();
  }

  function close(): void {
    if (isOver) return;
    end();
    // Whoever is not asking is busy taking what it got last, or is not reading at all.
    if (!isAsked) lastWord = setTimeout(cut, LAST_WORD_MS).unref();
  }

  async function check(): Promise<void> {
    if (!isAsked && performance.now() - answeredAt > times.stallMs) {
      end();
      return cut();
    }
    // Whether it holds cannot be told while the database is away: then it does.
    if (!(await options.stillHolds().catch(() => true))) close();
  }

  const unwatch = bus.watch(workspaceId, {
    receive(items) {
      waiting.push(...items.filter(({ kind }) => kinds.has(kind)));
      const over = waiting.length - MOST_WAITING;
      if (over > 0) {
        waiting.splice(0, over);
        dropped += over;
      }
      if (waiting.length > 0) wake();
    },
    missed(count) {
      dropped += count;
      wake();
    },
  });
  const checking = setInterval(() => void check(), times.checkMs).unref();
  let lastWord: NodeJS.Timeout | undefined;

  /** Resolves when there is something, or nothing for so long that a sign of life is due. */
  async function awaited(): Promise<void> {
    const sleeping = new AbortController();
    wake = () => sleeping.abort();
    if (isOver || waiting.length > 0 || dropped > 0) return;
    await pause(times.heartbeatMs, sleeping.signal);
  }

  return {
    async next() {
      clearTimeout(lastWord);
      isAsked = true;
      const since = performance.now() - takenAt;
      if (since < times.paceMs && !isOver) await pause(times.paceMs - since);
      await awaited();
      isAsked = false;
      answeredAt = performance.now();
      return isOver ? null : take();
    },
    close,
    abandon() {
      if (!isOver) end();
    },
  };
}
