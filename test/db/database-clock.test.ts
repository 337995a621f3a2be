import { describe, expect, it } from "vitest";
import { createDatabaseClock } from "#src/db/database-clock.ts";
import type { Query } from "#src/db/sql.ts";

const MINUTE = 60_000;

/** Clocks in ms, moved by hand; the database answers after `tookMs`. */
function clocks() {
  const at = { process: 1_000_000, database: 1_000_000, elapsed: 50, tookMs: 0 };
  const warnings: unknown[] = [];
  const query = (async () => {
    at.elapsed += at.tookMs / 2;
    const told = at.database;
    at.elapsed += at.tookMs / 2;
    return [{ now: told }];
  }) as unknown as Query;
  const log = { warn: (_: string, about: unknown) => warnings.push(about) };
  const clock = createDatabaseClock({
    query,
    log: { info: () => undefined, error: () => undefined, ...log },
    now: () => at.process,
    elapsed: () => at.elapsed,
  });
  return { at, clock, warnings };
}

describe("the database's clock", () => {
  it("is the process's own before anybody has looked, and while both agree", async () => {
    const { at, clock, warnings } = clocks();
    at.process += 10 * MINUTE;
    expect(clock.skewMs()).toBe(0);
    at.database = at.process + 900;
    await clock.look();
    expect(clock.skewMs()).toBe(0);
    expect(warnings).toEqual([]);
  });

  it("is known at once when the process's clock is set, and when it is set right again", async () => {
    const { at, clock } = clocks();
    await clock.look();
    at.elapsed += 2_000;
    at.process += 2_000 + 10 * MINUTE;
    expect(clock.skewMs()).toBe(-10 * MINUTE);
    at.process -= 25 * MINUTE;
    expect(clock.skewMs()).toBe(15 * MINUTE);
    at.process += 15 * MINUTE;
    expect(clock.skewMs()).toBe(0);
  });

  it("is found when it is the one that is set, and told once", async () => {
    const { at, clock, warnings } = clocks();
    await clock.look();
    at.database += 3 * MINUTE;
    await clock.look();
    await clock.look();
    expect(clock.skewMs()).toBe(3 * MINUTE);
    expect(warnings).toEqual([{ skewMs: 3 * MINUTE }]);
  });

  it("is not taken from an answer that took long", async () => {
    const { at, clock } = clocks();
    at.database += 3 * MINUTE;
    at.tookMs = 600;
    await clock.look();
    expect(clock.skewMs()).toBe(0);
  });
});
