import { describe, expect, it } from "vitest";
import { bodyOf, changesBetween, EMPTY, merged } from "#dashboard/screens/webhooks/form/draft.ts";
import { RESERVED, reservationOf } from "#dashboard/screens/webhooks/form/reserved.ts";
import { delaysOf } from "#dashboard/screens/webhooks/form/schedule.ts";
import { DIALECT_FACTS, DIALECTS } from "#dashboard/shared/dialects.ts";
import { timesOf } from "#dashboard/shared/retry-times.ts";
import { checkHeaders } from "#src/pipeline/webhook-checks.ts";
import { dialects } from "#src/registry.ts";

describe("what the console says of formats", () => {
  it("is of every format", () => {
    expect([...DIALECTS].toSorted()).toEqual([...dialects.keys()].toSorted());
  });

  it.each(DIALECTS)("is what the gateway does: %s", (id) => {
    const dialect = dialects.get(id);
    expect(DIALECT_FACTS[id]).toEqual({
      timeoutSeconds: (dialect?.timeoutMs ?? 0) / 1000,
      delaysSeconds: dialect?.retry.delaysMs.map((ms) => ms / 1000),
      allowsAuthorization: dialect?.allowsAuthorizationHeader,
    });
  });

  it.each(DIALECTS)("refuses the names of headers that the gateway refuses: %s", (id) => {
    const dialect = dialects.get(id);
    if (dialect === undefined) throw new Error(`no dialect ${id}`);
    const names = [
      ...Object.values(RESERVED).flat(),
      ...[...dialects.values()].flatMap(({ ownHeaders }) => ownHeaders),
      "X-API-Key",
      "Webhook",
      "Accept",
    ].map((name) => name.replace("*", "anything"));
    for (const name of names) {
      const issues = checkHeaders({ [name]: "x" }, dialect, dialects);
      expect([name, reservationOf(name, id) !== undefined]).toEqual([name, issues.length > 0]);
    }
  });
});

describe("a webhook's form", () => {
  it("tells the times of the attempts", () => {
    expect(timesOf(delaysOf({ ...EMPTY, dialect: "subverse" }) ?? [])).toEqual([0, 1, 6, 31]);
    const own = { ...EMPTY, hasOwnRetry: true, maxAttempts: "4", initialDelay: "30" };
    expect(timesOf(delaysOf({ ...own, backoffFactor: "2", maxDelay: "60" }) ?? [])).toEqual([
      0, 30, 90, 150,
    ]);
    expect(delaysOf({ ...own, maxDelay: "10" })).toBeUndefined();
    expect(delaysOf({ ...own, maxAttempts: "21" })).toBeUndefined();
    expect(delaysOf({ ...own, maxAttempts: "" })).toBeUndefined();
  });

  it("sends what is empty as nothing", () => {
    expect(bodyOf({ ...EMPTY, url: " https://a.example/ ", campaigns: "\n \n" })).toMatchObject({
      url: "https://a.example/",
      name: null,
      agentIds: null,
      headers: {},
      filters: null,
      timeoutSeconds: null,
      retryPolicy: null,
      rateLimit: null,
    });
  });

  it("sends the fields that were changed, and nothing else", () => {
    const draft = { ...EMPTY, name: "New", outcomes: "sold\n appointment_set " };
    expect(changesBetween(EMPTY, EMPTY)).toEqual({});
    expect(changesBetween(EMPTY, draft)).toEqual({
      name: "New",
      filters: { outcomes: ["sold", "appointment_set"] },
    });
  });

  it("puts one's own changes on top of what somebody else saved", () => {
    const draft = { ...EMPTY, name: "Mine" };
    const theirs = { ...EMPTY, name: "Theirs", url: "https://theirs.example/" };
    expect(merged({ base: EMPTY, draft, theirs })).toEqual({ ...theirs, name: "Mine" });
  });
});
