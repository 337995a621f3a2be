import { setTimeout as delay } from "node:timers/promises";
import { barOf, type Context, reportLosses, type Scenario } from "../context.ts";
import { measure, send, warmUp } from "../measure.ts";
import { openStand, type System } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";

const QUEUE_TIMEOUT_MS = 300_000;
const PAUSE_MS = 50;

/** A tenant alone, and beside one whose endpoints take every connection and never answer. */
export const fairness: Scenario = {
  name: "fairness",
  promises: () => [
    "fairness.alone_p95",
    "fairness.alone_p99",
    "fairness.alone.lost",
    "fairness.beside_p95",
    "fairness.beside_p99",
    "fairness.beside.lost",
    "fairness.ratio",
    "fairness.queued",
    "fairness.hanging",
  ],
  async run(context) {
    const { bench, sizes, say, report } = context;
    await using stack = new AsyncDisposableStack();
    const stand = await openStand(bench, stack);
    const quiet = byItself(await stand.admit(ONE_TENANT));
    const hung = await stand.admit({
      ...ONE_TENANT,
      webhooksPerAgent: sizes.hangingEndpoints,
      endpoint: "/hang",
    });
    say(`fairness: a tenant alone, ${sizes.quietRate} events/s`);
    const pace = { kind: "open", perSecond: sizes.quietRate } as const;
    await warmUp(bench.instruments, quiet, { ...pace, seconds: sizes.warmUpSeconds });
    const alone = await measureQuiet(context, quiet, "alone");

    say(`fairness: ${sizes.hangingEndpoints} endpoints hang, queueing for them`);
    await queueUp(context, hung);
    await warmUp(bench.instruments, quiet, { ...pace, seconds: sizes.warmUpSeconds });
    const beside = await measureQuiet(context, quiet, "beside");
    await reportQueue(context, hung);
    const ratio = beside / alone;
    report.add({
      figure: "fairness.ratio",
      value: ratio,
      unit: "",
      ...barOf(sizes, "≤ 1.2", ratio <= 1.2),
    });
    for (const line of stand.gateway.complaints) say(`the gateway complained: ${line}`);
  },
};

/** What others have queued is none of its business. */
function byItself(system: System): System {
  const countUnfinished = () => pendingOf(system);
  return { ...system, records: system.records && { ...system.records, countUnfinished } };
}

/** Returns the p95. */
async function measureQuiet(context: Context, quiet: System, name: string): Promise<number> {
  const { bench, sizes, report } = context;
  const pace = { kind: "open", perSecond: sizes.quietRate, seconds: sizes.seconds / 2 } as const;
  const measured = await measure(bench.instruments, quiet, pace);
  const { p95, p99 } = measured.tenantMs;
  report.add({ figure: `fairness.${name}_p95`, value: p95, unit: "ms" });
  report.add({ figure: `fairness.${name}_p99`, value: p99, unit: "ms" });
  reportLosses(report, `fairness.${name}`, measured);
  return p95;
}

async function queueUp({ bench, sizes }: Context, hung: System): Promise<void> {
  const events = Math.ceil(sizes.hangingDeliveries / sizes.hangingEndpoints);
  const pace = { kind: "closed", senders: sizes.senders, seconds: 600, count: events } as const;
  await send(bench.instruments, hung, pace);
  const deadline = Date.now() + QUEUE_TIMEOUT_MS;
  const least = (sizes.hangingDeliveries * 9) / 10;
  while ((await pendingOf(hung)) < least && Date.now() < deadline) await delay(PAUSE_MS);
}

/** Shows that the queue was there all the time. */
async function reportQueue({ bench, report }: Context, hung: System): Promise<void> {
  const pending = await pendingOf(hung);
  const { hanging } = await bench.instruments.sink.ask("connections", undefined);
  report.add({
    figure: "fairness.queued",
    value: pending,
    unit: "deliveries",
    details: { when: "after the measurement" },
  });
  report.add({ figure: "fairness.hanging", value: hanging, unit: "requests" });
}

async function pendingOf({ records }: System): Promise<number> {
  if (records === null) return 0;
  return records.database.countPending([...records.hookOf.keys()]);
}
