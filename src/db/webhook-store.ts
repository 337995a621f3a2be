import { fail, ok, type Result } from "#src/core/result.ts";
import { isExpected } from "#src/core/revision.ts";
import { startsAnew } from "#src/core/webhook-health.ts";
import type {
  NewWebhook,
  UnknownSelection,
  WebhookChange,
  WebhookRef,
  WebhookSettings,
  WebhookStore,
  WebhookView,
} from "#src/pipeline/tenant-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { findWebhook, listWebhooks } from "./read-models/webhooks.ts";
import { closeCircuits } from "./repositories/circuits.ts";
import { replaceSubscriptions, selectEventKeys } from "./repositories/subscriptions.ts";
import { forgetFailures } from "./repositories/webhook-counters.ts";
import {
  deleteWebhook,
  insertWebhook,
  lockWebhook,
  unknownAgents,
  unknownWorkflows,
  updateWebhook,
} from "./repositories/webhooks.ts";
import { announceConfigChange, lockWorkspace } from "./repositories/workspaces.ts";
import { preparedOn, type Query } from "./sql.ts";
import type { TenantDatabase } from "./tenant-store.ts";

type Statements = {
  readonly query: Query;
  readonly box: SecretBox;
  readonly newId: () => string;
};

export function createWebhookStore(database: TenantDatabase): WebhookStore {
  const { query: read, listQuery, transaction, box, newId } = database;
  return {
    find: (ref) => findWebhook(read, box, ref),
    list: (workspaceId, list) => listWebhooks(listQuery, box, { ...list, workspaceId }),
    insert: (webhook) =>
      transaction((client) => insert({ query: preparedOn(client), box, newId }, webhook)),
    update: (ref, decide) =>
      transaction(async (client) => {
        const statements = { query: preparedOn(client), box, newId };
        const webhook = await lockAndFind(statements, ref);
        if (webhook === null) return fail({ kind: "not-found" });
        const allEventKeys = await selectEventKeys(statements.query, ref.webhookId);
        const current = { ...webhook, allEventKeys };
        const decided = decide(current);
        if (!decided.ok) return decided;
        const change = decided.value;
        const known = await checkSelection(statements.query, ref.workspaceId, change);
        if (!known.ok) return known;
        await updateWebhook(statements.query, box, current, change);
        if (startsAnew(current, change)) {
          await forgetFailures(statements.query, ref.webhookId);
          await closeCircuits(statements.query, [ref.webhookId]);
        }
        await subscribe(statements, ref.webhookId, {
          ...change,
          keepsPaused: isSameDialect(current, change),
        });
        await announceConfigChange(statements.query, ref.workspaceId);
        return ok(await written(statements, ref));
      }),
    remove: (ref, expected) =>
      transaction(async (client) => {
        const statements = { query: preparedOn(client), box, newId };
        const webhook = await lockAndFind(statements, ref);
        if (webhook === null) return fail({ kind: "not-found" });
        if (!isExpected(expected, webhook.revision)) return fail({ kind: "precondition-failed" });
        await deleteWebhook(statements.query, ref.webhookId);
        await announceConfigChange(statements.query, ref.workspaceId);
        return ok();
      }),
  };
}

async function insert(
  statements: Statements,
  webhook: NewWebhook,
): Promise<Result<WebhookView, UnknownSelection>> {
  const { query, box } = statements;
  const { id: webhookId, workspaceId } = webhook;
  await lockWorkspace(query, workspaceId);
  const known = await checkSelection(query, workspaceId, webhook);
  if (!known.ok) return known;
  await insertWebhook(query, box, webhook);
  await subscribe(statements, webhookId, { ...webhook, keepsPaused: false });
  await announceConfigChange(query, workspaceId);
  return ok(await written(statements, { workspaceId, webhookId }));
}

async function lockAndFind(
  { query, box }: Statements,
  ref: WebhookRef,
): Promise<WebhookView | null> {
  await lockWorkspace(query, ref.workspaceId);
  return (await lockWebhook(query, ref)) ? findWebhook(query, box, ref) : null;
}

/** Another one has other words, and paused subscriptions in the old ones would mean nothing. */
function isSameDialect({ dialect }: WebhookView, change: WebhookChange): boolean {
  return change.dialect === undefined || change.dialect === dialect;
}

async function subscribe(
  { query, newId }: Statements,
  webhookId: string,
  {
    eventKeys,
    ...how
  }: Pick<WebhookChange, "eventKeys" | "at"> & { readonly keepsPaused: boolean },
): Promise<void> {
  if (eventKeys === undefined) return;
  const wanted = [...new Set(eventKeys)].map((eventKey) => ({ id: newId(), eventKey }));
  await replaceSubscriptions(query, webhookId, wanted, how);
}

/** Everything that a webhook is limited to must be its workspace's own. */
export async function checkSelection(
  query: Query,
  workspaceId: string,
  {
    agentIds = null,
    workflowIds = null,
  }: Partial<Pick<WebhookSettings, "agentIds" | "workflowIds">>,
): Promise<Result<void, UnknownSelection>> {
  const agents = await unknownAgents(query, workspaceId, agentIds);
  const workflows = await unknownWorkflows(query, workspaceId, workflowIds);
  if (agents.length === 0 && workflows.length === 0) return ok();
  return fail({ kind: "unknown-selection", agentIds: agents, workflowIds: workflows });
}

async function written({ query, box }: Statements, ref: WebhookRef): Promise<WebhookView> {
  const webhook = await findWebhook(query, box, ref);
  if (webhook === null) throw new Error("a webhook is not there right after it was written");
  return webhook;
}
