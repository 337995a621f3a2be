import { describe, expect, it } from "vitest";
import type { Sent } from "../../bench/load/plan.ts";
import { type Ledgers, type Reconciled, reconcile } from "../../bench/reconcile.ts";
import type { Arrivals } from "../../bench/sink/ledger.ts";
import type { RecordedDelivery } from "../../bench/stand/record.ts";
import type { Route } from "../../bench/stand/tenants.ts";

const ROUTE: Route = {
  target: { url: "http://127.0.0.1:1/", headers: {}, form: { kind: "json", template: "{id}" } },
  hooks: [0],
};
const HOOK_OF = new Map([
  ["first webhook", 0],
  ["second webhook", 1],
]);

function sent(...statuses: number[]): Sent {
  return {
    startedAt: Float64Array.from(statuses, (_, number) => number * 10),
    answeredAt: Float64Array.from(statuses, (_, number) => number * 10 + 1),
    statuses: Uint16Array.from(statuses),
    lateMs: new Float64Array(),
  };
}

/** Callback, endpoint and time of each. */
function arrivals(...all: (readonly [number: number, hook: number, at: number])[]): Arrivals {
  return {
    numbers: Uint32Array.from(all, ([number]) => number),
    hooks: Uint16Array.from(all, ([, hook]) => hook),
    at: Float64Array.from(all, ([, , at]) => at),
  };
}

function delivery(number: number, changes: Partial<RecordedDelivery> = {}): RecordedDelivery {
  return { number, webhookId: "first webhook", status: "delivered", attempts: 1, ...changes };
}

function outcome(changes: Partial<Ledgers>): Reconciled {
  return reconcile({
    routes: [ROUTE],
    sent: sent(200, 200),
    arrivals: arrivals([0, 0, 3], [1, 0, 15]),
    recorded: null,
    ...changes,
  });
}

function recorded(callbacks: readonly number[], deliveries: readonly RecordedDelivery[]) {
  return { run: { callbacks, deliveries }, hookOf: HOOK_OF };
}

describe("the ledgers of generator and sink", () => {
  it("agree when everything accepted arrived once", () => {
    const agreed = outcome({});
    expect(agreed).toMatchObject({ accepted: 2, delivered: 2, lost: 0, duplicated: 0, strayed: 0 });
    expect([...agreed.endToEndMs]).toEqual([3, 5]);
  });

  it("show what was accepted and never arrived", () => {
    expect(outcome({ arrivals: arrivals([1, 0, 15]) })).toMatchObject({ delivered: 1, lost: 1 });
  });

  it("expect a callback at every endpoint of its route", () => {
    const routes = [{ ...ROUTE, hooks: [0, 1] }, ROUTE];
    expect(outcome({ routes })).toMatchObject({ expected: 3, delivered: 2, lost: 1 });
  });

  it("count what came more than once, and time the first", () => {
    const twice = outcome({ arrivals: arrivals([0, 0, 3], [1, 0, 15], [0, 0, 90]) });
    expect(twice).toMatchObject({ lost: 0, duplicated: 1 });
    expect([...twice.endToEndMs]).toEqual([3, 5]);
  });

  it("expect nothing of what was refused or not answered, and do not mind if it came", () => {
    const partly = outcome({ sent: sent(200, 0, 503), arrivals: arrivals([0, 0, 3], [1, 0, 15]) });
    expect(partly).toMatchObject({ accepted: 1, unanswered: 1, refused: 1, lost: 0, strayed: 0 });
  });

  it.each([
    ["at another tenant", arrivals([0, 0, 3], [1, 0, 15], [1, 7, 16])],
    ["of a callback that was never sent", arrivals([0, 0, 3], [1, 0, 15], [2, 0, 16])],
  ])("show an arrival %s", (_, strange) => {
    expect(outcome({ arrivals: strange })).toMatchObject({ lost: 0, strayed: 1 });
  });
});

describe("the database", () => {
  it("agrees when each callback is there once with one delivered delivery", () => {
    const whole = recorded([0, 1], [delivery(0), delivery(1)]);
    expect(outcome({ recorded: whole }).unrecorded).toBe(0);
  });

  it.each([
    ["a callback is not stored", recorded([0], [delivery(0), delivery(1)])],
    ["a callback is stored twice", recorded([0, 1, 1], [delivery(0), delivery(1)])],
    ["a delivery is missing", recorded([0, 1], [delivery(0)])],
    ["a delivery is not over", recorded([0, 1], [delivery(0), delivery(1, { status: "pending" })])],
    ["a delivery is there twice", recorded([0, 1], [delivery(0), delivery(1), delivery(1)])],
    [
      "it was another webhook's",
      recorded([0, 1], [delivery(0), delivery(1, { webhookId: "second webhook" })]),
    ],
  ])("disagrees when %s", (_, partly) => {
    expect(outcome({ recorded: partly }).unrecorded).toBe(1);
  });

  it("is not asked where there is none", () => {
    expect(outcome({}).unrecorded).toBeNull();
  });
});
