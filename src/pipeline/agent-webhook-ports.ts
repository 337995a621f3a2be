import type { WebhookView } from "./tenant-ports.ts";

export type AgentRef = { readonly workspaceId: string; readonly agentId: string };
export type AgentWebhookRef = AgentRef & { readonly webhookId: string };

/** What the TalkOver interface shows of a webhook. */
export type AgentWebhook = Pick<
  WebhookView,
  | "id"
  | "name"
  | "url"
  | "eventKeys"
  | "timeoutMs"
  | "retryPolicy"
  | "isActive"
  | "createdAt"
  | "updatedAt"
>;

/** Webhooks of the TalkOver dialect that are limited to this one agent; there are no others here. */
export type AgentWebhookReads = {
  /** Null when there is none. */
  find(ref: AgentWebhookRef): Promise<AgentWebhook | null>;
  /** All of them, oldest first. */
  list(ref: AgentRef): Promise<readonly AgentWebhook[]>;
};
