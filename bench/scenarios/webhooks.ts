import { type Context, full, reportLosses, type Scenario } from "../context.ts";
import { measure, warmUp } from "../measure.ts";
import { openStand } from "../stand/system.ts";
import type { TenantPlan } from "../stand/tenants.ts";

const WEBHOOKS_PER_WORKSPACE = 10;

/** The same load spread over more and more webhooks, ten to a workspace; each event is for one of them. */
export const webhooks: Scenario = {
  name: "webhooks",
  promises: (sizes) =>
    sizes.webhooks.flatMap((count) => [
      `webhooks.${count}.events_per_second`,
      `webhooks.${count}.lost`,
    ]),
  async run(context) {
    for (const count of context.sizes.webhooks) await measureWith(context, count);
  },
};

async function measureWith(context: Context, count: number): Promise<void> {
  const { bench, sizes, report, say } = context;
  await using stack = new AsyncDisposableStack();
  const stand = await openStand(bench, stack);
  say(`${count} webhooks: signing up`);
  const system = await stand.admit(planFor(count));
  say(`${count} webhooks: measuring`);
  await warmUp(bench.instruments, system, full(context, sizes.warmUpSeconds));
  const measured = await measure(bench.instruments, system, full(context, sizes.seconds / 2));
  report.add({
    figure: `webhooks.${count}.events_per_second`,
    value: measured.eventsPerSecond,
    unit: "events/s",
  });
  reportLosses(report, `webhooks.${count}`, measured);
}

function planFor(count: number): TenantPlan {
  const agentsPerWorkspace = Math.min(count, WEBHOOKS_PER_WORKSPACE);
  const workspaces = Math.ceil(count / agentsPerWorkspace);
  return { workspaces, agentsPerWorkspace, webhooksPerAgent: 1, endpoint: "/hook" };
}
