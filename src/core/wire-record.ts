/** What the 11Wire interface calls an event: a callback that was received, or a delivery that is sent. */
import { CATALOG } from "./catalog.ts";
import type { DeliveryStatus } from "./delivery.ts";

export const RECORD_STATUSES = ["processed", "delivered", "failed", "pending"] as const;
export type RecordStatus = (typeof RECORD_STATUSES)[number];

/** Of callbacks that were refused nothing is shown: anybody can send them. */
export const SHOWN_VERDICTS = ["accepted", "unreadable"] as const;
export type ShownVerdict = (typeof SHOWN_VERDICTS)[number];

export const STATUS_OF_VERDICT = {
  accepted: "processed",
  unreadable: "failed",
} as const satisfies Record<ShownVerdict, RecordStatus>;

export const STATUS_OF_DELIVERY = {
  pending: "pending",
  delivered: "delivered",
  failed: "failed",
  suppressed: "failed",
} as const satisfies Record<DeliveryStatus, RecordStatus>;

/** The verdicts of callbacks with this status. */
export function verdictsOf(status: RecordStatus): readonly ShownVerdict[] {
  return SHOWN_VERDICTS.filter((verdict) => STATUS_OF_VERDICT[verdict] === status);
}

/** The states of deliveries with this status. */
export function deliveryStatusesOf(status: RecordStatus): readonly DeliveryStatus[] {
  const all = Object.keys(STATUS_OF_DELIVERY) as readonly DeliveryStatus[];
  return all.filter((state) => STATUS_OF_DELIVERY[state] === status);
}

const UNKNOWN = "unknown";

/** The 11Wire name of what a callback of this type tells, where it is known from the type alone. */
const WIRE_TYPES: ReadonlyMap<string, string> = new Map([
  ...canonicalNames(),
  ["call.initiated", "call.created"],
  ["call.in-progress", "call.answered"],
  ["call.busy", "call.completed"],
  ["call.no-answer", "call.completed"],
  ["call.failed", "call.completed"],
  ["call.canceled", "call.completed"],
  ["call.ended", "call.completed"],
  ["recording.in-progress", "recording.started"],
  ["post_conversation", "conversation.completed"],
  ["post_call_transcription", "conversation.completed"],
  ["post_call_transcription_otel", "conversation.completed"],
  ["call_initiation_failure", "call.completed"],
]);

/** Platforms publish under the canonical keys. */
function canonicalNames(): [string, string][] {
  return Object.entries(CATALOG).flatMap(([type, { names }]): [string, string][] => {
    const [first] = names["11wire"] ?? [];
    const name = typeof first === "string" ? first : first?.name;
    return name === undefined ? [] : [[type, name]];
  });
}

/** What a callback is about, in 11Wire's words where it has some, and else in the provider's own. */
export function wireType(ownType: string | null): string {
  return ownType === null ? UNKNOWN : (WIRE_TYPES.get(ownType) ?? ownType);
}

/** All types of callbacks that `wireType` gives this name; null stands for a callback without a type. */
export function ownTypesOf(name: string): readonly (string | null)[] {
  const renamed = [...WIRE_TYPES].filter(([, wire]) => wire === name).map(([own]) => own);
  const same = wireType(name) === name ? [name] : [];
  return [...new Set([...renamed, ...same]), ...(name === UNKNOWN ? [null] : [])];
}
