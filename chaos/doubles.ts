/** What endpoints were sent more often, or sooner, than they should have been. */
import type { Outcome } from "./invariants.ts";
import type { Arrival } from "./sink.ts";
import { FEW } from "./tenants.ts";

const EXAMPLES = 5;
/** Of a timer, and of the two clocks that the database and the suite look at. */
const TOLERANCE_MS = 20;

type Doubled = { readonly id: string; readonly times: number; readonly allowed: number };

/**
 * Acknowledged arrivals beyond the first of an id; without those that followed a failure to hear the acknowledgement which
 * is written down: where it comes after the deadline, or its connection was cut, the tenant has it and we have not.
 */
async function listDoubled({ ask, sink, figures }: Outcome): Promise<readonly Doubled[]> {
  const failures = await ask<{ id: string; count: number }>(
    `select delivery_id as id, count(*)::int as count from attempts
     where error_class not in ('http_error', 'gone', 'redirect') group by 1`,
  );
  const failed = new Map(failures.map(({ id, count }) => [id, count]));
  const acknowledged = Map.groupBy(
    sink.arrivals.filter((arrival) => arrival.acknowledged),
    ({ id }) => id,
  );
  return [...acknowledged].flatMap(([id, each]) => {
    const times = each.length - 1 - (failed.get(id) ?? 0);
    return times <= 0 ? [] : [{ id, times, allowed: figures.inFlight.get(id) ?? 0 }];
  });
}

export async function countDoubled(outcome: Outcome): Promise<number> {
  return (await listDoubled(outcome)).reduce((sum, { times }) => sum + times, 0);
}

/** A delivery is acknowledged twice only where it was in flight when a process was disturbed, once for each time. */
export async function doubled(outcome: Outcome): Promise<readonly string[]> {
  const found = (await listDoubled(outcome)).filter(({ times, allowed }) => times > allowed);
  if (found.length === 0) return [];
  const examples = found.slice(0, EXAMPLES).map(({ id, times, allowed }) => {
    const at = outcome.sink.arrivals.filter((arrival) => arrival.id === id);
    return `${id} at ${at[0]?.kind}: ${times} for ${allowed} (${at.map(whenOf).join(", ")})`;
  });
  return [
    `acknowledged twice without having been in flight: ${found.length}: ${examples.join("; ")}`,
  ];
}

function whenOf({ at, acknowledged }: Arrival): string {
  return `${(at / 1000).toFixed(2)} s${acknowledged ? "" : " refused"}`;
}

/** What an endpoint refused comes again no sooner than its webhook says; what was in flight somewhere else may. */
export function early({ sink, figures }: Outcome): readonly string[] {
  const leastMs = FEW.initialDelay * 1000 - TOLERANCE_MS;
  const flaky = sink.arrivals.filter(
    ({ kind, id }) => ["flaky", "ordered"].includes(kind) && !figures.inFlight.has(id),
  );
  const found = [...Map.groupBy(flaky, ({ id }) => id)].flatMap(([id, each]) =>
    each.flatMap(({ at }, index) => {
      const before = each[index - 1];
      if (before === undefined || before.acknowledged || at - before.at >= leastMs) return [];
      return [`${id} after ${Math.round(at - before.at)} ms`];
    }),
  );
  if (found.length === 0) return [];
  return [`tried again too soon: ${found.length} (${found.slice(0, EXAMPLES).join(", ")})`];
}
