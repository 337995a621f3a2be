import type { CallRules, CallState } from "#src/core/call.ts";
import { normalizeReference } from "#src/core/references.ts";
import type { WorkspaceConfig } from "./ports.ts";

/** What is the same for every call. */
export type StandingCallRules = Omit<CallRules, "now" | "hasCarrier" | "isMailbox">;

/** What decides about the calls of a workspace; one that is gone has neither carriers nor mailboxes. */
export function callRules(
  standing: StandingCallRules,
  config: WorkspaceConfig | undefined,
  now: string,
): CallRules {
  return {
    ...standing,
    now,
    hasCarrier: config?.hasCarrier ?? false,
    isMailbox: (call) => config !== undefined && isMailbox(config, call),
  };
}

/**
 * Any agent that the call names counts, not only the one that its events go to: which of several that is depends on
 * what was heard first, and whether a recording is a voicemail must not.
 */
function isMailbox(
  { agents, agentsByReference }: WorkspaceConfig,
  { references, agentId }: Pick<CallState, "references" | "agentId">,
): boolean {
  const named = references.map(
    (reference) => agentsByReference.get(normalizeReference(reference)) ?? reference,
  );
  return [...named, agentId].some((id) => id !== null && agents.get(id)?.isMailbox === true);
}
