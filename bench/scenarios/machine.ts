import type { Scenario } from "../context.ts";
import { YARDSTICKS } from "../yardsticks.ts";

/** What this machine can do at best. */
export const machine: Scenario = {
  name: "machine",
  promises: () => YARDSTICKS,
  async run({ yardsticks }) {
    await yardsticks.passThrough();
    await yardsticks.rawInserts();
  },
};
