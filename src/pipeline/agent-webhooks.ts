import { ok, type Result } from "#src/core/result.ts";
import type {
  AgentRef,
  AgentWebhook,
  AgentWebhookReads,
  AgentWebhookRef,
} from "./agent-webhook-ports.ts";
import { conflict, NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { TestOutcome, TestWebhook } from "./test-webhook.ts";
import type { NewWebhookInput, WebhookInput, Webhooks } from "./webhooks.ts";

/** What is decided of an agent's webhook. */
type Own = "name" | "url" | "secret" | "eventKeys" | "timeoutMs" | "retryPolicy" | "isActive";
export type NewAgentWebhook = Pick<NewWebhookInput, Own>;
export type AgentWebhookChange = Pick<WebhookInput, Own>;

export type SentTest = { readonly eventKey: string; readonly outcome: TestOutcome };

/** The webhooks of the TalkOver dialect, each of them its agent's own. */
export type AgentWebhooks = {
  hasAgent(ref: AgentRef): Promise<boolean>;
  list(ref: AgentRef): Promise<readonly AgentWebhook[]>;
  create(ref: AgentRef, input: NewAgentWebhook): Promise<Result<AgentWebhook, Refusal>>;
  get(ref: AgentWebhookRef): Promise<Result<AgentWebhook, ReadRefusal>>;
  update(ref: AgentWebhookRef, change: AgentWebhookChange): Promise<Result<AgentWebhook, Refusal>>;
  remove(ref: AgentWebhookRef): Promise<Result<void, Refusal>>;
  /** With a sample of this event, or of its first. */
  test(ref: AgentWebhookRef, eventKey: string | undefined): Promise<Result<SentTest, Refusal>>;
};

export type AgentWebhookPorts = {
  readonly reads: AgentWebhookReads;
  readonly hasAgent: AgentWebhooks["hasAgent"];
  readonly webhooks: Webhooks;
  readonly test: TestWebhook;
};

export function createAgentWebhooks(ports: AgentWebhookPorts): AgentWebhooks {
  const { reads, hasAgent, webhooks } = ports;
  async function get(ref: AgentWebhookRef) {
    const webhook = await reads.find(ref);
    return webhook === null ? NOT_FOUND : ok(webhook);
  }

  return {
    hasAgent,
    get,
    list: (ref) => reads.list(ref),
    create: (ref, input) => create(ports, ref, input),
    async update(ref, change) {
      const found = await get(ref);
      return found.ok ? webhooks.update(ref, change) : found;
    },
    async remove(ref) {
      const found = await get(ref);
      return found.ok ? webhooks.remove(ref) : found;
    },
    async test(ref, asked) {
      const found = await get(ref);
      if (!found.ok) return found;
      const eventKey = asked ?? found.value.eventKeys[0];
      if (eventKey === undefined) return conflict("This webhook has no events to be tested with.");
      const tested = await ports.test(ref, { eventKey });
      return tested.ok ? ok({ eventKey, outcome: tested.value }) : tested;
    },
  };
}

async function create(
  { hasAgent, webhooks }: AgentWebhookPorts,
  { workspaceId, agentId }: AgentRef,
  input: NewAgentWebhook,
): Promise<Result<AgentWebhook, Refusal>> {
  const settings = { ...input, dialect: "talkover", agentIds: [agentId] };
  const created = await webhooks.create(workspaceId, settings);
  if (created.ok) return ok(created.value.webhook);
  // An agent that was deleted meanwhile is not there, rather than badly chosen.
  return (await hasAgent({ workspaceId, agentId })) ? created : NOT_FOUND;
}
