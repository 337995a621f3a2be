import { type DialectId, subscribableKeys } from "#src/core/catalog.ts";
import { checkCustomHeaders } from "#src/core/custom-headers.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { Dialect } from "#src/dialect.ts";
import { invalid } from "./refusals.ts";
import type { CurrentWebhook, ReadRefusal, UnknownSelection } from "./tenant-ports.ts";

/** A name that one dialect signs with is taken in all of them: a webhook may get another dialect, and keep its headers. */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
  { allowsAuthorizationHeader }: Dialect,
  dialects: ReadonlyMap<DialectId, Dialect>,
): readonly Issue[] {
  const ownHeaders = [...dialects.values()].flatMap((dialect) => dialect.ownHeaders);
  return checkCustomHeaders(headers, { ownHeaders, allowsAuthorizationHeader });
}

/** Subscriptions speak the dialect's words. */
export function checkEventKeys(keys: readonly string[], dialect: Dialect): readonly Issue[] {
  const known = new Set(subscribableKeys(dialect.id));
  return keys.flatMap((key, index) =>
    known.has(key) ? [] : [issue(`eventKeys.${index}`, `is not an event of ${dialect.id}`)],
  );
}

/** A change of dialect must not leave subscriptions without a meaning. */
export function checkKept(current: CurrentWebhook, dialect: Dialect): readonly Issue[] {
  if (dialect.id === current.dialect) return [];
  const known = subscribableKeys(dialect.id);
  const lost = current.allEventKeys.filter((key) => !known.includes(key));
  if (lost.length === 0) return [];
  return [issue("dialect", `${dialect.id} does not know the subscribed ${lost.join(", ")}`)];
}

export function unknownDialect(dialects: ReadonlyMap<DialectId, Dialect>): Issue {
  return issue("dialect", `must be one of ${[...dialects.keys()].join(", ")}`);
}

type Selected = readonly string[] | null | undefined;

/** What a webhook is to be limited to, each once; undefined: nothing was said of it. */
export function selectionAsked({
  agentId,
  agentIds,
  workflowIds,
}: {
  readonly agentId?: string | null | undefined;
  readonly agentIds?: Selected;
  readonly workflowIds?: Selected;
}): Result<{ readonly agentIds: Selected; readonly workflowIds: Selected }, ReadRefusal> {
  const agents = distinct(agentIds);
  const workflows = distinct(workflowIds);
  if (agentId === undefined) return ok({ agentIds: agents, workflowIds: workflows });
  if (agents === undefined) {
    return ok({ agentIds: agentId === null ? null : [agentId], workflowIds: workflows });
  }
  // A webhook as it was read has both.
  if (agentId === soleAgent(agents)) return ok({ agentIds: agents, workflowIds: workflows });
  return invalid(issue("agentId", "contradicts agentIds; give one of the two"));
}

function distinct(ids: Selected): Selected {
  return ids && [...new Set(ids)];
}

/** Of a webhook that is limited to just one. */
export function soleAgent(agentIds: readonly string[] | null): string | null {
  return agentIds?.length === 1 ? (agentIds[0] ?? null) : null;
}

export function unknownSelection(
  unknown: UnknownSelection,
  asked: { readonly agentIds?: Selected; readonly workflowIds?: Selected },
): Result<never, ReadRefusal> {
  const agents = unknown.agentIds.map((id) =>
    issue(placeOf(id, asked.agentIds, "agentIds"), "is not an agent of this workspace"),
  );
  const workflows = unknown.workflowIds.map((id) =>
    issue(placeOf(id, asked.workflowIds, "workflowIds"), "is not a workflow of this workspace"),
  );
  return invalid(...agents, ...workflows);
}

/** Without a list the client named one agent, as `agentId`. */
function placeOf(id: string, list: Selected, name: string): string {
  return list ? `${name}.${list.indexOf(id)}` : "agentId";
}
