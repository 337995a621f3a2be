import { findAgentWebhook, listAgentWebhooks } from "#src/db/read-models/agent-webhooks.ts";
import { talkoverRoutes } from "#src/http/routes/talkover/index.ts";
import type { TenantApi } from "#src/http/server.ts";
import { createAgentWebhooks } from "#src/pipeline/agent-webhooks.ts";
import type { WebhookPorts } from "#src/pipeline/webhooks.ts";
import type { Storage } from "./storage.ts";

/** The TalkOver API: the webhooks of `/v1` that are limited to one agent, in the words of its document. */
export function createTalkover(
  tenant: TenantApi,
  { query }: Pick<Storage, "query">,
  checkUrl: WebhookPorts["checkUrl"],
): ReturnType<typeof talkoverRoutes> {
  const { webhooks, operations, configuration } = tenant;
  const agentWebhooks = createAgentWebhooks({
    reads: {
      find: (ref) => findAgentWebhook(query, ref),
      list: (ref) => listAgentWebhooks(query, ref),
    },
    hasAgent: async ({ workspaceId, agentId: id }) =>
      (await configuration.agents.get({ workspaceId, id })).ok,
    webhooks,
    test: operations.testWebhook,
  });
  return talkoverRoutes({ ...tenant, webhooks: agentWebhooks, checkUrl });
}
