import type pg from "pg";
import { findMarker } from "../load/marker.ts";

/** What the database holds of one run. */
export type RecordedRun = {
  /** Numbers of stored callbacks, each as often as it is stored. */
  readonly callbacks: readonly number[];
  readonly deliveries: readonly RecordedDelivery[];
};

export type RecordedDelivery = {
  /** Of the callback. */
  readonly number: number;
  readonly webhookId: string;
  readonly status: string;
  readonly attempts: number;
};

/** A marker is its callback's call id. */
export async function loadRecord(client: pg.Client, run: string): Promise<RecordedRun> {
  const callbacks = await client.query<[string]>({
    text: `select /* bench */ call_id from callbacks where call_id like $1`,
    values: [`${run}-%`],
    rowMode: "array",
  });
  const deliveries = await client.query<[string, string, string, number]>({
    text: `
      select /* bench */ e.call_id, d.webhook_id, d.status, d.attempts
      from events e join deliveries d on d.event_id = e.id
      where e.call_id like $1`,
    values: [`${run}-%`],
    rowMode: "array",
  });
  return {
    callbacks: callbacks.rows.map(([callId]) => numberOf(callId)),
    deliveries: deliveries.rows.map(([callId, webhookId, status, attempts]) => ({
      number: numberOf(callId),
      webhookId,
      status,
      attempts,
    })),
  };
}

function numberOf(callId: string): number {
  return findMarker(callId)?.number ?? -1;
}
