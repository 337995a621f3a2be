/** What a gateway would have stored at times of which a test tells. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import sql from "sql-template-tag";
import { createIds } from "#src/composition/new-ids.ts";
import type { CanonicalEvent } from "#src/core/catalog.ts";
import {
  partitionWidthMs,
  type Retention,
  type RetentionSettings,
  retentionOf,
} from "#src/core/retention.ts";
import { insertAttempts } from "#src/db/repositories/attempts.ts";
import { insertCallbacks } from "#src/db/repositories/callbacks.ts";
import { insertDeliveries, settleDeliveries } from "#src/db/repositories/deliveries.ts";
import { insertEvents } from "#src/db/repositories/events.ts";
import { createRetentionStore } from "#src/db/retention-store.ts";
import { type Query, queryOn } from "#src/db/sql.ts";
import { createTransaction, type RunTransaction } from "#src/db/transact.ts";
import type { NewDelivery, Outgoing } from "#src/pipeline/ports.ts";
import { type Deleted, deleteOld } from "#src/pipeline/retention.ts";
import {
  type LogLine,
  recordingLog,
  sampleCallback,
  sampleOutgoing,
  sampleResult,
} from "./samples.ts";

export type Story = {
  readonly callbackId: string;
  readonly eventId: string;
  readonly deliveryId: string;
  readonly callId: string;
};

export type SimulatedHistory = AsyncDisposable & {
  readonly query: Query;
  readonly transaction: RunTransaction;
  readonly log: readonly LogLine[];
  readonly retention: Retention;
  /** So many callbacks, each with a call that ended, an event and a delivery that arrived, or waits. */
  store(time: Date, count: number, waits?: boolean): Promise<readonly Story[]>;
  /** One run of retention. */
  retain(time: Date): Promise<Deleted>;
};

export function openHistory(
  connectionString: string,
  settings: RetentionSettings,
): SimulatedHistory {
  const pool = new pg.Pool({ connectionString, max: 4 });
  const query = queryOn(pool);
  const transaction = createTransaction(pool);
  const retention = retentionOf(settings);
  const widths = {
    rows: partitionWidthMs(retention.everythingMs),
    bodies: partitionWidthMs(retention.bodyMs),
  };
  const log = recordingLog();
  const clock = { now: 0 };
  const newId = createIds(() => clock.now);
  const workspaceId = randomUUID();
  const connectionId = randomUUID();
  const webhookId = randomUUID();
  const text = "a body of some length. ".repeat(20);

  function newStory(): Story {
    const [callbackId, eventId, deliveryId] = [newId(), newId(), newId()];
    return { callbackId, eventId, deliveryId, callId: randomUUID() };
  }

  return {
    query,
    transaction,
    log: log.lines,
    retention,
    async store(time, count, waits = false) {
      clock.now = time.getTime();
      const stories = Array.from({ length: count }, newStory);
      const body = new TextEncoder().encode(text);
      await insertCallbacks(
        query,
        stories.map(({ callbackId: id, callId }) =>
          sampleCallback({ id, workspaceId, connectionId, callId, receivedAt: time, body }),
        ),
      );
      await query(sql`
        insert into calls (workspace_id, call_id, id, state, created_at, updated_at)
        select ${workspaceId}::uuid, call_id, id, '{}', ${time}::timestamptz, ${time}::timestamptz
        from unnest(${stories.map(({ callId }) => callId)}::text[], ${stories.map(newId)}::uuid[])
          as c (call_id, id)`);
      const events = stories.map(({ eventId, callId, callbackId }) => ({
        event: {
          id: eventId,
          workspaceId,
          callId,
          type: "call.callStarted",
          occurredAt: time.toISOString(),
          agentId: null,
          workflowId: null,
          conversationId: null,
          data: { text },
        } as unknown as CanonicalEvent,
        dedupeKey: eventId,
        callbackId,
        isWanted: true,
      }));
      await insertEvents(query, events);
      const outgoing: readonly Outgoing[] = stories.map(({ deliveryId, eventId }) =>
        sampleOutgoing({ deliveryId, eventId, workspaceId, body: text, jobId: newId() }),
      );
      const deliveries = outgoing.map(
        ({ deliveryId: id, eventId, jobId, body }): NewDelivery => ({
          ...{ id, eventId, jobId, body, workspaceId, webhookId },
          ...{ eventKey: "call.callStarted", status: "pending", reason: null, dialect: "standard" },
          ownerId: null,
        }),
      );
      await insertDeliveries(query, deliveries);
      if (waits) return stories;
      const results = outgoing.map((one) =>
        sampleResult({
          outgoing: one,
          startedAt: time,
          response: {
            status: 200,
            headers: {},
            body: new TextEncoder().encode("thanks"),
            truncated: false,
          },
        }),
      );
      await settleDeliveries(
        query,
        results.map((result) => ({ result, nextJob: null })),
      );
      await insertAttempts(query, results);
      return stories;
    },
    retain: (time) =>
      deleteOld({
        store: createRetentionStore(transaction, widths),
        removeFile: async () => undefined,
        deleteMediaBefore: async () => 0,
        retention,
        now: () => time,
        log,
      }),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
