import { describe, expect, it } from "vitest";
import { orderKeyOf } from "#src/core/ordering.ts";

describe("the key of an event's order", () => {
  it.each([
    [{ callId: "a", conversationId: null }, "call a"],
    [{ callId: "a", conversationId: "b" }, "call a"],
    [{ callId: null, conversationId: "b" }, "conversation b"],
    [{ callId: null, conversationId: null }, null],
  ])("of %o is %s", (event, key) => {
    expect(orderKeyOf(event)).toBe(key);
  });

  it("is no longer than an index takes", () => {
    expect(orderKeyOf({ callId: "x".repeat(5_000), conversationId: null })).toHaveLength(500);
  });
});
