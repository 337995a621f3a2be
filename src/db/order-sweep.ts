import type { OrderCursor, SweepOrders } from "#src/pipeline/ordering-ports.ts";
import { scopeOn } from "./claims.ts";
import type { RedeliverOptions } from "./redeliver.ts";
import { enqueue, releaseAfter, releaseKeys } from "./release.ts";
import {
  dissolveLines,
  findHeld,
  type HeldKey,
  type HeldState,
  nextKeys,
} from "./repositories/order-sweep.ts";
import { BY_INDEX } from "./sql.ts";

export function createSweepOrders({ transaction, jobs, newId }: RedeliverOptions): SweepOrders {
  return (after: OrderCursor | null, limit: number) =>
    transaction(async (client) => {
      const releasing = { ...scopeOn(client), jobs, newId };
      const { query } = releasing;
      await query(BY_INDEX);
      const keys = await nextKeys(query, after, limit);
      const last = keys.length < limit ? null : (keys.at(-1) ?? null);
      if (keys.length === 0) return { released: 0, last };
      const held = Map.groupBy(await findHeld(query, keys), ({ state }) => state);
      const of = (state: HeldState): readonly HeldKey[] => held.get(state) ?? [];
      const loose = await dissolveLines(query, of("unordered"));
      const counts = [
        await releaseAfter(releasing, headsOf(of("ended"))),
        await releaseKeys(releasing, of("headless")),
        (await enqueue(releasing, [...headsOf(of("jobless")), ...loose])).size,
      ];
      return { released: counts.reduce((sum, count) => sum + count), last };
    });
}

function headsOf(keys: readonly HeldKey[]): readonly string[] {
  return keys.flatMap(({ headId }) => headId ?? []);
}
