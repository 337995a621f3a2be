import { z } from "zod";
import { Goal, Metadata } from "./call-events.ts";
import { define, sameIn } from "./define.ts";

export const ToolInvokedData = z.object({
  toolId: z.string().nullable(),
  /** The tool's name. */
  toolIdentifier: z.string(),
  /** One invocation, as its source numbers it. */
  invocationId: z.string().nullable(),
  executionId: z.string().nullable(),
  callId: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** What the tool was called with; credentials redacted. */
  arguments: z.json(),
  result: z.object({ success: z.boolean(), output: z.json() }),
  durationMs: z.int().nonnegative().nullable(),
  metadata: Metadata,
});
export type ToolInvokedData = z.infer<typeof ToolInvokedData>;

export const ConversationData = z.object({
  conversationId: z.string().min(1),
  callId: z.string().nullable(),
  /** The provider's name for the agent. */
  agentReference: z.string().nullable(),
  channel: z.enum(["voice", "chat", "whatsapp", "sms", "web"]).nullable(),
  status: z.string(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  durationMs: z.int().nonnegative().nullable(),
  summary: z.string().nullable(),
  goal: Goal.nullable(),
  outcomes: z.record(z.string(), z.json()),
  metadata: Metadata,
});
export type ConversationData = z.infer<typeof ConversationData>;

export const VoiceData = z.object({
  voiceId: z.string().nullable(),
  callId: z.string().nullable(),
  /** The provider's name for the agent. */
  agentReference: z.string().nullable(),
  status: z.enum(["processing", "completed"]),
  durationMs: z.int().nonnegative().nullable(),
  metadata: Metadata,
});

export const AgentStatusData = z.object({
  agentReference: z.string().nullable(),
  callId: z.string().nullable(),
  status: z.enum(["ready", "speaking", "listening", "error"]),
  errorMessage: z.string().nullable(),
  metadata: Metadata,
});

export const ContactData = z.object({
  contactId: z.union([z.string(), z.int()]),
  campaignId: z.string().nullable(),
  name: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  metadata: Metadata,
});

export const CampaignData = z.object({
  campaignId: z.string(),
  name: z.string().nullable(),
  status: z.enum(["started", "completed"]),
  metadata: Metadata,
});

export const WorkflowData = z.object({
  workflowId: z.string(),
  workflowName: z.string().nullable(),
  executionId: z.string().nullable(),
  status: z.string(),
  nodeId: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
  durationMs: z.int().nonnegative().nullable(),
  nodesExecuted: z.int().nonnegative().nullable(),
  results: z.record(z.string(), z.json()),
  errorMessage: z.string().nullable(),
  metadata: Metadata,
});

export const PLATFORM_EVENTS = {
  "tool.invoked": define(ToolInvokedData, sameIn("tool.invoked", "agents-studio")),
  "voice.processing": define(VoiceData, sameIn("voice.processing", "11wire")),
  "voice.completed": define(VoiceData, sameIn("voice.completed", "11wire")),
  "agent.ready": define(AgentStatusData, sameIn("agent.ready", "11wire")),
  "agent.speaking": define(AgentStatusData, sameIn("agent.speaking", "11wire")),
  "agent.listening": define(AgentStatusData, sameIn("agent.listening", "11wire")),
  "agent.error": define(AgentStatusData, sameIn("agent.error", "11wire")),
  "conversation.started": define(ConversationData, sameIn("conversation.started", "11wire")),
  "conversation.completed": define(ConversationData, sameIn("conversation.completed", "11wire")),
  "contact.created": define(ContactData, sameIn("contact.created", "11wire")),
  "campaign.started": define(CampaignData, sameIn("campaign.started", "11wire")),
  "campaign.completed": define(CampaignData, sameIn("campaign.completed", "11wire")),
  "workflow.inQueue": define(WorkflowData, sameIn("workflow.in_queue", "subverse")),
  "workflow.started": define(WorkflowData, sameIn("workflow.started", "subverse")),
  "workflow.nodeExecuted": define(WorkflowData, sameIn("workflow.node_execution", "subverse")),
  "workflow.failed": define(WorkflowData, sameIn("workflow.failed", "subverse")),
  "workflow.completed": define(WorkflowData, sameIn("workflow.completed", "subverse")),
} as const;
