import { mostTurns, untilWorthAsking } from "#src/core/send-rate.ts";

/** Which webhooks have limits, and when it is worth asking for more of their turns, as this process knows it. */
export type Rates = {
  isLimited(webhookId: string): boolean;
  /** The most that may be asked for now. */
  room(webhookId: string): number;
  /** Milliseconds until one of these may be asked for; infinity where none has to wait. */
  waitMs(webhookIds: ReadonlySet<string>): number;
  replace(limits: readonly { readonly webhookId: string; readonly perSecond: number }[]): void;
  /** Null: it has no limit. */
  note(webhookId: string, perSecond: number | null): void;
  /** All its turns of the next so many milliseconds are taken, by whomever. */
  taken(webhookId: string, waitMs: number): void;
};

type Limit = { readonly perSecond: number; readonly askAt: number };

/** `now`: milliseconds that never go back. */
export function createRates(now: () => number): Rates {
  let limits = new Map<string, Limit>();

  function limitOf(webhookId: string, perSecond: number): Limit {
    const known = limits.get(webhookId);
    // Under another limit there may be turns at once.
    return known?.perSecond === perSecond ? known : { perSecond, askAt: 0 };
  }

  return {
    isLimited: (webhookId) => limits.has(webhookId),
    room(webhookId) {
      const limit = limits.get(webhookId);
      if (limit === undefined) return Number.POSITIVE_INFINITY;
      return limit.askAt > now() ? 0 : mostTurns(limit.perSecond);
    },
    waitMs(webhookIds) {
      const at = now();
      let least = Number.POSITIVE_INFINITY;
      for (const [id, { askAt }] of limits) {
        if (askAt > at && webhookIds.has(id)) least = Math.min(least, askAt - at);
      }
      return least;
    },
    replace(found) {
      limits = new Map(found.map(({ webhookId: id, perSecond }) => [id, limitOf(id, perSecond)]));
    },
    note(webhookId, perSecond) {
      if (perSecond !== null) limits.set(webhookId, limitOf(webhookId, perSecond));
      else if (limits.size > 0) limits.delete(webhookId);
    },
    taken(webhookId, waitMs) {
      const limit = limits.get(webhookId);
      if (limit === undefined) return;
      limits.set(webhookId, { ...limit, askAt: now() + untilWorthAsking(waitMs) });
    },
  };
}
