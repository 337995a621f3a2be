import type { Metadata } from "#src/core/catalog/call-events.ts";
import { AgentId, OptionalId } from "./fields.ts";

/** Ids that the platform gave to an agent's `global_data`, told back in the summary. */
export type Attached = {
  /** Under their camelCase names. */
  readonly ids: Metadata;
  readonly agentId: string | null;
  readonly workflowId: string | null;
  readonly executionId: string | null;
};

const ID_NAMES = ["campaignId", "contactId", "executionId", "agentId", "workflowId"] as const;

/** Only the ids: the rest is the conversation's working memory, of any size. */
export function readAttached(globalData: Metadata): Attached {
  const ids = idsIn(globalData);
  const { agentId, workflowId, executionId } = ids;
  return {
    ids,
    agentId: AgentId.parse(agentId),
    workflowId: OptionalId.parse(workflowId),
    executionId: OptionalId.parse(executionId),
  };
}

/** Everything that was attached, the ids under the names by which they are looked for. */
export function withNamedIds(attached: Metadata): Metadata {
  const ids = idsIn(attached);
  const renamed = new Set(Object.keys(ids).map(snakeCase));
  const others = Object.entries(attached).filter(([name]) => !renamed.has(name));
  return { ...Object.fromEntries(others), ...ids };
}

/** Platforms write `campaignId` or `campaign_id`. */
function idsIn(attached: Metadata): Metadata {
  return Object.fromEntries(
    ID_NAMES.flatMap((name) => {
      const value = attached[name] ?? attached[snakeCase(name)];
      return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
    }),
  );
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
