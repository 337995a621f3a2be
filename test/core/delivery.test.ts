import { describe, expect, it } from "vitest";
import { DELIVERY_STATUSES, mayBecome, sourcesOf } from "#src/core/delivery.ts";

const LEGAL = new Set([
  "pending -> delivered",
  "pending -> failed",
  "pending -> suppressed",
  "delivered -> pending",
  "failed -> pending",
  "suppressed -> pending",
]);
const STEPS = DELIVERY_STATUSES.flatMap((from) =>
  DELIVERY_STATUSES.map((to) => ({ from, to, legal: LEGAL.has(`${from} -> ${to}`) })),
);

describe("a delivery", () => {
  it.each(STEPS)("that is $from may become $to: $legal", ({ from, to, legal }) => {
    expect(mayBecome(from, to)).toBe(legal);
    expect(sourcesOf(to).includes(from)).toBe(legal);
  });
});
