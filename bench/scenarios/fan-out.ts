import { barOf, type Context, full, reportLosses, type Scenario } from "../context.ts";
import { measure, warmUp } from "../measure.ts";
import { openStand } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";

const FAN_OUT = 5;

/** One event for one webhook, and one for five. */
export const fanOut: Scenario = {
  name: "fan-out",
  promises: () => [
    "fan_out.1.deliveries_per_second",
    "fan_out.1.lost",
    `fan_out.${FAN_OUT}.deliveries_per_second`,
    `fan_out.${FAN_OUT}.lost`,
    "fan_out.multiple",
  ],
  async run(context) {
    const one = await measureWith(context, 1);
    const many = await measureWith(context, FAN_OUT);
    const multiple = many / one;
    context.report.add({
      figure: "fan_out.multiple",
      value: multiple,
      unit: "",
      ...barOf(context.sizes, "≥ 1.3", multiple >= 1.3),
    });
  },
};

async function measureWith(context: Context, webhooksPerAgent: number): Promise<number> {
  const { bench, sizes, report, say } = context;
  await using stack = new AsyncDisposableStack();
  const stand = await openStand(bench, stack);
  const system = await stand.admit({ ...ONE_TENANT, webhooksPerAgent });
  say(`fan-out ${webhooksPerAgent}`);
  await warmUp(bench.instruments, system, full(context, sizes.warmUpSeconds));
  const measured = await measure(bench.instruments, system, full(context, sizes.seconds / 2));
  const { deliveriesPerSecond, eventsPerSecond } = measured;
  const name = `fan_out.${webhooksPerAgent}`;
  report.add({
    figure: `${name}.deliveries_per_second`,
    value: deliveriesPerSecond,
    unit: "deliveries/s",
    details: { eventsPerSecond },
  });
  reportLosses(report, name, measured);
  return deliveriesPerSecond;
}
