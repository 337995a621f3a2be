import { describe, expect, it } from "vitest";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import {
  CATALOG,
  EVENT_TYPES,
  type EventType,
  isNotice,
  PUBLISHABLE_TYPES,
} from "#src/core/catalog.ts";
import { Publication } from "#src/core/publication.ts";
import { publisher } from "#src/registry.ts";

const ORIGIN = {
  callbackId: "01890000-0000-7000-8000-000000000001",
  receivedAt: new Date("2026-03-01T12:00:00.000Z"),
};
const AGENT = "01890000-0000-7000-8000-00000000000a";

function read(...publications: readonly object[]) {
  const parsed = publications.map((publication) => Publication.parse(publication));
  return publisher.read(parsed, { ...ORIGIN, isBatch: publications.length > 1 });
}

function drafts(...publications: readonly object[]): readonly EventDraft[] {
  const result = read(...publications);
  if (!result.ok) throw new Error(JSON.stringify(result.reason));
  return result.value.facts.flatMap((fact) => (fact.kind === "event" ? fact.event : []));
}

function issuesOf(...publications: readonly object[]) {
  const result = read(...publications);
  return result.ok ? [] : result.reason;
}

describe("every event of the catalog", () => {
  it.each(PUBLISHABLE_TYPES)("%s is taken with its example", (type) => {
    const [draft] = drafts({ type, data: EXAMPLES[type] });
    expect(draft).toMatchObject({ type, data: EXAMPLES[type] });
  });

  it.each(PUBLISHABLE_TYPES)("%s is taken without what may be empty", (type) => {
    const example: Record<string, unknown> = EXAMPLES[type];
    const schema = CATALOG[type].data;
    const needed = Object.keys(example).filter(
      (name) => !schema.safeParse({ ...example, [name]: null }).success,
    );
    const records = ["metadata", "outcomes", "results", "turns", "media"];
    const data = Object.fromEntries(
      needed.filter((name) => !records.includes(name)).map((name) => [name, example[name]]),
    );
    const [draft] = drafts({ type, data });
    expect(schema.parse(draft?.data)).toEqual(draft?.data);
    for (const [name, value] of Object.entries(draft?.data ?? {})) {
      if (!(name in data))
        expect(value ?? {}).toEqual(name === "turns" || name === "media" ? [] : {});
    }
  });
});

describe("what the gateway tells of itself", () => {
  it.each(EVENT_TYPES.filter(isNotice))("%s cannot be published", (type) => {
    expect(issuesOf({ type, data: EXAMPLES[type] })).toEqual([
      { path: "type", message: "is told by the gateway itself and cannot be published" },
    ]);
  });

  it("is not offered to who misspells a type", () => {
    const [issue] = issuesOf({ type: "webhook.disable", data: {} });
    expect(issue?.message).not.toContain("webhook.disabled");
  });
});

describe("a publication", () => {
  const contact = { type: "contact.created", data: { contactId: 1 } };

  it("is named by its publisher's id, or by its request and place", () => {
    const [first, second] = drafts({ ...contact, id: "c-1" }, contact);
    expect(first?.dedupeKey).toBe("platform:c-1");
    expect(second?.dedupeKey).toBe(`publish:${ORIGIN.callbackId}:1`);
  });

  it("happened when it says, in UTC, else when it was received", () => {
    const [early, now] = drafts({ ...contact, occurredAt: "2026-02-28T23:00:00-03:00" }, contact);
    expect(early?.occurredAt).toBe("2026-03-01T02:00:00.000Z");
    expect(now?.occurredAt).toBe("2026-03-01T12:00:00.000Z");
  });

  it("carries the ids of its data", () => {
    const [draft] = drafts({ type: "tool.invoked", data: EXAMPLES["tool.invoked"] });
    const { callId, conversationId } = EXAMPLES["tool.invoked"];
    expect(draft).toMatchObject({ callId, conversationId, workflowId: null });
    const [workflow] = drafts({ type: "workflow.started", data: EXAMPLES["workflow.started"] });
    expect(workflow?.workflowId).toBe("wf_appointment_reminder");
  });

  it("belongs to the agent it names, before any number", () => {
    const data = EXAMPLES["call.callEnded"];
    const [named] = drafts({ type: "call.callEnded", data, agentId: AGENT });
    expect(named?.references).toEqual([AGENT]);
  });

  it.each([
    ["outbound", "outbound", ["+12137771234", "+525538808448"]],
    ["inbound", "inbound", ["+525538808448", "+12137771234"]],
  ])("may belong to the agent of a number: %s, our side first", (_how, direction, references) => {
    const data = { ...EXAMPLES["call.callEnded"], direction };
    expect(drafts({ type: "call.callEnded", data })[0]?.references).toEqual(references);
  });

  it("falls back on the agent in its metadata", () => {
    const [draft] = drafts({ ...contact, data: { contactId: 1, metadata: { agentId: AGENT } } });
    expect(draft).toMatchObject({ references: [], agentId: AGENT });
  });

  it("keeps credentials of tool calls out", () => {
    const data = {
      toolIdentifier: "crm",
      arguments: { apiKey: "k-1234567890", query: "hours" },
      result: { success: true, output: { token: "t-1234567890" } },
    };
    const [draft] = drafts({ type: "tool.invoked", data });
    expect(draft?.data).toMatchObject({
      arguments: { apiKey: "[redacted]", query: "hours" },
      result: { success: true, output: { token: "[redacted]" } },
    });
  });
});

describe("what cannot be published", () => {
  it.each<[string, object, string]>([
    ["a wrong type", { contactId: true }, "data.contactId"],
    ["what is missing", {}, "data.contactId"],
    ["a wrong type deep down", { contactId: 1, metadata: [] }, "data.metadata"],
    ["an id beyond 2^53", { contactId: 1, metadata: { a: [2 ** 60] } }, "data.metadata.a.0"],
    ["infinity", { contactId: 1, metadata: { a: Number.POSITIVE_INFINITY } }, "data.metadata.a"],
  ])("%s is named by its path", (_what, data, path) => {
    expect(issuesOf({ type: "contact.created", data })).toMatchObject([{ path }]);
  });

  it.each(["callId", "conversationId"])("a %s without end is refused", (name) => {
    const data = { ...EXAMPLES["tool.invoked"], [name]: "x".repeat(257) };
    expect(issuesOf({ type: "tool.invoked", data })).toMatchObject([{ path: `data.${name}` }]);
  });

  it("names the place in a batch", () => {
    const good = { type: "contact.created", data: { contactId: 1 } };
    const bad = { type: "contact.created", data: { contactId: 1, name: 7 } };
    expect(issuesOf(good, bad)).toMatchObject([{ path: "events.1.data.name" }]);
  });

  it.each<[string, EventType]>([
    ["call.callended", "call.callEnded"],
    ["workflow.in_queue", "workflow.inQueue"],
    ["contact.create", "contact.created"],
  ])("%s: says that %s may be meant", (type, meant) => {
    const [wrong] = issuesOf({ type, data: {} });
    expect(wrong?.path).toBe("type");
    expect(wrong?.message).toContain(`did you mean "${meant}"?`);
  });

  it.each(["something.else", "__proto__", "constructor"])("%s: lists what there is", (type) => {
    const [wrong] = issuesOf({ type, data: {} });
    expect(wrong?.message).toContain("tool.invoked");
    expect(wrong?.message).not.toContain("did you mean");
  });

  it.each([
    ["a day without a time", { occurredAt: "2026-03-01" }],
    ["a time without a zone", { occurredAt: "2026-03-01T12:00:00" }],
    ["the year 0", { occurredAt: "0000-01-01T00:00:00Z" }],
    ["the year 9999", { occurredAt: "9999-12-31T23:59:59Z" }],
    ["an id with a space", { id: "a b" }],
    ["an id of 201 characters", { id: "x".repeat(201) }],
    ["an empty id", { id: "" }],
    ["an agent that is no UUID", { agentId: "paula" }],
    ["a workflow of 257 characters", { workflowId: "x".repeat(257) }],
    ["data that is a list", { data: [] }],
    ["no data", { data: undefined }],
  ])("%s is refused", (_what, change) => {
    const whole = { type: "contact.created", data: { contactId: 1 }, ...change };
    expect(Publication.safeParse(whole).success).toBe(false);
  });
});

describe("a stored publish", () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const contact = { type: "contact.created", data: { contactId: 1 } };

  it.each([
    ["one", contact, "contact.created", 1],
    ["a batch", { events: [contact, { ...contact, id: "x" }] }, "contact.created", 2],
    [
      "a mixed batch",
      { events: [contact, { type: "agent.ready", data: { status: "ready" } }] },
      "batch",
      2,
    ],
  ])("is read again: %s", (_what, body, type, count) => {
    const read = publisher.normalize(bytes(body), ORIGIN);
    expect(read.ok && read.value.type).toBe(type);
    expect(read.ok && read.value.facts).toHaveLength(count);
  });

  it("names its facts as the first time", () => {
    const read = publisher.normalize(bytes(contact), ORIGIN);
    expect(read.ok && read.value.facts).toMatchObject([
      { event: { dedupeKey: `publish:${ORIGIN.callbackId}:0` } },
    ]);
  });

  it.each([
    ["not JSON", "{"],
    ["no publication", "[]"],
    ["unknown", '{"type":"x","data":{}}'],
  ])("is malformed when it is %s", (_what, body) => {
    const read = publisher.normalize(new TextEncoder().encode(body), ORIGIN);
    expect(read).toMatchObject({ ok: false, reason: "malformed" });
  });
});
