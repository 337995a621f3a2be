import type { EventData, EventType, NoticeType } from "#src/core/catalog.ts";
import type { ConversationData } from "./platform-events.ts";

const CALL_ID = "5b1c9f0e-7a54-4d5b-9c1a-2f6f0e3d8a77";
const CONVERSATION_ID = "conv_01jxd5f2h8k3m6n9p2q4r7s0t1";
const EXECUTION_ID = "0f6b1c5e-0d0a-4b57-a7a4-6a3f9b1e2c40";

const AGENT_REFERENCE = "agent_7101k5zvyjhhekj8g2f8d4c5m9aa";

const VOICE: EventData<"voice.processing"> = {
  voiceId: "voice_8d2f41",
  callId: CALL_ID,
  agentReference: AGENT_REFERENCE,
  status: "processing",
  durationMs: null,
  metadata: {},
};

const AGENT: EventData<"agent.ready"> = {
  agentReference: AGENT_REFERENCE,
  callId: CALL_ID,
  status: "ready",
  errorMessage: null,
  metadata: {},
};

const CONVERSATION: ConversationData = {
  conversationId: CONVERSATION_ID,
  callId: CALL_ID,
  agentReference: AGENT_REFERENCE,
  channel: "voice",
  status: "in-progress",
  startedAt: "2025-01-18T10:29:24.000Z",
  endedAt: null,
  durationMs: null,
  summary: null,
  goal: null,
  outcomes: {},
  metadata: {},
};

const CAMPAIGN: EventData<"campaign.started"> = {
  campaignId: "camp_spring_2025",
  name: "Spring 2025",
  status: "started",
  metadata: {},
};

const WORKFLOW: EventData<"workflow.started"> = {
  workflowId: "wf_appointment_reminder",
  workflowName: "Appointment reminder",
  executionId: EXECUTION_ID,
  status: "started",
  nodeId: null,
  startedAt: "2025-01-18T10:29:00.000Z",
  completedAt: null,
  durationMs: null,
  nodesExecuted: null,
  results: {},
  errorMessage: null,
  metadata: {},
};

export const PLATFORM_EXAMPLES: {
  readonly [T in Exclude<
    EventType,
    `call.${string}` | `whatsapp.${string}` | `sms.${string}` | NoticeType
  >]: EventData<T>;
} = {
  "tool.invoked": {
    toolId: "tool_5f3c2a9e",
    toolIdentifier: "search_knowledge_base",
    invocationId: "call_9c1f0b7d",
    executionId: EXECUTION_ID,
    callId: CALL_ID,
    conversationId: CONVERSATION_ID,
    arguments: { query: "opening hours" },
    result: { success: true, output: "We are open from 9 to 18, Monday to Saturday." },
    durationMs: 412,
    metadata: {},
  },
  "voice.processing": VOICE,
  "voice.completed": { ...VOICE, status: "completed", durationMs: 3200 },
  "agent.ready": AGENT,
  "agent.speaking": { ...AGENT, status: "speaking" },
  "agent.listening": { ...AGENT, status: "listening" },
  "agent.error": {
    ...AGENT,
    status: "error",
    errorMessage: "The language model did not answer in time",
  },
  "conversation.started": CONVERSATION,
  "conversation.completed": {
    ...CONVERSATION,
    status: "done",
    endedAt: "2025-01-18T10:30:09.000Z",
    durationMs: 45_000,
    summary: "The customer booked a visit for Tuesday.",
    goal: { achieved: true, reason: "A visit was booked" },
    outcomes: { appointmentSet: true },
  },
  "contact.created": {
    contactId: 48_213,
    campaignId: "camp_spring_2025",
    name: "Lucía Hernández",
    phoneNumber: "+525538808448",
    metadata: {},
  },
  "campaign.started": CAMPAIGN,
  "campaign.completed": { ...CAMPAIGN, status: "completed" },
  "workflow.inQueue": { ...WORKFLOW, status: "in_queue", startedAt: null },
  "workflow.started": WORKFLOW,
  "workflow.nodeExecuted": {
    ...WORKFLOW,
    status: "node_execution",
    nodeId: "node_send_sms",
    nodesExecuted: 2,
  },
  "workflow.failed": {
    ...WORKFLOW,
    status: "failed",
    nodeId: "node_send_sms",
    completedAt: "2025-01-18T10:29:30.000Z",
    durationMs: 30_000,
    nodesExecuted: 2,
    errorMessage: "The SMS gateway refused the number",
  },
  "workflow.completed": {
    ...WORKFLOW,
    status: "completed",
    completedAt: "2025-01-18T10:30:30.000Z",
    durationMs: 90_000,
    nodesExecuted: 4,
    results: { reminderSent: true },
  },
};
