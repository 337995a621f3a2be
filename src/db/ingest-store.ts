import type pg from "pg";
import type { IngestUnit } from "#src/pipeline/ports.ts";
import { sendingQueue } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import type { ConfigCache } from "./config-cache.ts";
import { WAKE, WAKE_SLOW_LANE } from "./presence.ts";
import { insertCallbacks, reviseCallback } from "./repositories/callbacks.ts";
import {
  findCalls,
  insertCalls,
  lockCalls,
  lockDueCalls,
  updateCalls,
} from "./repositories/calls.ts";
import {
  lockConversations,
  lockDueConversations,
  saveConversations,
} from "./repositories/conversations.ts";
import { insertDeliveries } from "./repositories/deliveries.ts";
import { findEvents, insertEvents, insertNewEvents, noteWanted } from "./repositories/events.ts";
import { claimKeys, keepAnswers } from "./repositories/idempotency-keys.ts";
import {
  assignMedia,
  callsOfConversations,
  insertMedia,
  lockConversationMedia,
} from "./repositories/media.ts";
import { lineUp } from "./repositories/ordered-deliveries.ts";
import { named, PLANNED_ONCE, preparedOn, sendingOn, statementName } from "./sql.ts";
import { countsOfNew } from "./stats-tallies.ts";
import { countCallbacks, countDeliveries } from "./stats-writes.ts";
import type { Later, RunTransaction } from "./transact.ts";

export type IngestStoreOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly configs: ConfigCache;
  readonly newId: () => string;
};

/** So many transactions ask which events are new, after one whose events were not. */
const CAREFUL_FOR = 20;

/**
 * The ingest transaction: every statement on one connection, committed together with its jobs. Nearly always all events are
 * new, and it would be a round trip to hear so: they are taken for new, and where they are not the transaction fails, and
 * runs again as one that asks.
 */
export function createIngestTransact(
  options: IngestStoreOptions,
): <T>(work: (unit: IngestUnit) => Promise<T>) => Promise<T> {
  let careful = 0;
  return async (work) => {
    let isFirst = true;
    return options.transaction((client, later) => {
      later(client.query(named(PLANNED_ONCE)));
      const unit = ingestUnitOn(client, options, later);
      if (!isFirst) careful = CAREFUL_FOR;
      const isHopeful = isFirst && careful === 0;
      if (isFirst && careful > 0) careful--;
      isFirst = false;
      return work(isHopeful ? { ...unit, insertEvents: takingForNew(client, later) } : unit);
    });
  };
}

function takingForNew(client: pg.PoolClient, later: Later): IngestUnit["insertEvents"] {
  const query = preparedOn(client);
  return async (events) => {
    later(insertNewEvents(query, events));
    return new Set(events.map(({ event }) => event.id));
  };
}

/** The statements of ingest, for a transaction that does other things as well. What only writes waits for nothing. */
export function ingestUnitOn(
  client: pg.PoolClient,
  { jobs, configs, newId }: Omit<IngestStoreOptions, "transaction">,
  later: Later,
): IngestUnit {
  const query = preparedOn(client);
  const send = sendingOn(client, later);
  const queue = sendingQueue(client, statementName, later);
  return {
    insertCallbacks: (callbacks) => insertCallbacks(query, callbacks),
    lockCalls: (keys) => lockCalls(query, keys),
    findCalls: (keys) => findCalls(query, keys),
    lockDueCalls: (now, limit) => lockDueCalls(query, now, limit),
    async saveCalls(calls) {
      const { fresh = [], known = [] } = Object.groupBy(calls, ({ isNew }) =>
        isNew ? "fresh" : "known",
      );
      if (fresh.length > 0) await insertCalls(send, fresh, newId);
      if (known.length > 0) await updateCalls(send, known);
    },
    lockConversations: (keys) => lockConversations(query, keys),
    lockDueConversations: (now, limit) => lockDueConversations(query, now, limit),
    saveConversations: (conversations) => saveConversations(send, conversations),
    configs: (workspaceIds) => configs.current(query, workspaceIds),
    media: {
      lockConversations: (conversations) => lockConversationMedia(query, conversations),
      callsOf: (conversations) => callsOfConversations(query, conversations),
      insert: (media) => insertMedia(query, media),
      assign: (conversations) => assignMedia(query, conversations),
    },
    insertEvents: (events) => insertEvents(query, events),
    noteWanted: (eventIds) => noteWanted(query, eventIds),
    findEvents: (keys) => findEvents(query, keys),
    reviseCallback: (callback) => reviseCallback(send, callback),
    claimKeys: (claims, now) => claimKeys(query, claims, now),
    keepAnswers: (answers) => keepAnswers(send, answers),
    lineUp: (deliveries) => lineUp(query, deliveries),
    async insertDeliveries(deliveries) {
      await insertDeliveries(send, deliveries);
      await countDeliveries(send, countsOfNew(deliveries));
    },
    countCallbacks: (counts) => countCallbacks(send, counts),
    enqueue: (newJobs) => jobs.insert(queue, newJobs),
    async wakeDispatchers(where) {
      later(client.query(named(where === undefined ? WAKE : WAKE_SLOW_LANE)));
    },
  };
}
