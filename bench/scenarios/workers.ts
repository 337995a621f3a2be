import { reportLosses, type Scenario } from "../context.ts";
import { drain } from "./drain.ts";

/** The same backlog, delivered by more and more processes of the role `worker` on the same machine. */
export const workers: Scenario = {
  name: "workers",
  promises: (sizes) =>
    sizes.workers.flatMap((count) => [
      `workers.${count}.deliveries_per_second`,
      `workers.${count}.lost`,
    ]),
  async run(context) {
    const { sizes, report } = context;
    for (const count of sizes.workers) {
      const name = `workers.${count}`;
      const roles = Array.from({ length: count }, () => "worker" as const);
      const drained = await drain(context, { name, events: sizes.workersBacklog, roles });
      const { deliveriesPerSecond, queued, seconds } = drained;
      report.add({
        figure: `${name}.deliveries_per_second`,
        value: deliveriesPerSecond,
        unit: "deliveries/s",
        details: { queued, seconds },
      });
      reportLosses(report, name, drained);
    }
  },
};
