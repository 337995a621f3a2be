import { describe, expect, it } from "vitest";
import { subscribableKeys } from "#src/core/catalog.ts";
import {
  deliveryStatusesOf,
  ownTypesOf,
  RECORD_STATUSES,
  verdictsOf,
  wireType,
} from "#src/core/wire-record.ts";

describe("names of callbacks", () => {
  it.each([
    ["call.completed", "call.completed"],
    ["call.busy", "call.completed"],
    ["call.initiated", "call.created"],
    ["recording.in-progress", "recording.started"],
    ["post_call_transcription", "conversation.completed"],
    ["call.transferInitiated", "transfer.initiated"],
    ["messages.text", "messages.text"],
    [null, "unknown"],
  ])("%s is called %s, and found by that name", (own, name) => {
    expect(wireType(own)).toBe(name);
    expect(ownTypesOf(name)).toContain(own);
  });

  it("find nothing by a name that is not shown", () => {
    expect(ownTypesOf("call.busy")).toEqual([]);
  });

  it("leave the names of the document alone", () => {
    for (const name of subscribableKeys("11wire")) expect(wireType(name)).toBe(name);
  });
});

describe("statuses", () => {
  it("hold every state of a delivery and of a callback once", () => {
    const states = RECORD_STATUSES.flatMap(deliveryStatusesOf);
    expect(states.toSorted()).toEqual(["delivered", "failed", "pending", "suppressed"]);
    const verdicts = RECORD_STATUSES.flatMap(verdictsOf);
    expect(verdicts.toSorted()).toEqual(["accepted", "unreadable"]);
  });

  it("call failed what was never sent", () => {
    expect(deliveryStatusesOf("failed")).toEqual(["failed", "suppressed"]);
    expect(deliveryStatusesOf("processed")).toEqual([]);
  });
});
