import { describe, expect, it } from "vitest";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { EXAMPLES } from "#src/core/catalog/examples.ts";
import type { CanonicalEvent, EventData } from "#src/core/catalog.ts";
import { type Webhook, wantedKeys } from "#src/core/webhook.ts";
import { passes, WebhookFilters } from "#src/core/webhook-filters.ts";

const AGENT = "00000000-0000-4000-8000-000000000301";
const OWNER = {
  id: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: AGENT,
  occurredAt: "2025-01-18T10:30:00.000Z",
};

function ended(data: Partial<EventData<"call.callEnded">>): CanonicalEvent {
  return {
    ...exampleEvent("call.callEnded", OWNER),
    type: "call.callEnded",
    data: { ...EXAMPLES["call.callEnded"], metadata: {}, outcomes: {}, ...data },
  };
}

function withOutcomes(outcomes: EventData<"call.callEnded">["outcomes"]): CanonicalEvent {
  return ended({ outcomes });
}

describe("campaigns", () => {
  it.each([
    ["the one named", ["campaign-123"], "campaign-123", true],
    ["one of several", ["campaign-1", "campaign-123"], "campaign-123", true],
    ["another", ["campaign-456"], "campaign-123", false],
    ["a number named as text", ["42"], 42, true],
    ["text named as a number", [42], "42", true],
    ["one that differs in case", ["Campaign-123"], "campaign-123", false],
    ["one that only begins alike", ["campaign-12"], "campaign-123", false],
    ["none at all", ["campaign-123"], null, false],
    ["what is no id", ["[object Object]"], { id: 1 }, false],
  ])("are asked of the attached id: %s", (_what, campaigns, campaignId, expected) => {
    expect(passes({ campaigns }, ended({ metadata: { campaignId } }))).toBe(expected);
  });

  it.each(["campaign.started", "contact.created"] as const)("are asked of %s itself", (type) => {
    const event = exampleEvent(type, OWNER);
    expect(passes({ campaigns: ["camp_spring_2025"] }, event)).toBe(true);
    expect(passes({ campaigns: ["camp_autumn_2025"] }, event)).toBe(false);
  });

  it("keep out events that belong to no campaign", () => {
    expect(passes({ campaigns: ["c"] }, exampleEvent("agent.ready", OWNER))).toBe(false);
  });
});

describe("agents", () => {
  it("are found by the workspace's id", () => {
    expect(passes({ agents: [AGENT] }, ended({}))).toBe(true);
    expect(passes({ agents: [OWNER.workspaceId] }, ended({}))).toBe(false);
  });

  it("are found by the provider's id where the event names it", () => {
    const event = exampleEvent("agent.ready", { ...OWNER, agentId: null });
    expect(passes({ agents: ["agent_7101k5zvyjhhekj8g2f8d4c5m9aa"] }, event)).toBe(true);
    expect(passes({ agents: ["agent_7101"] }, event)).toBe(false);
  });

  it.each(["voice.completed", "conversation.completed"] as const)(
    "are found by the provider's id in %s",
    (type) => {
      const event = exampleEvent(type, { ...OWNER, agentId: null });
      expect(passes({ agents: ["agent_7101k5zvyjhhekj8g2f8d4c5m9aa"] }, event)).toBe(true);
      expect(passes({ agents: ["agent_7102"] }, event)).toBe(false);
    },
  );

  it("are found by whatever the workspace knows them as", () => {
    const agentNamed = (name: string) => (name === "agent-456" ? AGENT : undefined);
    expect(passes({ agents: ["agent-456"] }, ended({}), agentNamed)).toBe(true);
    expect(passes({ agents: ["agent-457"] }, ended({}), agentNamed)).toBe(false);
    const ofNobody = { ...ended({}), agentId: null };
    expect(passes({ agents: ["agent-456"] }, ofNobody, agentNamed)).toBe(false);
    expect(passes({ agents: ["agent-457"] }, ofNobody, agentNamed)).toBe(false);
  });

  it("are found by the id that the platform attached", () => {
    const event = { ...ended({ metadata: { agentId: "agent-456" } }), agentId: null };
    expect(passes({ agents: ["agent-456"] }, event)).toBe(true);
  });

  it("keep out events of no agent", () => {
    expect(passes({ agents: [AGENT] }, { ...ended({}), agentId: null })).toBe(false);
    expect(passes({ agents: ["null"] }, { ...ended({}), agentId: null })).toBe(false);
  });
});

describe("outcomes", () => {
  it.each([
    ["appointment_set", "appointmentSet"],
    ["appointmentSet", "appointment_set"],
    ["appointment_set", "appointment_set"],
    ["call_back", "Call back"],
    ["LEAD-QUALIFIED", "leadQualified"],
    ["reuniao_marcada_às_3", "reuniaoMarcadaÀs3"],
    ["citac\u0327a\u0303o", "citação"],
    ["🎉", "🎉"],
  ])("named %s are the call's %s", (wanted, stated) => {
    expect(passes({ outcomes: [wanted] }, withOutcomes({ [stated]: true }))).toBe(true);
  });

  it.each([
    ["true", true, true],
    ["a criterion that was met", "success", true],
    ["a yes of an agent", "Yes", true],
    ["a truth in words", "true", true],
    ["false", false, false],
    ["a criterion that was not met", "failure", false],
    ["a criterion that nobody could tell", "unknown", false],
    ["null", null, false],
    ["a number", 1, false],
    ["a list", ["x"], false],
    ["an object", { value: true }, false],
  ])("hold where the value is %s: %#", (_what, value, expected) => {
    const event = withOutcomes({ appointmentSet: value });
    expect(passes({ outcomes: ["appointment_set"] }, event)).toBe(expected);
  });

  it.each([
    ["an outcome with a value", { outcomes: { disposition: "call_back" } }],
    ["several of them", { outcomes: { dispositions: ["lead_qualified", "callBack"] } }],
    ["the attached outcome", { metadata: { outcome: "call_back" } }],
    ["attached outcomes", { metadata: { outcome: ["x", "CallBack"] } }],
    [
      "outcomes attached by name",
      { metadata: { outcomes: { callBack: true, callForward: false } } },
    ],
    ["outcomes attached as a list", { metadata: { outcomes: ["call_back"] } }],
  ])("may stand in %s", (_where, data) => {
    expect(passes({ outcomes: ["call_back"] }, ended(data))).toBe(true);
    expect(passes({ outcomes: ["call_forward"] }, ended(data))).toBe(false);
  });

  it.each(["🎉", "--", "is"])("named %s are not just any", (name) => {
    const event = withOutcomes({ "🚀": true, __: true, appointmentIsSet: true });
    expect(passes({ outcomes: [name] }, event)).toBe(false);
  });

  it.each(["call.callStarted", "call.callAnswered", "call.recordingCompleted"] as const)(
    "are not asked of %s, which comes before any",
    (type) => {
      expect(passes({ outcomes: ["appointment_set"] }, exampleEvent(type, OWNER))).toBe(true);
    },
  );

  it.each([
    "call.callExpired",
    "call.callMissed",
    "call.callFailed",
    "call.callCanceled",
    "call.voicemailReceived",
  ] as const)("are asked of %s, which ends without one", (type) => {
    expect(passes({ outcomes: ["appointment_set"] }, exampleEvent(type, OWNER))).toBe(false);
  });

  it("are asked of conversations", () => {
    const event = exampleEvent("conversation.completed", OWNER);
    expect(passes({ outcomes: ["appointment_set"] }, event)).toBe(true);
    expect(passes({ outcomes: ["lead_qualified"] }, event)).toBe(false);
  });
});

it("asks for everything that is given", () => {
  const event = ended({ metadata: { campaignId: "c-1" }, outcomes: { leadQualified: true } });
  const filters = { campaigns: ["c-1"], agents: [AGENT], outcomes: ["lead_qualified"] };
  expect(passes(filters, event)).toBe(true);
  expect(passes({ ...filters, campaigns: ["c-2"] }, event)).toBe(false);
  expect(passes({ ...filters, agents: ["a-2"] }, event)).toBe(false);
  expect(passes({ ...filters, outcomes: ["call_back"] }, event)).toBe(false);
});

it.each([{}, { campaigns: [] }, { agents: [], outcomes: [] }])("asks for nothing in %j", (none) => {
  expect(passes(none, exampleEvent("agent.ready", { ...OWNER, agentId: null }))).toBe(true);
});

describe("as they come in", () => {
  it.each([
    [{ campaigns: ["campaign-123", 7], outcomes: ["appointment_set"] }, true],
    [{}, true],
    [{ campaigns: "campaign-123" }, false],
    [{ campaigns: [""] }, false],
    [{ agents: [1.5] }, false],
    [{ outcomes: [null] }, false],
    [{ outcomes: ["x".repeat(201)] }, false],
    [{ agents: Array.from({ length: 1001 }, () => "a") }, false],
  ])("%#", (filters, expected) => {
    expect(WebhookFilters.safeParse(filters).success).toBe(expected);
  });

  it.each([
    [{ campaigns: "campaign-123" }, "must be a list of texts and whole numbers"],
    [{ campaigns: null }, "must be a list of texts and whole numbers"],
    [{ campaigns: ["c", ""] }, "must be a text of 1 to 200 characters or a whole number"],
    [{ agents: [1.5] }, "must be a text of 1 to 200 characters or a whole number"],
    [{ outcomes: [true] }, "must be a text of 1 to 200 characters or a whole number"],
    [{ agents: Array.from({ length: 1001 }, () => "a") }, "must have at most 1000 entries"],
  ])("%#, or say what they have to be", (filters, message) => {
    const parsed = WebhookFilters.safeParse(filters);
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});

describe("a webhook", () => {
  const webhook: Webhook = {
    id: "0194790c-2f10-7a55-9d3e-4b8c1f6a7e20",
    workspaceId: OWNER.workspaceId,
    dialect: "11wire",
    url: "https://example-crm.com/api/webhooks/11wire",
    method: "POST",
    headers: {},
    secret: "webhooksecret123",
    previousSecret: null,
    signingKey: null,
    agentIds: null,
    workflowIds: null,
    filters: null,
    isActive: true,
    deactivationReason: null,
    retryPolicy: null,
    timeoutMs: null,
    ratePerSecond: null,
    ordering: "none",
    eventKeys: new Set(["call.created", "call.completed"]),
  };
  const interested = { ...webhook, filters: { campaigns: ["c-1"], outcomes: ["call_back"] } };

  function completed(outcomes: EventData<"call.callEnded">["outcomes"]): CanonicalEvent {
    return ended({ metadata: { campaignId: "c-1" }, outcomes });
  }

  it("without filters wants what it subscribed to", () => {
    expect(wantedKeys(webhook, completed({}))).toEqual(["call.completed"]);
  });

  it("with filters wants what passes them", () => {
    expect(wantedKeys(interested, completed({ callBack: true }))).toEqual(["call.completed"]);
    expect(wantedKeys(interested, completed({ appointmentSet: true }))).toEqual([]);
    expect(wantedKeys(interested, completed({}))).toEqual([]);
  });

  it("with filters wants nothing that it did not subscribe to", () => {
    const narrower = { ...interested, eventKeys: new Set(["call.created"]) };
    expect(wantedKeys(narrower, completed({ callBack: true }))).toEqual([]);
  });

  it("is asked for its agents as well", () => {
    const others = { ...interested, agentIds: ["00000000-0000-4000-8000-000000000302"] };
    expect(wantedKeys(others, completed({ callBack: true }))).toEqual([]);
  });

  const [AGENT_B, FLOW, FLOW_B] = ["b", "f", "g"];
  it.each([
    // The webhook's agents and workflows, the event's agent and workflow, and whether it goes there.
    [[AGENT], null, AGENT, null, true],
    [[AGENT], null, AGENT, FLOW, true],
    [[AGENT], null, AGENT_B, null, false],
    [[AGENT], null, null, FLOW, false],
    [null, [FLOW], null, FLOW, true],
    [null, [FLOW], AGENT, null, false],
    [null, [FLOW], AGENT, FLOW_B, false],
    [[AGENT], [FLOW], AGENT, null, true],
    [[AGENT], [FLOW], null, FLOW, true],
    [[AGENT], [FLOW], AGENT, FLOW, true],
    [[AGENT], [FLOW], AGENT_B, FLOW, false],
    [[AGENT], [FLOW], AGENT, FLOW_B, false],
    [[AGENT], [FLOW], null, null, false],
    [[], [FLOW], null, FLOW, true],
    [[], [FLOW], AGENT, null, false],
    [[], null, AGENT, null, false],
  ] as const)("limited to agents %j and workflows %j: of %j and %j, %j", (...row) => {
    const [agentIds, workflowIds, agentId, workflowId, goesThere] = row;
    const event = { ...completed({}), agentId, workflowId };
    const keys = goesThere ? ["call.completed"] : [];
    expect(wantedKeys({ ...webhook, agentIds, workflowIds }, event)).toEqual(keys);
  });

  it("may call its agents by any name that the workspace has for them", () => {
    const ofOne = { ...webhook, filters: { agents: ["agent-456"] } };
    expect(wantedKeys(ofOne, completed({}), () => AGENT)).toEqual(["call.completed"]);
    expect(wantedKeys(ofOne, completed({}), () => undefined)).toEqual([]);
  });
});
