import { clockMs } from "../clock.ts";
import type { Context } from "../context.ts";
import { account, awaitArrivals, awaitRecords, expectedOf, send } from "../measure.ts";
import type { Reconciled } from "../reconcile.ts";
import { startGateway } from "../stand/gateway.ts";
import { openStand } from "../stand/system.ts";
import { ONE_TENANT } from "../stand/tenants.ts";

export type Drained = Reconciled & {
  readonly acceptedPerSecond: number;
  /** From the first delivery until the last is recorded. */
  readonly deliveriesPerSecond: number;
  readonly seconds: number;
  /** From the start of the processes that deliver. */
  readonly firstAfterSeconds: number;
  /** Jobs that lay there when they started. */
  readonly queued: number;
};

export type Drain = {
  /** What the lines on standard error begin with. */
  readonly name: string;
  readonly events: number;
  /** What each of the processes is that deliver. */
  readonly roles: readonly ("all" | "worker")[];
};

/** Takes events in while nobody delivers, then lets others deliver them. */
export async function drain(
  { bench, sizes, say }: Context,
  { name, events, roles }: Drain,
): Promise<Drained> {
  const { instruments } = bench;
  await using stack = new AsyncDisposableStack();
  const stand = await openStand(bench, stack, "api");
  const system = await stand.admit(ONE_TENANT);
  say(`${name}: taking in ${events} events that nobody delivers`);
  const pace = { kind: "closed", senders: sizes.senders, seconds: 3_600 } as const;
  const filledFrom = clockMs();
  const run = await send(instruments, system, { ...pace, count: events });
  const filledIn = (clockMs() - filledFrom) / 1_000;
  await stand.gateway.stop();
  await stand.database.settle();
  const queued = await stand.database.countJobs();

  say(`${name}: delivering them`);
  const { keys, database } = stand;
  const { profileDirectory, directory } = bench;
  const { connectionString } = database;
  const startedAt = clockMs();
  await Promise.all(
    roles.map((role) =>
      startGateway({ connectionString, keys, profileDirectory, directory, role }, stack),
    ),
  );
  const arrivedAt = await awaitArrivals(instruments, run.run, expectedOf(system, run.sent));
  const endedAt = (await awaitRecords(system)) ? clockMs() : arrivedAt;
  const reconciled = await account(instruments, system, run);
  const seconds = (endedAt - reconciled.firstArrivalAt) / 1_000;
  return {
    ...reconciled,
    acceptedPerSecond: reconciled.accepted / filledIn,
    deliveriesPerSecond: reconciled.delivered / seconds,
    seconds,
    firstAfterSeconds: (reconciled.firstArrivalAt - startedAt) / 1_000,
    queued,
  };
}
