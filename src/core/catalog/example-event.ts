import type { CanonicalEvent, EventType } from "#src/core/catalog.ts";
import { EXAMPLES } from "./examples.ts";

/** Whose event it is to be. `occurredAt` in ISO 8601, UTC. */
export type ExampleOwner = Pick<CanonicalEvent, "id" | "workspaceId" | "agentId" | "occurredAt">;

/** A complete event with the sample data of its type. */
export function exampleEvent(type: EventType, owner: ExampleOwner): CanonicalEvent {
  const data = EXAMPLES[type];
  const event = {
    ...owner,
    type,
    callId: textOf(data, "callId"),
    conversationId: textOf(data, "conversationId"),
    workflowId: textOf(data, "workflowId"),
    data,
  };
  // EXAMPLES pairs each type with data of its own shape; TypeScript loses the pairing on the way.
  return event as CanonicalEvent;
}

function textOf(data: object, field: string): string | null {
  const value: unknown = Reflect.get(data, field);
  return typeof value === "string" ? value : null;
}
