import { turnsOf, waitAfter } from "#src/core/send-rate.ts";
import type { PacedWebhook } from "#src/pipeline/dispatch-ports.ts";
import type { Outgoing } from "#src/pipeline/ports.ts";
import { type LockedRate, lockRates, saveRates } from "./repositories/send-rates.ts";
import type { Query } from "./sql.ts";

/** Turns of webhooks with limits, locked until the transaction ends. */
export type Turns = {
  /** No more of each webhook than it has turns. */
  cap(rooms: ReadonlyMap<string, number>): ReadonlyMap<string, number>;
  /** Gives each its turn, and writes down which are taken. */
  give(outgoing: readonly Outgoing[]): Promise<readonly Outgoing[]>;
  /** How long each has no more of them; after `give`. */
  paced(): readonly PacedWebhook[];
};

type Standing = LockedRate & { readonly waitMs: number };

export async function lockTurns(query: Query, webhookIds: readonly string[]): Promise<Turns> {
  const locked = webhookIds.length === 0 ? [] : await lockRates(query, webhookIds);
  // The turns are told by this process's own clock, from when it heard of them.
  const heardAt = performance.now();
  const rates = new Map<string, Standing>(
    locked.map((rate) => [rate.webhookId, { ...rate, waitMs: rate.nextAt - rate.now }]),
  );
  const taken = new Map<string, number>();

  function inTurn(outgoing: Outgoing): Outgoing {
    const { id } = outgoing.webhook;
    const rate = rates.get(id);
    if (rate === undefined) return outgoing;
    const before = taken.get(id) ?? 0;
    taken.set(id, before + 1);
    return { ...outgoing, dueAt: heardAt + waitAfter(rate, before) };
  }

  return {
    cap(rooms) {
      if (rates.size === 0) return rooms;
      const capped = [...rooms].map(([id, size]) => {
        const rate = rates.get(id);
        return [id, rate === undefined ? size : turnsOf(rate, size).length] as const;
      });
      return new Map(capped.filter(([, size]) => size > 0));
    },
    async give(outgoing) {
      if (rates.size === 0) return outgoing;
      const given = outgoing.map(inTurn);
      const changed = [...taken].flatMap(([webhookId, turns]) => {
        const rate = rates.get(webhookId);
        return rate === undefined ? [] : [{ webhookId, nextAt: rate.now + waitAfter(rate, turns) }];
      });
      if (changed.length > 0) await saveRates(query, changed);
      return given;
    },
    paced: () =>
      [...rates.values()].map((rate) => ({
        webhookId: rate.webhookId,
        waitMs: waitAfter(rate, taken.get(rate.webhookId) ?? 0),
      })),
  };
}
