import { z } from "zod";

/** First attempts that no dispatcher took straight from memory. */
export const FIRST_ATTEMPTS = "first-attempts";
/** Every later attempt. */
export const RETRIES = "retries";
/**
 * What is due and has to wait for its own webhook: beyond the webhook's share of a process. Found webhook by webhook, so
 * that nobody wades through it.
 */
export const SLOW_LANE = "slow-lane";
export const QUEUES = [FIRST_ATTEMPTS, RETRIES, SLOW_LANE] as const;
export type QueueName = (typeof QUEUES)[number];

/**
 * Longest time from taking a job to settling it: 120 s of the slowest dialect, and a margin. A dead owner's
 * jobs are freed much sooner; this is the second net.
 */
export const LEASE_SECONDS = 180;

/** What a job carries: ids only. `owner`: the dispatcher that has it in memory already. */
export const DeliverJob = z.object({ deliveryId: z.uuid(), owner: z.uuid().optional() });
export type DeliverJob = z.infer<typeof DeliverJob>;

export type NewJob = {
  readonly id: string;
  readonly queue: QueueName;
  /** The job's group. Null: not known, of a job from before jobs had groups. */
  readonly webhookId: string | null;
  readonly data: DeliverJob;
  /** Null: at once. `lease-end`: not while its owner may be sending it, by the database's clock. */
  readonly startAt: Date | "lease-end" | null;
};
