import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
} from "#src/pipeline/dispatch.ts";
import type { DispatchStore } from "#src/pipeline/dispatch-ports.ts";
import type { Reservation } from "#src/pipeline/emit.ts";
import { FIRST_ATTEMPTS, type QueueName, RETRIES, SLOW_LANE } from "#src/pipeline/jobs.ts";
import type { AttemptResult, Outgoing } from "#src/pipeline/ports.ts";
import { recordingLog, sampleOutgoing, sampleResult, sampleWebhook } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

type Claim = { readonly queue: QueueName; readonly limit: number; readonly ownerId: string };

/** Deliveries that wait in queues, and a note of what was asked and written. */
function fakeStore(changes: Partial<DispatchStore> = {}) {
  const queues: Record<QueueName, Outgoing[]> = {
    [FIRST_ATTEMPTS]: [],
    [RETRIES]: [],
    [SLOW_LANE]: [],
  };
  const claims: Claim[] = [];
  const settled: AttemptResult[] = [];
  const store: DispatchStore = {
    claim: async (queue, limit, ownerId, admit = () => true) => {
      claims.push({ queue, limit, ownerId });
      const due = queues[queue].splice(0, limit);
      const admitted = due.filter(({ webhook }) => admit(webhook.id));
      queues[SLOW_LANE].push(...due.filter((outgoing) => !admitted.includes(outgoing)));
      return admitted;
    },
    claimWaiting: async (rooms) => {
      const outgoing = [...rooms].flatMap(([id, size]) =>
        queues[SLOW_LANE].filter(({ webhook }) => webhook.id === id).slice(0, size),
      );
      queues[SLOW_LANE] = queues[SLOW_LANE].filter((waiting) => !outgoing.includes(waiting));
      return { outgoing, drained: [...rooms.keys()], paced: [] };
    },
    openCircuits: async () => [],
    limits: async () => [],
    waiting: async () => [...new Set(queues[SLOW_LANE].map(({ webhook }) => webhook.id))],
    settle: async (settlements) => {
      settled.push(...settlements.map(({ result }) => result));
      return [];
    },
    freeDeadOwners: async () => 0,
    ...changes,
  };
  return { store, queues, claims, settled };
}

/** Attempts that end when the test says so. */
function heldAttempts() {
  const started: Outgoing[] = [];
  const ends: (() => void)[] = [];
  const deliver = (outgoing: Outgoing) => {
    started.push(outgoing);
    return new Promise<AttemptResult>((resolve) => {
      ends.push(() => resolve(sampleResult({ outgoing })));
    });
  };
  const endAll = () => {
    for (const end of ends.splice(0)) end();
  };
  return { started, deliver, endAll, ends };
}

const atOnce = (outgoing: Outgoing) => Promise.resolve(sampleResult({ outgoing }));
const OWNER = randomUUID();
/** More slots than both queues ask for at once. */
const ROOMY = 1_024;
const open: Dispatcher[] = [];

function openDispatcher(options: Partial<DispatcherOptions> & Pick<DispatcherOptions, "store">) {
  const log = recordingLog();
  const dispatcher = createDispatcher({
    deliver: atOnce,
    ownerId: () => OWNER,
    concurrency: 8,
    perWebhook: 512,
    newId: randomUUID,
    log,
    ...options,
  });
  open.push(dispatcher);
  return { dispatcher, log };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((dispatcher) => dispatcher.stop(Date.now())));
});

const webhooks = (count: number) =>
  Array.from({ length: count }, () => ({ id: randomUUID(), ratePerSecond: null }));
const leased = (reservation: Reservation | null) =>
  reservation?.grants.filter((grant) => grant === "leased").length;
const outgoings = (count: number) => Array.from({ length: count }, () => sampleOutgoing());

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("a reservation", () => {
  it("is as large as there are slots free", () => {
    const { dispatcher } = openDispatcher({ store: fakeStore().store });
    expect(leased(dispatcher.reserve(webhooks(5)))).toBe(5);
    // One is kept for retries.
    expect(leased(dispatcher.reserve(webhooks(5)))).toBe(2);
    expect(leased(dispatcher.reserve(webhooks(5)))).toBe(0);
  });

  it("names the owner whose leases they are", () => {
    const { dispatcher } = openDispatcher({ store: fakeStore().store });
    expect(dispatcher.reserve(webhooks(1))?.ownerId).toBe(OWNER);
  });

  it("is refused without an identity", () => {
    const { dispatcher } = openDispatcher({ store: fakeStore().store, ownerId: () => null });
    expect(dispatcher.reserve(webhooks(1))).toBeNull();
    expect(dispatcher.inFlight()).toBe(0);
  });

  it("is refused once stopping", async () => {
    const { dispatcher } = openDispatcher({ store: fakeStore().store });
    await dispatcher.stop(Date.now() + 1_000);
    expect(dispatcher.reserve(webhooks(1))).toBeNull();
  });

  it("sends from memory, without asking the store", async () => {
    const { store, claims, settled } = fakeStore();
    const { dispatcher } = openDispatcher({ store });
    const sent = outgoings(2);
    dispatcher.reserve(webhooks(2))?.launch(sent);
    await waitFor(async () => settled.length === 2);
    expect(settled.map(({ outgoing }) => outgoing)).toEqual(sent);
    expect(claims).toEqual([]);
  });

  it("sends a few at once, and of many none before everybody else had a turn", async () => {
    const { deliver, started } = heldAttempts();
    const { dispatcher } = openDispatcher({
      store: fakeStore().store,
      deliver,
      concurrency: ROOMY,
    });
    dispatcher.reserve(webhooks(3))?.launch(outgoings(3));
    expect(started).toHaveLength(3);
    dispatcher.reserve(webhooks(100))?.launch(outgoings(100));
    expect(started).toHaveLength(3);
    await waitFor(async () => started.length === 103);
  });

  it("gives back what it did not use", async () => {
    const { deliver, endAll } = heldAttempts();
    const { dispatcher } = openDispatcher({ store: fakeStore().store, deliver });
    dispatcher.reserve(webhooks(8))?.launch(outgoings(3));
    expect(dispatcher.inFlight()).toBe(3);
    dispatcher.reserve(webhooks(5))?.launch([]);
    expect(dispatcher.inFlight()).toBe(3);
    endAll();
    await waitFor(async () => dispatcher.inFlight() === 0);
  });
});

describe("a slot", () => {
  it("is held until the result is written", async () => {
    const written = Promise.withResolvers<readonly string[]>();
    const { store } = fakeStore({ settle: () => written.promise });
    const { dispatcher } = openDispatcher({ store });
    dispatcher.reserve(webhooks(1))?.launch(outgoings(1));
    await nextTurn();
    expect(dispatcher.inFlight()).toBe(1);
    written.resolve([]);
    await waitFor(async () => dispatcher.inFlight() === 0);
  });

  it("comes free when an attempt could not be made at all", async () => {
    const { store, settled } = fakeStore();
    const deliver = () => Promise.reject(new Error("no dialect"));
    const { dispatcher, log } = openDispatcher({ store, deliver });
    dispatcher.reserve(webhooks(1))?.launch(outgoings(1));
    await waitFor(async () => dispatcher.inFlight() === 0);
    expect(settled).toEqual([]);
    expect(log.lines).toMatchObject([{ level: "error", message: "attempt could not be made" }]);
  });
});

describe("due jobs", () => {
  it.each([FIRST_ATTEMPTS, RETRIES] as const)("of the %s are taken and sent", async (queue) => {
    const { store, queues, claims, settled } = fakeStore();
    queues[queue].push(...outgoings(3));
    openDispatcher({ store }).dispatcher.start();
    await waitFor(async () => settled.length === 3);
    expect(claims[0]?.ownerId).toBe(OWNER);
  });

  it("are never more than the slots that are free for them", async () => {
    const { store, queues, claims } = fakeStore();
    const { deliver, endAll } = heldAttempts();
    queues[RETRIES].push(...outgoings(20));
    const { dispatcher } = openDispatcher({ store, deliver });
    dispatcher.reserve(webhooks(2))?.launch(outgoings(2));
    dispatcher.start();
    await waitFor(async () => dispatcher.inFlight() === 8);
    expect(Math.max(...claims.map(({ limit }) => limit))).toBeLessThanOrEqual(6);
    expect(dispatcher.inFlight()).toBe(8);
    endAll();
  });

  it("leave room for first attempts, however many retries wait", async () => {
    const { store, queues } = fakeStore();
    const { deliver, started, endAll } = heldAttempts();
    queues[RETRIES].push(...outgoings(100));
    const { dispatcher } = openDispatcher({ store, deliver });
    dispatcher.start();
    await waitFor(async () => started.length === 6);
    const fresh = sampleOutgoing();
    queues[FIRST_ATTEMPTS].push(fresh);
    dispatcher.wake();
    await waitFor(async () => started.includes(fresh));
    endAll();
  });

  it("are taken as soon as a full process has a slot again", async () => {
    const { store, queues, claims, settled } = fakeStore();
    const { deliver, ends, started } = heldAttempts();
    queues[RETRIES].push(...outgoings(2));
    const { dispatcher } = openDispatcher({ store, deliver, concurrency: 2 });
    dispatcher.start();
    await waitFor(async () => started.length === 1);
    const asked = claims.length;
    const before = performance.now();
    ends[0]?.();
    await waitFor(async () => started.length === 2);
    expect(performance.now() - before).toBeLessThan(300);
    expect(claims.length).toBeGreaterThan(asked);
    ends[1]?.();
    await waitFor(async () => settled.length === 2);
  });

  it("are taken at once when a wake tells of them", async () => {
    const { store, queues, claims, settled } = fakeStore();
    const { dispatcher } = openDispatcher({ store, concurrency: ROOMY });
    dispatcher.start();
    await waitFor(async () => claims.length === 2);
    queues[FIRST_ATTEMPTS].push(sampleOutgoing());
    const before = performance.now();
    dispatcher.wake();
    await waitFor(async () => settled.length === 1);
    expect(performance.now() - before).toBeLessThan(300);
  });

  it("are found by polling when no wake told of them", async () => {
    const { store, queues, claims, settled } = fakeStore();
    openDispatcher({ store, concurrency: ROOMY }).dispatcher.start();
    await waitFor(async () => claims.length === 2);
    queues[RETRIES].push(sampleOutgoing());
    await waitFor(async () => settled.length === 1, { timeoutMs: 2_000 });
  });

  it("are not missed when the wake comes while the store is asked", async () => {
    const answers: ((found: readonly Outgoing[]) => void)[] = [];
    const { store, settled } = fakeStore({
      claim: () => new Promise((resolve) => void answers.push(resolve)),
    });
    const { dispatcher } = openDispatcher({ store, concurrency: ROOMY });
    dispatcher.start();
    await waitFor(async () => answers.length === 2);
    dispatcher.wake();
    const before = performance.now();
    for (const answer of answers.splice(0)) answer([]);
    await waitFor(async () => answers.length === 2);
    expect(performance.now() - before).toBeLessThan(300);
    answers[0]?.([sampleOutgoing()]);
    answers[1]?.([]);
    await waitFor(async () => settled.length === 1);
    for (const answer of answers) answer([]);
  });

  it("of one webhook that answers quickly are taken at its pace, not moved to the slow lane", async () => {
    const fake = fakeStore();
    const { webhook } = sampleOutgoing();
    const all = Array.from({ length: 2_000 }, () => sampleOutgoing({ webhook }));
    fake.queues[FIRST_ATTEMPTS].push(...all);
    let diverted = 0;
    const store: DispatchStore = {
      ...fake.store,
      async claim(...asked) {
        const before = fake.queues[SLOW_LANE].length;
        const claimed = await fake.store.claim(...asked);
        diverted += fake.queues[SLOW_LANE].length - before;
        return claimed;
      },
    };
    openDispatcher({ store, concurrency: ROOMY }).dispatcher.start();
    await waitFor(async () => fake.settled.length === all.length);
    expect(diverted).toBeGreaterThan(0);
    expect(diverted).toBeLessThan(500);
  });

  it("are left alone without an identity", async () => {
    const { store, queues, claims } = fakeStore();
    queues[RETRIES].push(sampleOutgoing());
    let identity: string | null = null;
    const { dispatcher } = openDispatcher({ store, ownerId: () => identity });
    dispatcher.start();
    dispatcher.wake();
    await nextTurn();
    expect(claims).toEqual([]);
    identity = OWNER;
    dispatcher.wake();
    await waitFor(async () => claims.length > 0);
  });

  it("wait out a store that fails, and no slot is lost", async () => {
    let failures = 0;
    const { store, settled } = fakeStore({
      claim: async (queue) => {
        if (queue === RETRIES) return [];
        if (failures++ < 3) throw new Error("connection refused");
        return failures === 4 ? outgoings(8) : [];
      },
    });
    const { dispatcher, log } = openDispatcher({ store });
    dispatcher.start();
    await waitFor(async () => {
      dispatcher.wake();
      return settled.length === 8;
    });
    await waitFor(async () => dispatcher.inFlight() === 0);
    expect(log.lines.filter(({ level }) => level === "error")).toHaveLength(3);
  });
});

describe("a webhook with a limit", () => {
  const limited = sampleWebhook({ ratePerSecond: 10 });

  it("has its first attempts in the slow lane, and they are taken from there at once", async () => {
    const fake = fakeStore();
    const { dispatcher } = openDispatcher({ store: fake.store });
    dispatcher.start();
    await nextTurn();
    const reservation = dispatcher.reserve([limited]);
    expect(reservation?.grants).toEqual([SLOW_LANE]);
    fake.queues[SLOW_LANE].push(sampleOutgoing({ webhook: limited }));
    reservation?.launch([]);
    await waitFor(async () => fake.settled.length === 1);
  });

  it("is not asked for again before its turns are nearly up", async () => {
    const asked: number[] = [];
    const fake = fakeStore({
      claimWaiting: async (rooms) => {
        asked.push([...rooms.values()][0] ?? 0);
        return { outgoing: [], drained: [], paced: [{ webhookId: limited.id, waitMs: 60_000 }] };
      },
      limits: async () => [{ webhookId: limited.id, perSecond: 10 }],
    });
    const { dispatcher } = openDispatcher({ store: fake.store });
    dispatcher.start();
    fake.queues[SLOW_LANE].push(sampleOutgoing({ webhook: limited }));
    dispatcher.reserve([limited])?.launch([]);
    await waitFor(async () => asked.length > 0);
    for (let n = 0; n < 20; n++) {
      dispatcher.reserve([limited])?.launch([]);
      await nextTurn();
    }
    expect(asked).toEqual([3]);
  });

  it("is sent what has its turn later at that time", async () => {
    const { started, deliver, endAll } = heldAttempts();
    const dueAt = performance.now() + 120;
    const fake = fakeStore();
    const { dispatcher } = openDispatcher({ store: fake.store, deliver });
    dispatcher.start();
    fake.queues[SLOW_LANE].push(sampleOutgoing({ webhook: limited, dueAt }));
    dispatcher.reserve([limited])?.launch([]);
    await waitFor(async () => dispatcher.inFlight() === 1);
    expect(started).toEqual([]);
    await waitFor(async () => started.length === 1);
    expect(performance.now()).toBeGreaterThanOrEqual(dueAt - 1);
    endAll();
  });

  it("is looked for in the slow lane as soon as another process says so", async () => {
    const looks: number[] = [];
    const fake = fakeStore({
      waiting: async () => {
        looks.push(performance.now());
        return [];
      },
    });
    const { dispatcher } = openDispatcher({ store: fake.store });
    dispatcher.start();
    await waitFor(async () => looks.length === 1);
    dispatcher.wake("slow-lane");
    await waitFor(async () => looks.length === 2);
    expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBeLessThan(450);
  });
});

describe("dispatchers that are gone", () => {
  it("are looked for, and what was freed is taken at once", async () => {
    const fake = fakeStore();
    let looks = 0;
    const freeDeadOwners = async () => {
      looks++;
      if (looks > 1) return 0;
      fake.queues[FIRST_ATTEMPTS].push(sampleOutgoing());
      return 1;
    };
    openDispatcher({ store: { ...fake.store, freeDeadOwners } }).dispatcher.start();
    await waitFor(async () => fake.settled.length === 1);
    await waitFor(async () => looks >= 2, { timeoutMs: 3_000 });
  });

  it("are looked for again after the look failed", async () => {
    let looks = 0;
    const { store } = fakeStore({
      freeDeadOwners: async () => {
        looks++;
        if (looks === 1) throw new Error("connection refused");
        return 0;
      },
    });
    openDispatcher({ store }).dispatcher.start();
    await waitFor(async () => looks >= 2, { timeoutMs: 3_000 });
  });
});

describe("stopping", () => {
  it("waits for what is in flight, and writes it down", async () => {
    const { store, settled } = fakeStore();
    const { deliver, endAll } = heldAttempts();
    const { dispatcher, log } = openDispatcher({ store, deliver });
    dispatcher.start();
    dispatcher.reserve(webhooks(3))?.launch(outgoings(3));
    const stopped = dispatcher.stop(Date.now() + 5_000);
    await nextTurn();
    endAll();
    await stopped;
    expect(settled).toHaveLength(3);
    expect(log.lines).toEqual([]);
  });

  it("waits also for what was being taken from the queue when it began", async () => {
    const claimed = Promise.withResolvers<readonly Outgoing[]>();
    const { store, settled } = fakeStore({
      claim: (queue) => (queue === RETRIES ? claimed.promise : Promise.resolve([])),
    });
    const { deliver, started, endAll } = heldAttempts();
    const { dispatcher, log } = openDispatcher({ store, deliver, concurrency: ROOMY });
    dispatcher.start();
    const stopped = dispatcher.stop(Date.now() + 5_000);
    claimed.resolve(outgoings(2));
    await waitFor(async () => started.length === 2);
    await nextTurn();
    endAll();
    await stopped;
    expect(settled).toHaveLength(2);
    expect(log.lines).toEqual([]);
  });

  it("takes nothing new", async () => {
    const { store, queues, claims } = fakeStore();
    const { dispatcher } = openDispatcher({ store });
    dispatcher.start();
    await dispatcher.stop(Date.now() + 5_000);
    const asked = claims.length;
    queues[FIRST_ATTEMPTS].push(sampleOutgoing());
    dispatcher.wake();
    await nextTurn();
    expect(claims).toHaveLength(asked);
  });

  it("gives up at its deadline and says how many go out again", async () => {
    const { store, settled } = fakeStore();
    const { deliver, endAll } = heldAttempts();
    const { dispatcher, log } = openDispatcher({ store, deliver });
    dispatcher.reserve(webhooks(2))?.launch(outgoings(2));
    const before = performance.now();
    await dispatcher.stop(Date.now() + 60);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(settled).toEqual([]);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { count: 2 } }]);
    endAll();
  });

  it("gives up on results that the database does not take", async () => {
    const { store } = fakeStore({ settle: () => Promise.reject(new Error("connection refused")) });
    const { dispatcher, log } = openDispatcher({ store });
    dispatcher.reserve(webhooks(2))?.launch(outgoings(2));
    await dispatcher.stop(Date.now() + 60);
    expect(log.lines.at(-1)).toMatchObject({ level: "warn", fields: { count: 2 } });
  });
});
