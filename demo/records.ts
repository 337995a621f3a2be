import sql from "sql-template-tag";
import { bodyOf } from "#src/db/bodies.ts";
import { createPool } from "#src/db/pool.ts";
import { queryOn } from "#src/db/sql.ts";

/** What the gateway wrote down. */
export type StoredEvent = {
  readonly id: string;
  readonly type: string;
  readonly dedupeKey: string;
  readonly callId: string | null;
  readonly conversationId: string | null;
  readonly data: unknown;
};
export type StoredDelivery = {
  readonly id: string;
  readonly eventId: string;
  readonly eventKey: string;
  readonly status: string;
  readonly attempts: number;
  readonly body: string;
};
export type Records = {
  readonly events: readonly StoredEvent[];
  readonly deliveries: readonly StoredDelivery[];
};

export async function readRecords(connectionString: string): Promise<Records> {
  // A connection that breaks fails the query that runs on it; idle ones do not matter here.
  const pool = createPool({ connectionString, max: 1, onError: () => undefined });
  const query = queryOn(pool);
  try {
    const events = await query<StoredEvent & { data: string }>(sql`
      select id, type, dedupe_key as "dedupeKey", call_id as "callId",
        conversation_id as "conversationId", data
      from events order by id`);
    const deliveries = await query<StoredDelivery>(sql`
      select id, event_id as "eventId", event_key as "eventKey", status, attempts,
        ${bodyOf(sql`deliveries`)} as body
      from deliveries order by id`);
    return {
      events: events.map((event) => ({ ...event, data: JSON.parse(event.data) })),
      deliveries,
    };
  } finally {
    await pool.end();
  }
}
