import { describe, expect, it } from "vitest";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { freshExample } from "#src/core/catalog/example-event.ts";
import { CATALOG, eventKeys, subscribableKeys } from "#src/core/catalog.ts";

const OWNER = {
  id: "0194790c-9c00-7b3e-8f11-aa55bb66cc77",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: null,
  occurredAt: "2026-03-01T12:00:00.000Z",
};

const NAMES = DIALECT_IDS.flatMap((dialect) =>
  subscribableKeys(dialect).map((key) => [dialect, key] as const),
);

describe("a fresh sample", () => {
  it.each(NAMES)("of %s %s is an event of that name, whole and valid", (dialect, key) => {
    const event = freshExample(dialect, key, OWNER);
    if (event === null) throw new Error("there is none");
    expect(eventKeys(event, dialect)).toContain(key);
    expect(event).toMatchObject(OWNER);
    expect(CATALOG[event.type].data.safeParse(event.data).error).toBeUndefined();
  });

  it("ends when its owner says, its times as far apart as ever", () => {
    const event = freshExample("agents-studio", "call.callEnded", OWNER);
    expect(event?.data).toMatchObject({
      startedAt: "2026-03-01T11:59:06.000Z",
      answeredAt: "2026-03-01T11:59:15.000Z",
      endedAt: "2026-03-01T12:00:00.000Z",
      durationMs: 45_000,
    });
  });

  it("has ahead of it what is to come", () => {
    const event = freshExample("standard", "webhook.failing", OWNER);
    expect(event?.data).toMatchObject({
      failingSince: "2026-02-27T00:00:00.000Z",
      percent: 50,
      deactivatesAt: "2026-03-04T00:00:00.000Z",
    });
  });

  it("is of a call of its own, by all its names", () => {
    const id = "call_test_0194790c9c007b3e8f11aa55bb66cc77";
    const event = freshExample("standard", "call.callEnded", OWNER);
    expect(event).toMatchObject({ callId: id, data: { callId: id } });
    const other = freshExample("standard", "call.callEnded", { ...OWNER, id: OWNER.workspaceId });
    expect(other?.callId).not.toBe(id);
  });

  it("is not there for a name that is not", () => {
    expect(freshExample("subverse", "call.callEnded", OWNER)).toBeNull();
    expect(freshExample("standard", "toString", OWNER)).toBeNull();
  });
});
