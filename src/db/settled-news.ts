import type pg from "pg";
import type { DisabledWebhook, News, TellNews } from "#src/pipeline/notice-ports.ts";
import type { AttemptResult, IngestUnit, Log } from "#src/pipeline/ports.ts";
import { isItemFault } from "./item-fault.ts";
import { deactivateWebhooks, lockActiveWebhooks } from "./repositories/webhook-activity.ts";
import { preparedOn } from "./sql.ts";

export type NewsOptions = { readonly tell: TellNews; readonly log: Log };

/** Switches off the webhooks whose endpoints are gone, and tells of that and of the deliveries that were given up. */
export async function settleNews(
  client: pg.PoolClient,
  unit: IngestUnit,
  results: readonly AttemptResult[],
  options: NewsOptions,
): Promise<void> {
  const exhausted = results.filter(({ step }) => step.kind === "failed");
  if (exhausted.length === 0) return;
  const query = preparedOn(client);
  const gone = new Map(
    exhausted
      .filter(({ isGone }) => isGone)
      .map((result) => [result.outgoing.webhook.id, result] as const),
  );
  const active = gone.size === 0 ? [] : await lockActiveWebhooks(query, [...gone.keys()]);
  const disabled = active.map((webhook): DisabledWebhook => {
    const { error = null, errorClass = null, response = null } = gone.get(webhook.webhookId) ?? {};
    const responseStatus = response?.status ?? null;
    return { ...webhook, reason: "gone", lastError: error, errorClass, responseStatus };
  });
  await tellApart(client, unit, { exhausted, disabled }, options);
  // Afterwards, because it makes another version of the configurations that telling reads.
  if (disabled.length > 0) {
    await deactivateWebhooks(
      query,
      disabled.map(({ webhookId }) => webhookId),
      "gone",
    );
  }
}

/**
 * What cannot be told must not keep the results from being written, and one workspace whose configuration is damaged
 * not the others from being told.
 */
async function tellApart(
  client: pg.PoolClient,
  unit: IngestUnit,
  news: News,
  options: NewsOptions,
): Promise<void> {
  await client.query("savepoint news");
  try {
    await options.tell(unit, news);
    await client.query("release savepoint news");
  } catch (error) {
    if (!isItemFault(error)) throw error;
    await client.query("rollback to savepoint news");
    const parts = byWorkspace(news);
    if (parts.length > 1) {
      for (const part of parts) await tellApart(client, unit, part, options);
      return;
    }
    const workspaceId = workspacesOf(news)[0] ?? null;
    options.log.error("notices could not be made", { workspaceId, error: String(error) });
  }
}

function byWorkspace(news: News): readonly News[] {
  return workspacesOf(news).map((id) => ({
    exhausted: news.exhausted.filter(({ outgoing }) => outgoing.workspaceId === id),
    disabled: news.disabled.filter(({ workspaceId }) => workspaceId === id),
  }));
}

function workspacesOf({ exhausted, disabled }: News): readonly string[] {
  return [
    ...new Set([
      ...exhausted.map(({ outgoing }) => outgoing.workspaceId),
      ...disabled.map(({ workspaceId }) => workspaceId),
    ]),
  ];
}
