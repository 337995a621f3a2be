import { isAccepted } from "#src/cli/replay.ts";
import type { Answer } from "#src/cli/send-fixture.ts";
import { type CanonicalEvent, type EventDraft, eventKeys } from "#src/core/catalog.ts";
import { difference, type Period } from "./difference.ts";
import type { Records, StoredDelivery, StoredEvent } from "./records.ts";
import type { Received } from "./tenant.ts";

/** A callback that was sent, how it was answered, and the events it has to become. */
export type Play = {
  readonly name: string;
  /** Null for what no callback brought, but the passing of time. */
  readonly answer: Answer | null;
  readonly events: readonly EventDraft[];
};

export type Run = {
  readonly plays: readonly Play[];
  readonly records: Records;
  readonly received: readonly Received[];
  readonly period: Period;
};

/** Everything that is not as it should be, in words; empty when all is right. */
export function faults(run: Run): readonly string[] {
  return [
    ...run.plays.flatMap(refusal),
    ...eventFaults(run),
    ...deliveryFaults(run),
    ...receiptFaults(run),
  ];
}

function refusal({ name, answer }: Play): readonly string[] {
  if (answer === null || isAccepted(answer)) return [];
  return [`${name} was answered ${answer.status ?? "not at all"}: ${answer.text}`];
}

/** The events of the recordings are all there, say what they should, and nothing else is. */
function eventFaults({ plays, records, period }: Run): readonly string[] {
  const stored = new Map(records.events.map((event) => [event.dedupeKey, event]));
  const missingOrWrong = plays.flatMap(({ name, events }) =>
    events.flatMap((expected) => {
      const event = stored.get(expected.dedupeKey);
      stored.delete(expected.dedupeKey);
      return eventFault(expected, event, period).map((fault) => `${name}: ${fault}`);
    }),
  );
  const extra = [...stored.values()].map(
    ({ type, dedupeKey }) => `an event that no recording tells of: ${type} (${dedupeKey})`,
  );
  return [...missingOrWrong, ...extra];
}

function eventFault(
  expected: EventDraft,
  event: StoredEvent | undefined,
  period: Period,
): readonly string[] {
  if (event === undefined) return [`${expected.type} did not become an event`];
  const { type, callId, conversationId, data } = expected;
  const found = difference({ type, callId, conversationId, data }, event, period);
  return found === null ? [] : [`${type} is not as it should be: ${found}`];
}

/** Each event is to go out once under each of its names. */
export function expectedKeys(draft: EventDraft): readonly string[] {
  // Names depend on type and data alone.
  return eventKeys({ ...draft, id: "", workspaceId: "" } as CanonicalEvent, "agents-studio");
}

function deliveryFaults({ plays, records }: Run): readonly string[] {
  const byEvent = Map.groupBy(records.deliveries, ({ eventId }) => eventId);
  const idOf = new Map(records.events.map(({ dedupeKey, id }) => [dedupeKey, id]));
  return plays.flatMap(({ name, events }) =>
    events.flatMap((draft) => {
      const made = byEvent.get(idOf.get(draft.dedupeKey) ?? "") ?? [];
      const wanted = expectedKeys(draft).toSorted().join(", ");
      const actual = made
        .map(({ eventKey }) => eventKey)
        .toSorted()
        .join(", ");
      const unequal =
        wanted === actual
          ? []
          : [`${name}: ${draft.type} was to go out as [${wanted}], not as [${actual}]`];
      return [...unequal, ...made.flatMap(deliveryFault)];
    }),
  );
}

function deliveryFault({ id, eventKey, status, attempts }: StoredDelivery): readonly string[] {
  if (status === "delivered" && attempts === 1) return [];
  return [`the delivery ${id} of ${eventKey} is ${status} after ${attempts} attempts`];
}

/** The tenant got each delivery once, as it was rendered, and could verify it. */
function receiptFaults({ records, received }: Run): readonly string[] {
  const known = new Map(records.deliveries.map((delivery) => [delivery.id, delivery]));
  const receipts = Map.groupBy(received, ({ id }) => id);
  const strangers = received
    .filter(({ id }) => !known.has(id))
    .map(({ id, eventKey }) => `the tenant got ${eventKey} with an unknown webhook-id (${id})`);
  const wrong = records.deliveries.flatMap((delivery) => {
    const got = receipts.get(delivery.id) ?? [];
    return receiptFault(delivery, got).map(
      (fault) => `${delivery.eventKey} (${delivery.id}) ${fault}`,
    );
  });
  return [...strangers, ...wrong];
}

function receiptFault(delivery: StoredDelivery, got: readonly Received[]): readonly string[] {
  const [receipt, ...more] = got;
  if (receipt === undefined) return ["never reached the tenant"];
  return [
    ...(more.length === 0 ? [] : [`was sent ${got.length} times`]),
    ...(receipt.body === delivery.body ? [] : ["did not arrive as it was rendered"]),
    ...(receipt.eventKey === delivery.eventKey ? [] : [`says that it is ${receipt.eventKey}`]),
    ...receipt.failedChecks.map((check) => `fails the check of ${check}`),
  ];
}
