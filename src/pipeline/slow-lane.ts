import { createBell } from "./bell.ts";
import type { Circuits } from "./circuits.ts";
import type { DispatchStore, Waited } from "./dispatch-ports.ts";
import type { Launcher } from "./launcher.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";
import type { Rates } from "./rates.ts";
import type { Place, Shares } from "./shares.ts";
import type { Slots } from "./slots.ts";

/** Other processes put jobs into the lane too: so often it is looked which webhooks have some. */
const LOOK_MS = 500;
const WEBHOOKS_PER_LOOK = 500;
const LARGEST_TAKE = 256;
/** Fewer are not worth a transaction of their own each: they are taken together, at intervals. */
const WORTH_A_TAKE = 64;
const INTERVAL_MS = 50;

export type SlowLaneOptions = {
  readonly store: Pick<DispatchStore, "claimWaiting" | "limits" | "openCircuits" | "waiting">;
  readonly slots: Slots;
  readonly shares: Shares;
  readonly circuits: Circuits;
  readonly rates: Rates;
  readonly launcher: Pick<Launcher, "launch">;
  readonly ownerId: () => string | null;
  readonly log: Log;
};

export type SlowLane = {
  /** There may be room for what waits for this webhook. */
  onFreed(webhookId: string): void;
  /** Another process has put something there that may go out. */
  wake(): void;
  run(stopping: AbortSignal): Promise<void>;
};

/**
 * Takes deliveries out of the slow lane as places of their own webhooks come free, every webhook in its turn. A webhook
 * without a free place costs nothing, however much waits for it.
 */
export function createSlowLane(options: SlowLaneOptions): SlowLane {
  const { store, slots, shares, circuits, rates, launcher, ownerId, log } = options;
  const bell = createBell();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lastSeen = "";

  async function look(): Promise<void> {
    if (performance.now() - lookedAt < LOOK_MS) return;
    lookedAt = performance.now();
    circuits.replace(await store.openCircuits());
    rates.replace(await store.limits());
    const found = await store.waiting(lastSeen, WEBHOOKS_PER_LOOK);
    for (const id of found) shares.waiting.add(id);
    lastSeen = found.length < WEBHOOKS_PER_LOOK ? "" : (found.at(-1) ?? "");
  }

  /** Evenly among the webhooks that have room, the ones that were served longest ago first. */
  function admitted(most: number): readonly Place[] {
    const places: Place[] = [];
    const open = [...shares.waiting].filter((id) => shares.room(id, "lane") > 0);
    const each = Math.max(Math.floor(most / Math.max(open.length, 1)), 1);
    for (const id of open) {
      const size = Math.min(each, most - places.length, shares.room(id, "lane"));
      for (let taken = 0; taken < size; taken++) places.push(shares.insist(id));
      if (size > 0 && shares.waiting.delete(id)) shares.waiting.add(id);
    }
    return places;
  }

  async function claim(rooms: ReadonlyMap<string, number>, owner: string): Promise<Waited> {
    const claimed = await store.claimWaiting(rooms, owner);
    for (const id of claimed.drained) shares.waiting.delete(id);
    for (const { webhookId, waitMs } of claimed.paced) rates.taken(webhookId, waitMs);
    return claimed;
  }

  async function take(): Promise<number> {
    const owner = ownerId();
    if (owner === null || shares.waiting.size === 0) return 0;
    const most = slots.take(Math.min(slots.free("lane"), LARGEST_TAKE), "lane");
    const places = admitted(most);
    let claimed: Waited = { outgoing: [], drained: [], paced: [] };
    try {
      if (places.length > 0) claimed = await claim(roomsOf(places), owner);
    } finally {
      launcher.launch(claimed.outgoing, { kind: "lane", slots: most, places });
    }
    return claimed.outgoing.length;
  }

  return {
    onFreed(webhookId) {
      if (shares.waiting.has(webhookId) && shares.room(webhookId, "lane") > 0) bell.ring();
    },
    wake() {
      lookedAt = Number.NEGATIVE_INFINITY;
      bell.ring();
    },
    async run(stopping) {
      const onStop = () => bell.ring();
      stopping.addEventListener("abort", onStop, { once: true });
      while (!stopping.aborted) {
        const signal = bell.signal();
        let taken = 0;
        let takenAt = performance.now();
        try {
          await look();
          takenAt = performance.now();
          taken = await take();
        } catch (error) {
          log.error("the slow lane could not be served, trying again", { error: String(error) });
        }
        if (taken === 0) await pause(Math.min(rates.waitMs(shares.waiting), LOOK_MS), signal);
        const restMs = takenAt + INTERVAL_MS - performance.now();
        if (taken < WORTH_A_TAKE && restMs > 0) await pause(restMs, stopping);
      }
    },
  };
}

function roomsOf(places: readonly Place[]): ReadonlyMap<string, number> {
  const byWebhook = Map.groupBy(places, ({ webhookId }) => webhookId);
  return new Map(Array.from(byWebhook, ([id, own]) => [id, own.length]));
}
