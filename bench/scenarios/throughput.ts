import { barOf, type Context, full, reportLosses, type Scenario } from "../context.ts";
import { type Measured, measure, warmUp } from "../measure.ts";
import { openStand } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";
import { YARDSTICKS } from "../yardsticks.ts";
import { COSTS, reportCost } from "./report-cost.ts";

/** As many events as go through, each delivered, recorded and accounted for. */
export const throughput: Scenario = {
  name: "throughput",
  promises: () => [
    ...YARDSTICKS,
    "throughput.events_per_second",
    "throughput.share_of_pass_through",
    "throughput.share_of_raw_inserts",
    "throughput.share_of_pass_through_by_cpu",
    "throughput.lost",
    "throughput.duplicated",
    "throughput.accept_p50",
    "throughput.accept_p99",
    "throughput.end_to_end_p50",
    "throughput.end_to_end_p99",
    ...COSTS.map((figure) => `throughput.${figure}`),
  ],
  async run(context) {
    const { bench, sizes, say } = context;
    const passThrough = await context.yardsticks.passThrough();
    const rawInserts = await context.yardsticks.rawInserts();
    await using stack = new AsyncDisposableStack();
    const stand = await openStand(bench, stack);
    const system = await stand.admit(ONE_TENANT);
    say(`throughput, ${sizes.senders} senders for ${sizes.seconds} s`);
    await warmUp(bench.instruments, system, full(context, sizes.warmUpSeconds));
    await stand.database.settle();
    const measured = await measure(bench.instruments, system, full(context));
    reportSpeed(context, measured, { passThrough, rawInserts });
    reportCost(context, "throughput", measured);
    for (const line of stand.gateway.complaints) say(`the gateway complained: ${line}`);
  },
};

function reportSpeed(
  { sizes, report }: Context,
  measured: Measured,
  { passThrough, rawInserts }: { readonly passThrough: Measured; readonly rawInserts: number },
): void {
  const { eventsPerSecond, seconds, accepted, duplicated, acceptMs, tenantMs } = measured;
  const name = "throughput";
  report.add({
    figure: `${name}.events_per_second`,
    value: eventsPerSecond,
    unit: "events/s",
    details: { accepted, seconds, senders: sizes.senders, cpuSeconds: measured.cost.cpuSeconds },
  });
  const share = eventsPerSecond / passThrough.eventsPerSecond;
  report.add({
    figure: `${name}.share_of_pass_through`,
    value: share,
    unit: "",
    ...barOf(sizes, "≥ 0.5", share >= 0.5),
  });
  const shareOfInserts = eventsPerSecond / rawInserts;
  report.add({ figure: `${name}.share_of_raw_inserts`, value: shareOfInserts, unit: "" });
  const [own, others] = [cpuPerEvent(measured), cpuPerEvent(passThrough)];
  report.add({
    figure: `${name}.share_of_pass_through_by_cpu`,
    value: own === null || others === null ? null : others / own,
    unit: "",
    details: { cpuSecondsPerEvent: own, ofPassThrough: others },
  });
  reportLosses(report, name, measured);
  report.add({ figure: `${name}.duplicated`, value: duplicated, unit: "deliveries" });
  report.add({ figure: `${name}.accept_p50`, value: acceptMs.p50, unit: "ms" });
  report.add({ figure: `${name}.accept_p99`, value: acceptMs.p99, unit: "ms" });
  report.add({ figure: `${name}.end_to_end_p50`, value: tenantMs.p50, unit: "ms" });
  report.add({ figure: `${name}.end_to_end_p99`, value: tenantMs.p99, unit: "ms" });
}

/** Of all processes together: on a machine whose cores are all busy, this is what decides. */
function cpuPerEvent({ accepted, cost }: Measured): number | null {
  const { system, postgres, generator, sink } = cost.cpuSeconds;
  if (system === null || generator === null || sink === null) return null;
  return (system + (postgres ?? 0) + generator + sink) / accepted;
}
