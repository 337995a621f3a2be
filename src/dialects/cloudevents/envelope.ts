import type { CanonicalEvent } from "#src/core/catalog.ts";

/** A JSON object being composed; the order of its keys is the order sent. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * A CloudEvents 1.0 envelope. `source` and `id` together name the event, not the delivery: whoever gets it twice, by
 * two webhooks or a replay, may take the second for a duplicate. `type` is the canonical key as subscribed; a reverse
 * domain in front of it would have to be somebody's. Attributes that are not known are left out, as the format asks.
 */
export function envelope(event: CanonicalEvent): Fields {
  return {
    specversion: "1.0",
    id: event.id,
    source: `urn:uuid:${event.workspaceId}`,
    type: event.type,
    ...attribute("subject", subjectOf(event)),
    time: new Date(event.occurredAt).toISOString(),
    datacontenttype: "application/json",
    // Extension attributes: the ids that routers may need without looking into the data.
    workspaceid: event.workspaceId,
    ...attribute("agentid", event.agentId),
    ...attribute("workflowid", event.workflowId),
    data: event.data,
  };
}

/** Ids of what an event without call and conversation is about, the most telling first. */
const SUBJECTS = ["messageId", "contactId", "campaignId", "executionId", "workflowId", "webhookId"];

/** The call it belongs to, else the conversation, else what it is about. */
function subjectOf({ callId, conversationId, data }: CanonicalEvent): string | null {
  if (callId !== null) return callId;
  if (conversationId !== null) return conversationId;
  const ids = SUBJECTS.map((field): unknown => Reflect.get(data, field));
  const id = ids.find((value) => typeof value === "string" || typeof value === "number");
  return id === undefined ? null : String(id);
}

/** Control characters, halves of surrogate pairs and noncharacters: no attribute may hold one. */
const DISALLOWED = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** Nothing where the value cannot be an attribute: `data` has it in any case. */
function attribute(name: string, value: string | null): Fields {
  return value === null || value === "" || DISALLOWED.test(value) ? {} : { [name]: value };
}
