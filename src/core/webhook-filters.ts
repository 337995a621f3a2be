import { z } from "zod";
import type { CanonicalEvent } from "./catalog.ts";
import { outcomesOf } from "./outcomes.ts";

const MOST_VALUES = 1000;
const LONGEST_VALUE = 200;
const WRONG_VALUE = {
  error: `must be a text of 1 to ${LONGEST_VALUE} characters or a whole number`,
};
const Value = z.union(
  [z.string().min(1, WRONG_VALUE).max(LONGEST_VALUE, WRONG_VALUE), z.int()],
  WRONG_VALUE,
);
const Values = z
  .array(Value, { error: "must be a list of texts and whole numbers" })
  .max(MOST_VALUES, { error: `must have at most ${MOST_VALUES} entries` });

/**
 * Conditions on the events of a webhook, as the 11Wire document has them. An event passes when it meets each one that
 * is given; an empty list asks for nothing.
 */
export const WebhookFilters = z.object({
  /** Ids of the campaigns whose events are wanted. */
  campaigns: Values.optional(),
  /** Ids of agents: ours, another that the workspace knows them by, or the provider's where the event names it. */
  agents: Values.optional(),
  /** Names of outcomes, in either spelling: `appointment_set` is `appointmentSet`. */
  outcomes: Values.optional(),
});
export type WebhookFilters = z.infer<typeof WebhookFilters>;

/** Events that tell how a call or conversation went: only of these can an outcome be asked. */
const ENDINGS: ReadonlySet<CanonicalEvent["type"]> = new Set([
  "call.callEnded",
  "call.callExpired",
  "call.callMissed",
  "call.callFailed",
  "call.callCanceled",
  "call.voicemailReceived",
  "conversation.completed",
] as const);

/** Our id of the agent that the workspace knows by this name: a provider's id, a phone number. */
export type AgentNamed = (name: string) => string | null | undefined;

export function passes(
  filters: WebhookFilters,
  event: CanonicalEvent,
  agentNamed: AgentNamed = () => null,
): boolean {
  return (
    isAmong(filters.campaigns, campaignsOf(event)) &&
    isOfAgents(filters.agents, event, agentNamed) &&
    (!ENDINGS.has(event.type) || isAmong(filters.outcomes, saidOutcomes(event), foldOutcome))
  );
}

type Value = z.infer<typeof Value>;

function isOfAgents(
  wanted: readonly Value[] | undefined,
  event: CanonicalEvent,
  agentNamed: AgentNamed,
): boolean {
  if (isAmong(wanted, agentsOf(event))) return true;
  const { agentId } = event;
  return agentId !== null && (wanted ?? []).some((name) => agentNamed(String(name)) === agentId);
}

function isAmong(
  wanted: readonly Value[] | undefined,
  has: readonly unknown[],
  fold: (value: Value) => string = String,
): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  const values = new Set(has.filter(isValue).map(fold));
  return wanted.some((value) => values.has(fold(value)));
}

function isValue(value: unknown): value is Value {
  return typeof value === "string" || typeof value === "number";
}

function campaignsOf({ data }: CanonicalEvent): readonly unknown[] {
  const { campaignId: attached } = data.metadata;
  return ["campaignId" in data ? data.campaignId : null, attached];
}

function agentsOf({ data, agentId }: CanonicalEvent): readonly unknown[] {
  const { agentId: attached } = data.metadata;
  return [agentId, "agentReference" in data ? data.agentReference : null, attached];
}

/** What counts as a yes: of JSON, of a criterion that an analysis found met, of a question put to an agent. */
const YES: ReadonlySet<string> = new Set(["true", "yes", "success"]);

/** What was true of the call, and what was said in words: `{appointmentSet: true}`, `{outcome: "appointment_set"}`. */
function saidOutcomes({ data }: CanonicalEvent): readonly unknown[] {
  const stated = Object.entries("outcomes" in data ? outcomesOf(data) : {});
  const { outcome } = data.metadata;
  const said = [...stated, ["outcome", outcome] as const];
  return said.flatMap(([name, value]) => (isYes(value) ? [name, value] : [value].flat()));
}

function isYes(value: unknown): boolean {
  return value === true || (typeof value === "string" && YES.has(foldOutcome(value)));
}

/** Letters and digits in one spelling; accents may come composed or not. A name that has neither stands for itself. */
function foldOutcome(value: Value): string {
  const letters = String(value)
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")
    .toLowerCase();
  return letters === "" ? String(value) : letters;
}
