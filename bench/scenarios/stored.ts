import { barOf, full, reportLosses, type Scenario } from "../context.ts";
import { measure, warmUp } from "../measure.ts";
import { storeHistory } from "../stand/history.ts";
import { openStand } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";

/** The same load on an empty database, and on one that holds a long history. */
export const stored: Scenario = {
  name: "stored",
  promises: () => [
    "stored.empty.events_per_second",
    "stored.empty.lost",
    "stored.full.events_per_second",
    "stored.full.lost",
    "stored.ratio",
  ],
  async run(context) {
    const { bench, sizes, report, say } = context;
    const { instruments } = bench;
    await using stack = new AsyncDisposableStack();
    const stand = await openStand(bench, stack);
    const system = await stand.admit(ONE_TENANT);

    async function measureAs(name: string): Promise<number> {
      await stand.database.settle();
      await warmUp(instruments, system, full(context, sizes.warmUpSeconds));
      const measured = await measure(instruments, system, full(context));
      const { eventsPerSecond, cost } = measured;
      report.add({
        figure: `${name}.events_per_second`,
        value: eventsPerSecond,
        unit: "events/s",
        details: { walBytesPerEvent: (cost.walBytes ?? 0) / measured.accepted },
      });
      reportLosses(report, name, measured);
      return eventsPerSecond;
    }

    say("stored: an empty database");
    const empty = await measureAs("stored.empty");
    say(`stored: storing ${sizes.stored} deliveries`);
    await storeHistory(stand.database, sizes.stored);
    say(`stored: a database with ${sizes.stored} deliveries`);
    const ratio = (await measureAs("stored.full")) / empty;
    report.add({
      figure: "stored.ratio",
      value: ratio,
      unit: "",
      ...barOf(sizes, "≥ 0.9", ratio >= 0.9),
    });
  },
};
