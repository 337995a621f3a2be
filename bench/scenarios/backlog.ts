import { type Context, reportLosses, type Scenario } from "../context.ts";
import { drain } from "./drain.ts";

/** What was taken in while nobody delivered, and how fast it goes out once somebody does. */
export const backlog: Scenario = {
  name: "backlog",
  promises: () => [
    "backlog.accepted_per_second",
    "backlog.deliveries_per_second",
    "backlog.first_delivery",
    "backlog.lost",
  ],
  run: measureBacklog,
};

async function measureBacklog(context: Context): Promise<void> {
  const { sizes, report } = context;
  const drained = await drain(context, { name: "backlog", events: sizes.backlog, roles: ["all"] });
  const { acceptedPerSecond, deliveriesPerSecond, queued, seconds } = drained;
  report.add({ figure: "backlog.accepted_per_second", value: acceptedPerSecond, unit: "events/s" });
  report.add({
    figure: "backlog.deliveries_per_second",
    value: deliveriesPerSecond,
    unit: "deliveries/s",
    details: { queued, seconds },
  });
  report.add({
    figure: "backlog.first_delivery",
    value: drained.firstAfterSeconds,
    unit: "s",
    details: { since: "the start of the process" },
  });
  reportLosses(report, "backlog", drained);
}
