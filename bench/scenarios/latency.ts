import { barOf, type Context, reportLosses, type Scenario } from "../context.ts";
import { type Measured, measure, warmUp } from "../measure.ts";
import { openPassThrough, openStand, type System } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";
import { COSTS, reportCost } from "./report-cost.ts";

/** Callbacks come by the clock, as many per second as offered, whatever becomes of those before. */
export const latency: Scenario = {
  name: "latency",
  promises: ({ rates }) =>
    rates.flatMap((rate) =>
      [
        "accept_p50",
        "accept_p99",
        "end_to_end_p50",
        "end_to_end_p95",
        "end_to_end_p99",
        "pass_through_p50",
        "pass_through_p95",
        "pass_through_p99",
        "lost",
        "generator_late_p99",
        ...COSTS,
      ].map((figure) => `latency.${rate}.${figure}`),
    ),
  async run(context) {
    const passThrough = await measurePassThrough(context);
    const { bench, sizes, say } = context;
    await using stack = new AsyncDisposableStack();
    const stand = await openStand(bench, stack);
    const system = await stand.admit(ONE_TENANT);
    for (const rate of sizes.rates) {
      say(`latency at ${rate} events/s`);
      const measured = await measureAt(context, system, rate);
      reportLatency(context, rate, { measured, passThrough: passThrough.get(rate) });
    }
    for (const line of stand.gateway.complaints) say(`the gateway complained: ${line}`);
  },
};

async function measurePassThrough(context: Context): Promise<ReadonlyMap<number, Measured>> {
  await using stack = new AsyncDisposableStack();
  const system = await openPassThrough(context.bench.instruments, stack);
  const measured = new Map<number, Measured>();
  for (const rate of context.sizes.rates) {
    context.say(`pass-through at ${rate} events/s`);
    measured.set(rate, await measureAt(context, system, rate));
  }
  return measured;
}

async function measureAt(
  { bench, sizes }: Context,
  system: System,
  perSecond: number,
): Promise<Measured> {
  const pace = { kind: "open", perSecond } as const;
  await warmUp(bench.instruments, system, { ...pace, seconds: sizes.warmUpSeconds });
  await system.records?.database.settle();
  return measure(bench.instruments, system, { ...pace, seconds: sizes.seconds / 2 });
}

type Pair = { readonly measured: Measured; readonly passThrough: Measured | undefined };

function reportLatency(context: Context, rate: number, { measured, passThrough }: Pair): void {
  const { report } = context;
  const name = `latency.${rate}`;
  const { acceptMs, tenantMs, lateMs } = measured;
  const add = (figure: string, value: number | null, extra: object = {}) =>
    report.add({ figure: `${name}.${figure}`, value, unit: "ms", ...extra });
  add("accept_p50", acceptMs.p50);
  add("accept_p99", acceptMs.p99);
  add("end_to_end_p50", tenantMs.p50);
  add("end_to_end_p95", tenantMs.p95);
  add("end_to_end_p99", tenantMs.p99, latencyBar(context, rate, { measured, passThrough }));
  add("pass_through_p50", passThrough?.tenantMs.p50 ?? null);
  add("pass_through_p95", passThrough?.tenantMs.p95 ?? null);
  add("pass_through_p99", passThrough?.tenantMs.p99 ?? null);
  reportLosses(report, name, measured);
  add("generator_late_p99", lateMs.p99);
  reportCost(context, name, measured);
}

function latencyBar({ sizes }: Context, rate: number, { measured, passThrough }: Pair): object {
  const { p99 } = measured.tenantMs;
  if (rate === 1_000) return barOf(sizes, "≤ 20", p99 <= 20);
  if (rate !== 200 || passThrough === undefined) return {};
  const most = Math.min(10, 4 * passThrough.tenantMs.p99);
  const text = `≤ ${most.toFixed(1)} (4 × pass-through, at most 10)`;
  return barOf(sizes, text, p99 <= most);
}
