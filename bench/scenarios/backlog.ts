import { clockMs } from "../clock.ts";
import { type Context, reportLosses, type Scenario } from "../context.ts";
import { account, awaitArrivals, awaitRecords, expectedOf, send } from "../measure.ts";
import { startGateway } from "../stand/gateway.ts";
import { openStand } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";

/** What was taken in while nobody delivered, and how fast it goes out once somebody does. */
export const backlog: Scenario = {
  name: "backlog",
  promises: () => [
    "backlog.accepted_per_second",
    "backlog.deliveries_per_second",
    "backlog.first_delivery",
    "backlog.lost",
  ],
  run: drain,
};

async function drain({ bench, sizes, report, say }: Context): Promise<void> {
  const { instruments } = bench;
  await using stack = new AsyncDisposableStack();
  const stand = await openStand(bench, stack, "api");
  const system = await stand.admit(ONE_TENANT);
  say(`backlog: taking in ${sizes.backlog} events that nobody delivers`);
  const pace = { kind: "closed", senders: sizes.senders, seconds: 3_600 } as const;
  const filledFrom = clockMs();
  const run = await send(instruments, system, { ...pace, count: sizes.backlog });
  const filledIn = (clockMs() - filledFrom) / 1_000;
  await stand.gateway.stop();
  await stand.database.settle();
  const queued = await stand.database.countJobs();

  say("backlog: delivering it");
  const { keys, database } = stand;
  const { profileDirectory, directory } = bench;
  const { connectionString } = database;
  const startedAt = clockMs();
  await startGateway({ connectionString, keys, profileDirectory, directory }, stack);
  const arrivedAt = await awaitArrivals(instruments, run.run, expectedOf(system, run.sent));
  const endedAt = (await awaitRecords(system)) ? clockMs() : arrivedAt;
  const reconciled = await account(instruments, system, run);
  const firstAt = reconciled.firstArrivalAt;
  const seconds = (endedAt - firstAt) / 1_000;
  report.add({
    figure: "backlog.accepted_per_second",
    value: reconciled.accepted / filledIn,
    unit: "events/s",
  });
  report.add({
    figure: "backlog.deliveries_per_second",
    value: reconciled.delivered / seconds,
    unit: "deliveries/s",
    details: { queued, seconds },
  });
  report.add({
    figure: "backlog.first_delivery",
    value: (firstAt - startedAt) / 1_000,
    unit: "s",
    details: { since: "the start of the process" },
  });
  reportLosses(report, "backlog", reconciled);
}
