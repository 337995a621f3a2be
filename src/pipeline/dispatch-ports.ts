import type { NewJob, QueueName } from "./jobs.ts";
import type { AttemptResult, Outgoing } from "./ports.ts";

/** A result to write down, with the job of the next attempt where there is one. */
export type Settlement = { readonly result: AttemptResult; readonly nextJob: NewJob | null };

/** All turns of a webhook with a limit are taken for so long. */
export type PacedWebhook = { readonly webhookId: string; readonly waitMs: number };

/** `drained`: of the webhooks asked for the ones that nothing is left of. */
export type Waited = {
  readonly outgoing: readonly Outgoing[];
  readonly drained: readonly string[];
  readonly paced: readonly PacedWebhook[];
};

/** What the dispatcher needs of the database and the queue. */
export type DispatchStore = {
  /**
   * Takes due jobs for this owner and loads what they need, in one transaction. Those of webhooks that are not admitted
   * go to the slow lane instead; each that is, is asked for by itself.
   */
  claim(
    queue: QueueName,
    limit: number,
    ownerId: string,
    admit?: (webhookId: string) => boolean,
  ): Promise<readonly Outgoing[]>;
  /**
   * Takes up to so many jobs of each of these webhooks out of the slow lane, as leases of this owner; of one whose
   * circuit is open one at most, when it is time, and of one with a limit as many as have their turn in a moment.
   */
  claimWaiting(rooms: ReadonlyMap<string, number>, ownerId: string): Promise<Waited>;
  /** Of webhooks that are on, and for how long nothing is to be sent to them. */
  openCircuits(): Promise<readonly { readonly webhookId: string; readonly waitMs: number }[]>;
  /** Of webhooks that are on. */
  limits(): Promise<readonly { readonly webhookId: string; readonly perSecond: number }[]>;
  /** Webhooks that have jobs in the slow lane, in order of their ids, after this one. */
  waiting(after: string, limit: number): Promise<readonly string[]>;
  /** One transaction. Returns the ids of deliveries whose job was no longer ours, and so were left alone. */
  settle(settlements: readonly Settlement[]): Promise<readonly string[]>;
  /** Frees the jobs of owners that are gone; returns how many. */
  freeDeadOwners(): Promise<number>;
};
