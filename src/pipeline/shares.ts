import type { Circuits } from "./circuits.ts";
import type { Rates } from "./rates.ts";

/** An attempt longer than this is slow, and one that is in flight for longer hangs. */
export const SLOW_MS = 1_000;
/**
 * A request waits for several turns of this process: to be written, and for its response to be read. While the process
 * itself is late, its lateness is not the endpoint's.
 */
const TURNS_WAITED_FOR = 4;
/** A single timeout must not outweigh everything that was quick. */
const LONGEST_COUNTED_MS = 5_000;
const WEIGHT_OF_LATEST = 1 / 8;
/** So many may hang before the webhook's average says so. */
const HANGING_TOLERATED = 8;
/** Of a webhook that has yet to show how quick it answers; each quick answer adds one, each slow one halves what was added. */
const STARTING_SHARE = 64;
/** Slow webhooks together have this share of all slots. */
const SLOW_SHARE = 0.25;
/** No webhook holds more of the slots than this, attempts included that only wait to be written down. */
const LARGEST_SHARE = 0.5;
/** Beyond so many, webhooks that have nothing in flight are forgotten. */
const REMEMBERED = 10_000;

/** One attempt's part of its webhook's share. */
export type Place = {
  readonly webhookId: string;
  /** Of a slow webhook: it counts against what those share. */
  isSlow: boolean;
  isHanging: boolean;
  startedAt: number;
};

/** Out of the slow lane, or past it. */
export type Way = "past" | "lane";

/**
 * Who may have how much in flight. A webhook that answers quickly may have up to `perWebhook`; those that were slow
 * lately share a part of the slots among them, evenly.
 */
export type Shares = {
  /** Null: over its share, so it has to wait in the slow lane. */
  admit(webhookId: string, way: Way): Place | null;
  /** For what is in memory already, whatever the share. */
  insist(webhookId: string): Place;
  start(place: Place): void;
  /** It was answered, or given up; null: never sent. */
  end(place: Place, durationMs: number | null): void;
  /** It is written down. */
  release(place: Place): void;
  /** Attempts that have begun to hang since the last look. `lateMs`: so late is the process itself. */
  look(lateMs?: number): readonly Place[];
  room(webhookId: string, way: Way): number;
  /** It answers, and quickly: what is over its share has room in a moment. */
  isQuick(webhookId: string): boolean;
  /** Which webhooks have deliveries in the slow lane, as far as is known here. */
  readonly waiting: Set<string>;
};

type Webhook = {
  inFlight: number;
  held: number;
  hanging: number;
  meanMs: number;
  quickAnswers: number;
};

const UNKNOWN: Webhook = { inFlight: 0, held: 0, hanging: 0, meanMs: 0, quickAnswers: 0 };

export type SharesOptions = {
  readonly circuits: Circuits;
  readonly rates: Rates;
  readonly total: number;
  readonly perWebhook: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

export function createShares({ circuits, rates, total, perWebhook, now }: SharesOptions): Shares {
  const webhooks = new Map<string, Webhook>();
  const waiting = new Set<string>();
  /** In order of their start. */
  const started = new Set<Place>();
  const slowShare = Math.max(Math.floor(total * SLOW_SHARE), 1);
  const largest = Math.max(Math.floor(total * LARGEST_SHARE), 1);
  let slowUsed = 0;
  let slowWebhooks = 0;
  let ownDelayMs = 0;

  function webhookOf(id: string): Webhook {
    const known = webhooks.get(id);
    if (known !== undefined) return known;
    const fresh = { ...UNKNOWN };
    webhooks.set(id, fresh);
    return fresh;
  }

  function isSlow({ meanMs, hanging }: Webhook): boolean {
    if (meanMs > SLOW_MS || hanging > HANGING_TOLERATED) return true;
    return hanging > 0 && slowUsed >= slowShare;
  }

  function limitOf(id: string, webhook: Webhook, way: Way): number {
    const isWaiting = way === "past" && waiting.has(id);
    if (!isSlow(webhook)) {
      const share = Math.min(STARTING_SHARE + webhook.quickAnswers, perWebhook);
      // Fresh events must not keep those that wait already from ever having their turn.
      return isWaiting ? Math.ceil(share / 2) : share;
    }
    if (isWaiting || slowUsed >= slowShare) return 0;
    const even = Math.floor(slowShare / Math.max(slowWebhooks, 1));
    return Math.min(Math.max(even, 1), perWebhook, webhook.inFlight + slowShare - slowUsed);
  }

  function room(id: string, way: Way): number {
    // One delivery looks whether the endpoint is back; of several processes the database chooses one.
    if (circuits.isOpen(id)) return way === "lane" && circuits.mayProbe(id) ? 1 : 0;
    // Turns are given out where a webhook's deliveries wait, so that those of all processes come to one rate.
    if (way === "past" && rates.isLimited(id)) return 0;
    const webhook = webhooks.get(id) ?? UNKNOWN;
    const free = Math.min(limitOf(id, webhook, way) - webhook.inFlight, largest - webhook.held);
    return Math.min(Math.max(free, 0), rates.room(id));
  }

  function insist(webhookId: string): Place {
    const webhook = webhookOf(webhookId);
    webhook.inFlight += 1;
    webhook.held += 1;
    const place = { webhookId, isSlow: isSlow(webhook), isHanging: false, startedAt: 0 };
    if (place.isSlow) slowUsed += 1;
    return place;
  }

  function release({ webhookId }: Place): void {
    const webhook = webhookOf(webhookId);
    webhook.held -= 1;
    if (webhook.held === 0 && webhooks.size > REMEMBERED) webhooks.delete(webhookId);
  }

  function countSlow(): void {
    let count = 0;
    for (const [id, webhook] of webhooks) {
      if ((webhook.inFlight > 0 || waiting.has(id)) && isSlow(webhook)) count += 1;
    }
    slowWebhooks = count;
  }

  return {
    waiting,
    room,
    isQuick: (id) =>
      !circuits.isOpen(id) && !rates.isLimited(id) && !isSlow(webhooks.get(id) ?? UNKNOWN),
    insist,
    release,
    admit: (webhookId, way) => (room(webhookId, way) > 0 ? insist(webhookId) : null),
    start(place) {
      place.startedAt = now();
      started.add(place);
    },
    end(place, durationMs) {
      started.delete(place);
      const webhook = webhookOf(place.webhookId);
      webhook.inFlight -= 1;
      if (place.isSlow) slowUsed -= 1;
      if (place.isHanging) webhook.hanging -= 1;
      if (durationMs === null) return;
      const answerMs = Math.max(durationMs - ownDelayMs, 0);
      const counted = Math.min(answerMs, LONGEST_COUNTED_MS);
      webhook.meanMs += (counted - webhook.meanMs) * WEIGHT_OF_LATEST;
      const quick = Math.min(webhook.quickAnswers + 1, perWebhook);
      webhook.quickAnswers = answerMs > SLOW_MS ? Math.floor(webhook.quickAnswers / 2) : quick;
    },
    look(lateMs = 0) {
      const seenMs = Math.min(lateMs * TURNS_WAITED_FOR, LONGEST_COUNTED_MS);
      ownDelayMs = Math.max(seenMs, ownDelayMs / 2);
      const since = now() - SLOW_MS - ownDelayMs;
      const hanging: Place[] = [];
      for (const place of started) {
        if (place.startedAt > since) break;
        if (place.isHanging) continue;
        place.isHanging = true;
        webhookOf(place.webhookId).hanging += 1;
        if (!place.isSlow) slowUsed += 1;
        place.isSlow = true;
        hanging.push(place);
      }
      countSlow();
      return hanging;
    },
  };
}
