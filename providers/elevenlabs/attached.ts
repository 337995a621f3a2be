import type { Metadata } from "#src/core/catalog/call-events.ts";
import { redactJson } from "#src/security/redact.ts";
import { AgentId, isObject, Label } from "./tolerant.ts";

/** What the platform gave to the conversation when it began, told back by the provider. */
export type Attached = {
  /** Ids the platform knows the conversation by, under their camelCase names. */
  readonly ids: Metadata;
  /** The ids and everything else that was attached. */
  readonly metadata: Metadata;
  readonly agentId: string | null;
  readonly workflowId: string | null;
  readonly executionId: string | null;
};

const ID_NAMES = ["campaignId", "contactId", "executionId", "agentId", "workflowId"] as const;
const ALL_ID_NAMES: ReadonlySet<string> = new Set([...ID_NAMES, ...ID_NAMES.map(snakeCase)]);

/**
 * Reads dynamic variables or a notice's `metadata`. `system__…` are ElevenLabs' own variables and `secret__…`
 * are meant for tool headers only (ElevenLabs dynamic variables guide); neither is passed on.
 */
export function readAttached(variables: Readonly<Record<string, unknown>>): Attached {
  const ids = Object.fromEntries(ID_NAMES.flatMap((name) => idNamed(name, variables)));
  const { agentId, workflowId, executionId } = ids;
  const others = Object.entries(variables).filter(([name]) => isFree(name));
  return {
    ids,
    metadata: { ...redacted(others), ...ids },
    agentId: AgentId.parse(agentId),
    workflowId: Label.parse(workflowId),
    executionId: Label.parse(executionId),
  };
}

function idNamed(
  name: string,
  variables: Readonly<Record<string, unknown>>,
): [string, string | number][] {
  const value = variables[name] ?? variables[snakeCase(name)];
  return isId(value) ? [[name, value]] : [];
}

function isId(value: unknown): value is string | number {
  return typeof value === "string" || Number.isFinite(value);
}

function isFree(name: string): boolean {
  return !(name.startsWith("system__") || name.startsWith("secret__") || ALL_ID_NAMES.has(name));
}

/** A variable whose name speaks of a credential is one, whatever the platform meant by attaching it. */
function redacted(variables: readonly (readonly [string, unknown])[]): Metadata {
  const values = redactJson(Object.fromEntries(variables));
  return isObject(values) ? values : {};
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
