import type { CanonicalEvent, DialectId } from "#src/core/catalog.ts";
import type { RetryPolicy } from "#src/core/schedule.ts";

export type RenderContext = {
  /** UUID of the delivery; also its `webhook-id`. */
  readonly deliveryId: string;
  /** The dialect's name of the event, as subscribed. */
  readonly eventKey: string;
  /** The event's agent as its workspace knows it; null when it has none. */
  readonly agent: { readonly id: string; readonly name: string } | null;
};

export type SigningContext = {
  /** The webhook's secret, as text. */
  readonly secret: string;
  /** The secret before a rotation, while its grace period lasts: Standard Webhooks signatures are made with both. */
  readonly previousSecret: string | null;
  /** `whsk_` and base64 of an Ed25519 seed, where the webhook asked for `v1a` signatures beside `v1`. */
  readonly signingKey: string | null;
  /** The `webhook-id`: stable over all attempts of a delivery. */
  readonly messageId: string;
  readonly eventKey: string;
  /** Time of this attempt. */
  readonly at: Date;
};

/** `retry`: try again if the schedule has attempts left; `refuse`: failed for good. */
export type Verdict = "delivered" | "retry" | "refuse";

export type Dialect = {
  readonly id: DialectId;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  /** Media type of the body. */
  readonly contentType: string;
  /** Lower-case names that this dialect sets itself, so that custom headers may not. */
  readonly ownHeaders: readonly string[];
  readonly allowsAuthorizationHeader: boolean;
  /** The exact text to send, rendered once per delivery. */
  render(event: CanonicalEvent, context: RenderContext): string;
  /** Signature and timestamp headers, the Standard Webhooks ones included. */
  sign(body: string, context: SigningContext): Readonly<Record<string, string>>;
  judge(response: { readonly status: number }): Verdict;
};
