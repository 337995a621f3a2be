import type { CallEventType } from "#src/core/call.ts";
import type { CallData } from "#src/core/catalog/call-events.ts";
import { type CanonicalEvent, namesOf } from "#src/core/catalog.ts";
import type { RenderContext } from "#src/dialect.ts";

/** A JSON object being composed; the order of its keys is the order sent. */
type Fields = Readonly<Record<string, unknown>>;

type CallEvent = Extract<CanonicalEvent, { readonly type: CallEventType }>;
type WorkflowEvent = Extract<CanonicalEvent, { readonly type: `workflow.${string}` }>;

/**
 * `{eventType, createdAt, data}` with the fields of the SubVerse webhooks document, in the order of its samples and
 * null where unknown; null when the event has no such form under this name.
 */
export function payload(event: CanonicalEvent, context: RenderContext): Fields | null {
  const { eventKey } = context;
  if (!namesOf(event.type, "subverse").some(({ name }) => name === eventKey)) return null;
  const data = dataOf(event, context);
  return data && { eventType: eventKey, createdAt: instant(event.occurredAt), data };
}

function dataOf(event: CanonicalEvent, context: RenderContext): Fields | null {
  if (isWorkflow(event)) return workflowData(event);
  return isCall(event) ? callData(event, context) : null;
}

function isWorkflow(event: CanonicalEvent): event is WorkflowEvent {
  return event.type.startsWith("workflow.");
}

function isCall(event: CanonicalEvent): event is CallEvent {
  return "answered" in event.data;
}

function callData({ agentId, data: call }: CallEvent, { eventKey, agent }: RenderContext): Fields {
  const { customerNumber, botNumber } = parties(call);
  return {
    callId: call.callId,
    customerNumber,
    callStatus: callStatus(eventKey),
    botNumber,
    agentId,
    agentName: agent?.name ?? null,
    callDuration: seconds(call.durationMs),
    callDirection: call.direction,
    callTime: instant(call.startedAt ?? call.createdAt),
    // An event stored by an earlier release has neither transcript nor summary.
    transcript: call.transcript ?? null,
    analysis: analysis(call),
    recordingUrl: call.recordingUrl,
  };
}

/** The sentiment is one of the outcomes, where somebody was asked to find it out. */
function analysis({ outcomes, summary }: CallData): Fields {
  const { sentiment, ...others } = outcomes;
  return typeof sentiment === "string"
    ? { sentiment, summary: summary ?? null, customFields: others }
    : { sentiment: null, summary: summary ?? null, customFields: outcomes };
}

type Parties = {
  readonly customerNumber: string | null;
  readonly botNumber: string | null;
};

/** Which number is whose follows from the direction: without one, neither is said rather than the wrong one. */
function parties({ direction, fromNumber, toNumber }: CallData): Parties {
  if (direction === "outbound") return { customerNumber: toNumber, botNumber: fromNumber };
  if (direction === "inbound") return { customerNumber: fromNumber, botNumber: toNumber };
  return { customerNumber: null, botNumber: null };
}

/** `call_placed` is the sample's; the document's code expects `completed`, and the others follow it. */
function callStatus(eventKey: string): string {
  return eventKey === "call.placed" ? "call_placed" : eventKey.replace("call.", "");
}

function workflowData({ data: workflow }: WorkflowEvent): Fields {
  return {
    workflowId: workflow.workflowId,
    workflowName: workflow.workflowName,
    executionId: workflow.executionId,
    status: workflow.status,
    startedAt: instant(workflow.startedAt),
    completedAt: instant(workflow.completedAt),
    duration: seconds(workflow.durationMs),
    nodesExecuted: workflow.nodesExecuted,
    results: workflow.results,
  };
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds / 1000);
}

/**
 * ISO 8601 in UTC with milliseconds: the document's sample code tells events of one workflow apart by their time, and
 * two steps are often done within a second.
 */
function instant(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString();
}
