import { answer, api } from "#dashboard/app/client.ts";
import { can } from "#dashboard/app/session.ts";
import type { Webhook } from "#sdk/schema.ts";
import { type Draft, draftOf } from "./draft.ts";
import { AGENT_OPTIONS, WORKFLOW_OPTIONS } from "./selection-options.ts";

/** One state of a webhook's settings, and the tag by which a change says that it starts from it. */
export type Edited = {
  readonly webhook: Webhook;
  readonly etag: string | null;
  readonly draft: Draft;
};

export async function loadWebhook(webhookId: string, signal?: AbortSignal): Promise<Edited> {
  const call = api.GET("/v1/webhooks/{webhookId}", {
    params: { path: { webhookId } },
    ...(signal && { signal }),
  });
  const [webhook, { response }] = await Promise.all([answer(call), call]);
  const [agents, workflows] = await Promise.all([
    can("agents:read") ? AGENT_OPTIONS.names(webhook.agentIds ?? []) : NO_NAMES,
    can("workflows:read") ? WORKFLOW_OPTIONS.names(webhook.workflowIds ?? []) : NO_NAMES,
  ]);
  const draft = draftOf(webhook, new Map([...agents, ...workflows]));
  return { webhook, etag: response.headers.get("ETag"), draft };
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();
