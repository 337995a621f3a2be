import { type EventDraft, isNotice } from "#src/core/catalog.ts";
import { deactivationTime, urlWithoutSecrets, type Warning } from "#src/core/webhook-health.ts";
import { type EmitDependencies, emit, type OwnedDraft } from "./emit.ts";
import type {
  DisabledWebhook,
  FailingWebhook,
  LastFailure,
  TellNews,
  TroubledWebhook,
} from "./notice-ports.ts";
import type { AttemptResult, IngestUnit, WorkspaceConfig } from "./ports.ts";

/** Notices can wait for their turn in the queue: they take no slot of the dispatcher from fresh events. */
export type NoticeDependencies = Omit<EmitDependencies, "reserve">;

const EXHAUSTED = "delivery.exhausted";

/**
 * Notices of what a batch of results comes to. A delivery that was given up is in its own list already, so the event is
 * made only where somebody wants it: an endpoint that is down for a day would fill the history with copies of that list.
 */
export function createTellNews(dependencies: NoticeDependencies): TellNews {
  return async (unit, { exhausted, disabled }) => {
    const given = exhausted.filter(({ outgoing }) => !isNotice(outgoing.eventKey));
    const workspaceIds = [
      ...given.map(({ outgoing }) => outgoing.workspaceId),
      ...disabled.map(({ workspaceId }) => workspaceId),
    ];
    if (workspaceIds.length === 0) return;
    const configs = await unit.configs([...new Set(workspaceIds)]);
    const at = dependencies.now();
    const drafts = [
      ...given
        .filter((result) => isWanted(result, configs))
        .map((result) => exhaustion(result, at)),
      ...disabled.map((webhook) => disabling(webhook, at)),
    ];
    await emitNotices(dependencies, unit, drafts, configs);
  };
}

/** Stores notices as events, with the deliveries that follow. */
export async function emitNotices(
  dependencies: NoticeDependencies,
  unit: IngestUnit,
  notices: readonly OwnedDraft[],
  configs: ReadonlyMap<string, WorkspaceConfig>,
): Promise<void> {
  const scope = { unit, held: { reservation: null } };
  await emit({ ...dependencies, reserve: () => null }, scope, notices, configs);
}

function isWanted(
  { outgoing: { workspaceId, webhook } }: AttemptResult,
  configs: ReadonlyMap<string, WorkspaceConfig>,
): boolean {
  const webhooks = configs.get(workspaceId)?.webhooks ?? [];
  return webhooks.some(({ id, eventKeys }) => id !== webhook.id && eventKeys.has(EXHAUSTED));
}

function exhaustion({ outgoing, ...result }: AttemptResult, at: Date): OwnedDraft {
  const { deliveryId, attempt } = outgoing;
  return owned(outgoing.workspaceId, {
    ...COMMON,
    type: EXHAUSTED,
    occurredAt: at.toISOString(),
    // One that is sent again by hand can be given up again.
    dedupeKey: `${EXHAUSTED}:${deliveryId}:${attempt}`,
    data: {
      deliveryId,
      webhookId: outgoing.webhook.id,
      eventId: outgoing.eventId,
      eventKey: outgoing.eventKey,
      attempts: attempt,
      ...failureOf(result),
      metadata: {},
    },
  });
}

/** `webhook` is locked, and active until the end of the transaction. */
export function disabling(webhook: DisabledWebhook, at: Date): OwnedDraft {
  const { webhookId, reason, failingSince } = webhook;
  return owned(webhook.workspaceId, {
    ...COMMON,
    type: "webhook.disabled",
    occurredAt: at.toISOString(),
    dedupeKey: `webhook.disabled:${webhookId}:${at.toISOString()}`,
    data: {
      ...aboutWebhook(webhook),
      reason,
      failingSince: failingSince?.toISOString() ?? null,
      disabledAt: at.toISOString(),
    },
  });
}

export function warning(webhook: FailingWebhook, percent: Warning, at: Date): OwnedDraft {
  const failingSince = webhook.failingSince.toISOString();
  return owned(webhook.workspaceId, {
    ...COMMON,
    type: "webhook.failing",
    occurredAt: at.toISOString(),
    dedupeKey: `webhook.failing:${webhook.webhookId}:${failingSince}:${percent}`,
    data: {
      ...aboutWebhook(webhook),
      percent,
      failingSince,
      deactivatesAt: deactivationTime(webhook).toISOString(),
    },
  });
}

function failureOf({
  error,
  errorClass,
  response,
}: Pick<AttemptResult, "error" | "errorClass" | "response">): LastFailure {
  return { lastError: error, errorClass, responseStatus: response?.status ?? null };
}

/** Notices are about the workspace's webhooks, so they belong to no call and no agent. */
const COMMON = {
  callId: null,
  conversationId: null,
  references: [],
  agentId: null,
  workflowId: null,
} as const;

function owned(workspaceId: string, draft: EventDraft): OwnedDraft {
  return { draft, workspaceId, callbackId: null };
}

function aboutWebhook({ webhookId, name, url, ...failure }: TroubledWebhook) {
  const { lastError, errorClass, responseStatus } = failure;
  return {
    webhookId,
    name,
    url: urlWithoutSecrets(url),
    lastError,
    errorClass,
    responseStatus,
    metadata: {},
  };
}
