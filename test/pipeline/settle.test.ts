import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Settlement } from "#src/pipeline/dispatch-ports.ts";
import { RETRIES } from "#src/pipeline/jobs.ts";
import type { AttemptResult } from "#src/pipeline/ports.ts";
import { createSettler } from "#src/pipeline/settle.ts";
import { NOW, recordingLog, sampleResult } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

type Settle = (settlements: readonly Settlement[]) => Promise<readonly string[]>;

function openSettler(settle: Settle, pace = { intervalMs: 0, enough: 1 }) {
  const batches: (readonly Settlement[])[] = [];
  const settled: AttemptResult[] = [];
  const log = recordingLog();
  const settler = createSettler({
    store: {
      settle: (settlements) => {
        batches.push(settlements);
        return settle(settlements);
      },
    },
    newId: randomUUID,
    log,
    ...pace,
    onSettled: (result) => void settled.push(result),
  });
  return { settler, batches, settled, log };
}

/** A store whose transactions end when the test says so. */
function heldStore() {
  const ends: (() => void)[] = [];
  const settle: Settle = () => new Promise((resolve) => void ends.push(() => resolve([])));
  return { ends, settle };
}

const written: Settle = () => Promise.resolve([]);
const soon = () => Date.now() + 5_000;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("results", () => {
  it("that end while a transaction runs share the next one", async () => {
    const { ends, settle } = heldStore();
    const { settler, batches } = openSettler(settle);
    for (let count = 0; count < 3; count++) settler.add(sampleResult());
    await nextTurn();
    ends[0]?.();
    await nextTurn();
    ends[1]?.();
    await settler.drain(soon());
    expect(batches.map(({ length }) => length)).toEqual([1, 2]);
  });

  it("are written in batches of bounded size", async () => {
    const { ends, settle } = heldStore();
    const { settler, batches } = openSettler(settle);
    for (let count = 0; count < 1_201; count++) settler.add(sampleResult());
    for (const index of [0, 1, 2, 3]) {
      await nextTurn();
      ends[index]?.();
    }
    await settler.drain(soon());
    expect(batches.slice(1).map(({ length }) => length)).toEqual([500, 500, 200]);
  });

  it("are told of once, after they are written", async () => {
    const { ends, settle } = heldStore();
    const { settler, settled } = openSettler(settle);
    const result = sampleResult();
    settler.add(result);
    await nextTurn();
    expect(settled).toEqual([]);
    ends[0]?.();
    await settler.drain(soon());
    expect(settled).toEqual([result]);
  });

  it("are told of too when their delivery was no longer ours", async () => {
    const result = sampleResult();
    const { deliveryId } = result.outgoing;
    const { settler, settled, log } = openSettler(() => Promise.resolve([deliveryId]));
    settler.add(result);
    await settler.drain(soon());
    expect(settled).toEqual([result]);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { deliveryId } }]);
  });

  it.each(Array.from({ length: 12 }, (_, turns) => turns))(
    "are written also when they end %i microtasks after the last batch",
    async (turns) => {
      const { ends, settle } = heldStore();
      const { settler, settled } = openSettler(settle);
      settler.add(sampleResult());
      await nextTurn();
      ends[0]?.();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      settler.add(sampleResult());
      await nextTurn();
      ends[1]?.();
      await nextTurn();
      expect(settled).toHaveLength(2);
    },
  );
});

describe("an interval between batches", () => {
  const LONG = { intervalMs: 60_000, enough: 5 };

  async function afterTheFirst(pace = LONG) {
    const opened = openSettler(written, pace);
    opened.settler.add(sampleResult());
    await waitFor(async () => opened.settled.length === 1, { what: "the first batch" });
    return opened;
  }

  it("does not hold up the first result", async () => {
    const { batches } = await afterTheFirst();
    expect(batches).toHaveLength(1);
  });

  it("lets results wait for each other", async () => {
    const { settler, batches, settled } = await afterTheFirst({ intervalMs: 100, enough: 5 });
    for (let count = 0; count < 3; count++) {
      settler.add(sampleResult());
      await nextTurn();
    }
    expect(settled).toHaveLength(1);
    await waitFor(async () => settled.length === 4, { what: "the interval to end" });
    expect(batches.map(({ length }) => length)).toEqual([1, 3]);
  });

  it("ends when there are enough", async () => {
    const { settler, batches, settled } = await afterTheFirst();
    for (let count = 0; count < 5; count++) settler.add(sampleResult());
    await waitFor(async () => settled.length === 6, { what: "the second batch" });
    expect(batches.map(({ length }) => length)).toEqual([1, 5]);
  });

  it("ends when another delivery waits for one of them", async () => {
    const { settler, settled } = await afterTheFirst();
    const { outgoing } = sampleResult();
    const webhook = { ...outgoing.webhook, ordering: "call" as const };
    settler.add(sampleResult());
    await nextTurn();
    expect(settled).toHaveLength(1);
    settler.add(sampleResult({ outgoing: { ...outgoing, webhook } }));
    await waitFor(async () => settled.length === 3, { what: "the second batch" });
  });

  it("ends when draining begins", async () => {
    const { settler, settled } = await afterTheFirst();
    settler.add(sampleResult());
    expect(await settler.drain(soon())).toBe(0);
    expect(settled).toHaveLength(2);
  });
});

describe("the next attempt", () => {
  it("is a job of the retries, at its time", async () => {
    const at = new Date(NOW.getTime() + 2_000);
    const result = sampleResult({ step: { kind: "retry", at } });
    const { settler, batches } = openSettler(written);
    settler.add(result);
    await settler.drain(soon());
    expect(batches[0]?.[0]?.nextJob).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      queue: RETRIES,
      webhookId: result.outgoing.webhook.id,
      data: { deliveryId: result.outgoing.deliveryId },
      startAt: at,
    });
  });

  it.each(["delivered", "failed"] as const)("is none when it was %s", async (kind) => {
    const { settler, batches } = openSettler(written);
    settler.add(sampleResult({ step: { kind } }));
    await settler.drain(soon());
    expect(batches[0]?.[0]?.nextJob).toBeNull();
  });
});

describe("while the database is away", () => {
  it("results are kept, and written in their order once it is back", async () => {
    let isAway = true;
    const { settler, settled, log } = openSettler(() =>
      isAway ? Promise.reject(new Error("connection refused")) : Promise.resolve([]),
    );
    const results = [sampleResult(), sampleResult(), sampleResult()];
    for (const result of results) settler.add(result);
    await waitFor(async () => log.lines.length >= 2, { what: "two tries" });
    expect(settled).toEqual([]);
    isAway = false;
    await waitFor(async () => settled.length === 3, { what: "the results to be written" });
    expect(settled).toEqual(results);
    expect(log.lines.every(({ level }) => level === "error")).toBe(true);
  });

  it("draining gives up at its deadline and says how many are left", async () => {
    const { settler } = openSettler(() => Promise.reject(new Error("connection refused")));
    settler.add(sampleResult());
    settler.add(sampleResult());
    const before = performance.now();
    expect(await settler.drain(Date.now() + 80)).toBe(2);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it("a deadline in the past does not wait at all", async () => {
    const { settler } = openSettler(() => new Promise(() => undefined));
    settler.add(sampleResult());
    expect(await settler.drain(Date.now() - 1_000)).toBe(1);
  });
});

describe("draining", () => {
  it("is the end: what comes later is left to its live job", async () => {
    const { settler, batches, log } = openSettler(() =>
      Promise.reject(new Error("the pool is closed")),
    );
    settler.add(sampleResult());
    await settler.drain(Date.now());
    const { length } = batches;
    settler.add(sampleResult());
    // Longer than the pause before a second try.
    await expect(waitFor(async () => batches.length > length, { timeoutMs: 200 })).rejects.toThrow(
      "in vain",
    );
    expect(log.lines.length).toBeLessThanOrEqual(1);
  });

  it("has nothing to wait for when nothing was added", async () => {
    const { settler } = openSettler(written);
    expect(await settler.drain(soon())).toBe(0);
  });

  it("waits for all that was added before", async () => {
    const { settler, settled } = openSettler(written);
    for (let count = 0; count < 10; count++) settler.add(sampleResult());
    expect(await settler.drain(soon())).toBe(0);
    expect(settled).toHaveLength(10);
  });
});
