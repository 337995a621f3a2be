/** States of a delivery; `pending` covers waiting for the first attempt and for a retry. */
export const DELIVERY_STATUSES = ["pending", "delivered", "failed", "suppressed"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Legal transitions. A manual retry reopens what has ended. */
export const NEXT = {
  pending: ["delivered", "failed", "suppressed"],
  delivered: ["pending"],
  failed: ["pending"],
  suppressed: ["pending"],
} as const satisfies Record<DeliveryStatus, readonly DeliveryStatus[]>;

export function mayBecome(from: DeliveryStatus, to: DeliveryStatus): boolean {
  return (NEXT[from] as readonly DeliveryStatus[]).includes(to);
}

/** The states from which a delivery may come to this one. */
export function sourcesOf(to: DeliveryStatus): DeliveryStatus[] {
  return DELIVERY_STATUSES.filter((from) => mayBecome(from, to));
}

/** Why an attempt did not succeed, as shown to tenants. */
export const ERROR_CLASSES = [
  "dns_error",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "tls_error",
  "timeout",
  "blocked_target",
  "invalid_response",
  "redirect",
  "http_error",
  "gone",
  "network_error",
  "internal_error",
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];
