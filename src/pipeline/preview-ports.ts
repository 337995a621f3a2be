import type { CanonicalEvent } from "#src/core/catalog.ts";
import type { Result } from "#src/core/result.ts";
import type { WorkspaceConfig } from "./ports.ts";
import type { UnknownSelection, WebhookSettings } from "./tenant-ports.ts";

/** A stored event, and when that was. */
export type RecentEvent = { readonly event: CanonicalEvent; readonly createdAt: Date };

/** What previews read. */
export type PreviewStore = {
  checkSelection(
    workspaceId: string,
    selection: Partial<Pick<WebhookSettings, "agentIds" | "workflowIds">>,
  ): Promise<Result<void, UnknownSelection>>;
  /** The newest first. */
  recentEvents(workspaceId: string, limit: number): Promise<readonly RecentEvent[]>;
  agents(workspaceId: string): Promise<Pick<WorkspaceConfig, "agents" | "agentsByReference">>;
};
