/** Where a process ends as if it were killed, for the fault suite (chaos/): the moments in which work could be lost. */
import type { DispatchStore } from "#src/pipeline/dispatch-ports.ts";
import type { IngestUnit } from "#src/pipeline/ports.ts";
import type { ReservedTransact } from "#src/pipeline/reserved.ts";

export const FAILPOINTS = ["after-insert", "before-settle", "after-claim"] as const;
type Failpoint = (typeof FAILPOINTS)[number];

/** Null: nothing is asked for, and nothing stands in the way of anything. */
export type Failpoints = {
  /** After the commit of callbacks, before their senders are answered. */
  inserting(transact: ReservedTransact): ReservedTransact;
  /** After jobs were taken, before they are sent; and after tenants' answers, before they are written down. */
  dispatching(store: DispatchStore): DispatchStore;
} | null;

/** `name` or `name:nth`, several separated by commas. Never in production. */
export function readFailpoints(isProduction: boolean): Failpoints {
  // biome-ignore lint/style/noProcessEnv: no setting of the product; whoever operates it is not to find it among those.
  const text = process.env["SWITCHHOOK_FAILPOINTS"] ?? "";
  if (isProduction || text === "") return null;
  const left = new Map<string, number>(
    text.split(",").map((entry) => {
      const [name = "", nth = "1"] = entry.split(":");
      return [name, Number(nth)];
    }),
  );

  function pass(name: Failpoint): void {
    const count = (left.get(name) ?? Number.POSITIVE_INFINITY) - 1;
    left.set(name, count);
    if (count <= 0) process.kill(process.pid, "SIGKILL");
  }

  return {
    inserting:
      (transact) =>
      async <T>(work: (unit: IngestUnit) => Promise<T>) => {
        const done = await transact(work);
        pass("after-insert");
        return done;
      },
    dispatching: (store) => ({
      ...store,
      async claim(...asked) {
        const outgoing = await store.claim(...asked);
        if (outgoing.length > 0) pass("after-claim");
        return outgoing;
      },
      settle(settlements) {
        pass("before-settle");
        return store.settle(settlements);
      },
    }),
  };
}
