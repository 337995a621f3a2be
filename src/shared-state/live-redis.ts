import type { Redis } from "ioredis";
import { z } from "zod";
import { LIVE_KINDS, type LiveBus } from "#src/pipeline/live-tail-ports.ts";
import { createLiveHub } from "./live-hub.ts";
import { createLiveOutbox } from "./live-outbox.ts";

/** Who watches which workspaces, said again and again by whoever has watchers. */
const WATCHED_CHANNEL = "switchhook:live:watched";
const itemsChannel = (workspaceId: string) => `switchhook:live:items:${workspaceId}`;

const Watched = z.object({ from: z.string(), workspaceIds: z.array(z.string()) });
const Parcel = z.object({
  from: z.string(),
  workspaceId: z.string(),
  items: z.array(z.object({ kind: z.enum(LIVE_KINDS), data: z.looseObject({ id: z.string() }) })),
  missed: z.int(),
});

export type SharedLiveBusOptions = {
  readonly redis: Redis;
  /** A connection of its own: one that listens does nothing else. */
  readonly subscriber: Redis;
  /** Of this process, among all that share Redis. */
  readonly processId: string;
  readonly announceEveryMs?: number;
};

const ANNOUNCE_EVERY_MS = 2_000;
/** Of announcements, before a process that has fallen silent counts as gone. */
const MISSED_ANNOUNCEMENTS = 3;

/**
 * Joins the watchers of several processes. Whoever has some says so every two seconds; the others publish what they see
 * while they hear of it, and do nothing else. Without Redis each process shows what happens in itself.
 */
export function createSharedLiveBus(options: SharedLiveBusOptions): LiveBus & Disposable {
  const { redis, subscriber, processId, announceEveryMs = ANNOUNCE_EVERY_MS } = options;
  /** Until when others watch a workspace. */
  const elsewhere = new Map<string, number>();
  const hub = createLiveHub({
    onFirst(workspaceId) {
      subscribe(itemsChannel(workspaceId));
      announce();
      announcing ??= setInterval(announce, announceEveryMs).unref();
    },
    onLast(workspaceId) {
      // Where it fails the connection is gone, and what was subscribed with it.
      subscriber.unsubscribe(itemsChannel(workspaceId)).catch(() => undefined);
      if (hub.hasWatchers() || announcing === null) return;
      clearInterval(announcing);
      announcing = null;
    },
  });
  const outbox = createLiveOutbox({
    canSend: () => redis.status === "ready",
    send: (workspaceId, parcel) =>
      redis.publish(
        itemsChannel(workspaceId),
        JSON.stringify({ from: processId, workspaceId, ...parcel }),
      ),
  });
  let announcing: NodeJS.Timeout | null = null;

  /** What fails now is done when the connection is there. */
  function subscribe(...channels: string[]): void {
    if (subscriber.status === "ready") subscriber.subscribe(...channels).catch(() => undefined);
  }

  function announce(): void {
    if (redis.status !== "ready") return;
    const text = JSON.stringify({ from: processId, workspaceIds: hub.watched() });
    // Said again in a moment.
    redis.publish(WATCHED_CHANNEL, text).catch(() => undefined);
  }

  function connected(): void {
    subscribe(WATCHED_CHANNEL, ...hub.watched().map(itemsChannel));
    if (hub.hasWatchers()) announce();
  }

  function hear(channel: string, text: string): void {
    if (channel === WATCHED_CHANNEL) hearWatched(text);
    else hearParcel(text);
  }

  function hearParcel(text: string): void {
    const parcel = parsed(Parcel, text);
    if (parcel === null || parcel.from === processId) return;
    hub.publish(parcel.workspaceId, parcel.items);
    if (parcel.missed > 0) hub.missed(parcel.workspaceId, parcel.missed);
  }

  function hearWatched(text: string): void {
    const watched = parsed(Watched, text);
    if (watched === null || watched.from === processId) return;
    const until = performance.now() + MISSED_ANNOUNCEMENTS * announceEveryMs;
    for (const workspaceId of watched.workspaceIds) elsewhere.set(workspaceId, until);
  }

  function isWatchedElsewhere(workspaceId: string): boolean {
    const until = elsewhere.get(workspaceId);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    elsewhere.delete(workspaceId);
    outbox.forget(workspaceId);
    return false;
  }

  subscriber.on("message", hear);
  subscriber.on("ready", connected);
  connected();
  return {
    hasWatchers: () => elsewhere.size > 0 || hub.hasWatchers(),
    isWatched: (workspaceId) => hub.isWatched(workspaceId) || isWatchedElsewhere(workspaceId),
    publish(workspaceId, items) {
      hub.publish(workspaceId, items);
      if (isWatchedElsewhere(workspaceId)) outbox.add(workspaceId, items);
    },
    watch: hub.watch,
    [Symbol.dispose]() {
      if (announcing !== null) clearInterval(announcing);
      subscriber.off("message", hear);
      subscriber.off("ready", connected);
      outbox.close();
    },
  };
}

/** Null for what is none of ours. */
function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // Somebody else wrote into the channel.
  }
}
