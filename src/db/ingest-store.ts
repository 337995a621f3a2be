import type pg from "pg";
import type { IngestUnit } from "#src/pipeline/ports.ts";
import { queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs } from "#src/queue/jobs.ts";
import type { ConfigCache } from "./config-cache.ts";
import { WAKE_CHANNEL } from "./presence.ts";
import { insertCallbacks, reviseCallback } from "./repositories/callbacks.ts";
import { findCalls, lockCalls, lockDueCalls, saveCalls } from "./repositories/calls.ts";
import {
  lockConversations,
  lockDueConversations,
  saveConversations,
} from "./repositories/conversations.ts";
import { insertDeliveries } from "./repositories/deliveries.ts";
import { findEvents, insertEvents } from "./repositories/events.ts";
import { claimKeys, keepAnswers } from "./repositories/idempotency-keys.ts";
import {
  assignMedia,
  callsOfConversations,
  insertMedia,
  lockConversationMedia,
} from "./repositories/media.ts";
import { preparedOn, statementName } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

export type IngestStoreOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly configs: ConfigCache;
  readonly newId: () => string;
};

/** The ingest transaction: every statement on one connection, committed together with its jobs. */
export function createIngestTransact(
  options: IngestStoreOptions,
): <T>(work: (unit: IngestUnit) => Promise<T>) => Promise<T> {
  return (work) => options.transaction((client) => work(ingestUnitOn(client, options)));
}

/** The statements of ingest, for a transaction that does other things as well. */
export function ingestUnitOn(
  client: pg.PoolClient,
  { jobs, configs, newId }: Omit<IngestStoreOptions, "transaction">,
): IngestUnit {
  const query = preparedOn(client);
  const queue = queueAdapter(client, statementName);
  return {
    insertCallbacks: (callbacks) => insertCallbacks(query, callbacks),
    lockCalls: (keys) => lockCalls(query, keys, newId),
    findCalls: (keys) => findCalls(query, keys),
    lockDueCalls: (now, limit) => lockDueCalls(query, now, limit),
    saveCalls: (calls) => saveCalls(query, calls),
    lockConversations: (keys) => lockConversations(query, keys),
    lockDueConversations: (now, limit) => lockDueConversations(query, now, limit),
    saveConversations: (conversations) => saveConversations(query, conversations),
    configs: (workspaceIds) => configs.current(query, workspaceIds),
    media: {
      lockConversations: (conversations) => lockConversationMedia(query, conversations),
      callsOf: (conversations) => callsOfConversations(query, conversations),
      insert: (media) => insertMedia(query, media),
      assign: (conversations) => assignMedia(query, conversations),
    },
    insertEvents: (events) => insertEvents(query, events),
    findEvents: (keys) => findEvents(query, keys),
    reviseCallback: (callback) => reviseCallback(query, callback),
    claimKeys: (claims, now) => claimKeys(query, claims, now),
    keepAnswers: (answers) => keepAnswers(query, answers),
    insertDeliveries: (deliveries) => insertDeliveries(query, deliveries),
    enqueue: (newJobs) => jobs.insert(queue, newJobs),
    async wakeDispatchers() {
      await client.query(`notify ${WAKE_CHANNEL}`);
    },
  };
}
