import { afterEach, describe, expect, it } from "vitest";
import { createAlarms } from "#src/pipeline/alarms.ts";

const warnings: string[] = [];
const remember = ({ name }: Error) => void warnings.push(name);
process.on("warning", remember);
afterEach(() => process.off("warning", remember));

describe("an alarm", () => {
  it("rings at once for a time that has passed, and Node has nothing to say to that", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    createAlarms(resolve).setAt(new Date(Date.now() - 1_000));
    await promise;
    expect(warnings).toEqual([]);
  });
});
