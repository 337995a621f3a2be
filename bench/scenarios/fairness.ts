import { barOf, type Context, type Losses, reportLosses, type Scenario } from "../context.ts";
import type { Pace } from "../load/plan.ts";
import type { GeneratorHandlers } from "../load/process.ts";
import { type Measured, measure, send, warmUp } from "../measure.ts";
import { startRemote } from "../remote.ts";
import { openStand, type Stand, type System } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";
import { medianOf } from "../statistics.ts";

/** A pause is shorter than any timeout, so that nothing that was under way fails for it. */
const SLICES = 8;

/** What goes on beside the tenant that is measured. */
type Trouble = {
  readonly name: string;
  readonly says: string;
  /** Begins it; what goes on until the end is added to the stack. */
  begin(context: Context, stand: Stand, stack: AsyncDisposableStack): Promise<System>;
};

const hanging: Trouble = {
  name: "hanging",
  says: "endpoints hang, and queues of deliveries wait for them",
  async begin(context, stand) {
    const { sizes } = context;
    const endpoints = { webhooksPerAgent: sizes.hangingEndpoints, endpoint: "/hang" } as const;
    const hung = await stand.admit({ ...ONE_TENANT, ...endpoints });
    await queueUp(context, hung, sizes.hangingDeliveries);
    return hung;
  },
};

const flood: Trouble = {
  name: "flood",
  says: "a queue drains into one endpoint, and more comes all the time",
  async begin(context, stand, stack) {
    const { bench, sizes } = context;
    const flooded = await stand.admit({ ...ONE_TENANT, endpoint: "/slow" });
    await queueUp(context, flooded, sizes.floodDeliveries);
    const generator = stack.use(
      startRemote<GeneratorHandlers>(new URL("../load/process.ts", import.meta.url)),
    );
    const goesOn = { kind: "open", perSecond: sizes.floodRate, seconds: 3_600 } as const;
    // Ends with its process, when the rounds are over.
    void send({ ...bench.instruments, generator }, flooded, goesOn).catch(() => undefined);
    return flooded;
  },
};

const TROUBLES = [hanging, flood] as const;

/** A tenant alone, and beside others in trouble: in turns, so that both see the same machine. */
export const fairness: Scenario = {
  name: "fairness",
  promises: () =>
    TROUBLES.flatMap(({ name }) =>
      [
        "alone_p95",
        "alone_p99",
        "alone.lost",
        "beside_p95",
        "beside_p99",
        "beside.lost",
        "ratio",
        "queued",
        "under_way",
      ].map((figure) => `fairness.${name}.${figure}`),
    ),
  async run(context) {
    for (const trouble of TROUBLES) await compare(context, trouble);
  },
};

async function compare(context: Context, trouble: Trouble): Promise<void> {
  const { bench, sizes, say } = context;
  await using stack = new AsyncDisposableStack();
  const calm = await openStand(bench, stack);
  const troubled = await openStand(bench, stack);
  const alone = byItself(await calm.admit(ONE_TENANT));
  const beside = byItself(await troubled.admit(ONE_TENANT));
  const pace = paceOf(context, sizes.warmUpSeconds);
  for (const system of [alone, beside]) await warmUp(bench.instruments, system, pace);
  say(`fairness: ${trouble.says}`);
  const others = await trouble.begin(context, troubled, stack);
  const rounds: Round[] = [];
  while (rounds.length < sizes.fairnessRounds) {
    say(`fairness, ${trouble.name}: round ${rounds.length + 1} of ${sizes.fairnessRounds}`);
    troubled.gateway.pause();
    const byIt = await measure(bench.instruments, alone, paceOf(context, sizes.seconds / SLICES));
    troubled.gateway.resume();
    await warmUp(bench.instruments, beside, pace);
    const next = await measure(bench.instruments, beside, paceOf(context, sizes.seconds / SLICES));
    rounds.push({ alone: byIt, beside: next });
  }
  reportRounds(context, trouble.name, rounds);
  await reportQueue(context, trouble.name, others);
  for (const line of troubled.gateway.complaints) say(`the gateway complained: ${line}`);
}

type Round = { readonly alone: Measured; readonly beside: Measured };

/** What others have queued is none of its business. */
function byItself(system: System): System {
  const countUnfinished = () => pendingOf(system);
  return { ...system, records: system.records && { ...system.records, countUnfinished } };
}

function paceOf({ sizes }: Context, seconds: number): Extract<Pace, { readonly kind: "open" }> {
  return { kind: "open", perSecond: sizes.quietRate, seconds };
}

function reportRounds(context: Context, trouble: string, rounds: readonly Round[]): void {
  const { report, sizes } = context;
  for (const side of ["alone", "beside"] as const) {
    const measured = rounds.map((round) => round[side]);
    for (const quantile of ["p95", "p99"] as const) {
      const each = measured.map(({ tenantMs }) => tenantMs[quantile]);
      const value = medianOf(each);
      const details = { rounds: each };
      report.add({ figure: `fairness.${trouble}.${side}_${quantile}`, value, unit: "ms", details });
    }
    reportLosses(report, `fairness.${trouble}.${side}`, summed(measured));
  }
  const p95 = (side: keyof Round) => medianOf(rounds.map((round) => round[side].tenantMs.p95));
  const ratio = p95("beside") / p95("alone");
  report.add({
    figure: `fairness.${trouble}.ratio`,
    value: ratio,
    unit: "",
    ...barOf(sizes, "≤ 1.2", ratio <= 1.2),
    details: {
      rounds: rounds.map(({ alone, beside }) => beside.tenantMs.p95 / alone.tenantMs.p95),
    },
  });
}

const COUNTED = [
  "lost",
  "accepted",
  "refused",
  "unanswered",
  "expected",
  "duplicated",
  "strayed",
  "unrecorded",
] as const satisfies readonly (keyof Losses)[];

function summed(measured: readonly Measured[]): Losses {
  const sums = COUNTED.map((name) => {
    const sum = measured.reduce((total, one) => total + (one[name] ?? 0), 0);
    return [name, sum] as const;
  });
  return Object.fromEntries(sums) as Losses;
}

async function queueUp({ bench, sizes }: Context, system: System, total: number): Promise<void> {
  const events = Math.ceil(total / system.routes.flatMap(({ hooks }) => hooks).length);
  const pace = { kind: "closed", senders: sizes.senders, seconds: 600, count: events } as const;
  await send(bench.instruments, system, pace);
}

/** Shows whether the trouble was there all the time. */
async function reportQueue({ bench, report }: Context, name: string, others: System) {
  const pending = await pendingOf(others);
  const { hanging: held, slow } = await bench.instruments.sink.ask("connections", undefined);
  report.add({
    figure: `fairness.${name}.queued`,
    value: pending,
    unit: "deliveries",
    details: { when: "after the measurement" },
  });
  report.add({
    figure: `fairness.${name}.under_way`,
    value: name === hanging.name ? held : slow,
    unit: "requests",
  });
}

async function pendingOf({ records }: System): Promise<number> {
  if (records === null) return 0;
  return records.database.countPending([...records.hookOf.keys()]);
}
