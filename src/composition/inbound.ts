import { hash } from "node:crypto";
import type { Config } from "#src/config.ts";
import { createIngestTransact } from "#src/db/ingest-store.ts";
import { isItemFault } from "#src/db/item-fault.ts";
import { loadConnections, stampConnections } from "#src/db/read-models/connections.ts";
import { insertRejection, trimRejections } from "#src/db/repositories/callbacks.ts";
import { preparedOn } from "#src/db/sql.ts";
import { countCallbacks } from "#src/db/stats-writes.ts";
import { addressInRanges } from "#src/http/source-address.ts";
import { type Admit, createByteBudget } from "#src/pipeline/byte-budget.ts";
import { rejectionCounts } from "#src/pipeline/callback-counts.ts";
import type { EmitDependencies, Receiver } from "#src/pipeline/emit.ts";
import { createHandshake, type Shake } from "#src/pipeline/handshake.ts";
import { createIngest, type Ingest } from "#src/pipeline/ingest.ts";
import { type LiveBus, NOBODY_WATCHES } from "#src/pipeline/live-tail-ports.ts";
import { tellCallback, tellCallbacks, tellEvents } from "#src/pipeline/live-tail-publish.ts";
import type { OpenSpool } from "#src/pipeline/media-ports.ts";
import {
  type Observers,
  observeIngest,
  observeReceive,
  observeTransact,
  UNOBSERVED,
} from "#src/pipeline/observe-inbound.ts";
import type { Log } from "#src/pipeline/ports.ts";
import { createReceive, type Receive } from "#src/pipeline/receive.ts";
import { createRejectionRecorder } from "#src/pipeline/rejections.ts";
import type { ReservedTransact } from "#src/pipeline/reserved.ts";
import { createSourcePolicy } from "#src/pipeline/source-policy.ts";
import { createWaker } from "#src/pipeline/wake.ts";
import { dialects, handshakers, providers } from "#src/registry.ts";
import { redactHeaders, redactTarget } from "#src/security/redact.ts";
import {
  type ConnectionDirectory,
  createConnectionDirectory,
  type DirectoryEntry,
} from "#src/shared-state/connection-directory.ts";
import { createSourceRanges } from "#src/shared-state/source-ranges.ts";
import type { Engine } from "./engine.ts";
import { readFailpoints } from "./failpoints.ts";
import type { Media } from "./media.ts";
import type { Storage } from "./storage.ts";

/** How long time waits before it decides about a call (core/call.ts). */
export const CALL_RULES = {
  // SignalWire spends at most 15 s on a callback, retries included; an answer is seldom that late.
  hangupHoldMs: 5_000,
  carrierSilenceMs: 60_000,
} as const;

/** Large bodies that may be in memory at once; one that is larger is let in alone. */
const LARGE_BODY_BYTES = 64 * 1024 * 1024;

export type Inbound = {
  readonly receive: Receive;
  readonly handshake: Shake;
  readonly openSpool: OpenSpool;
  readonly admit: Admit;
  readonly ingest: Ingest;
  readonly emitting: EmitDependencies & { readonly transact: ReservedTransact };
  readonly connections: ConnectionDirectory;
  /** Is it known where the provider calls from? */
  readonly knowsSources: (provider: string) => boolean;
};

export type InboundOptions = {
  readonly config: Config;
  readonly log: Log;
  readonly directory: ConnectionDirectory;
  readonly media: Media;
  readonly observers?: Observers;
  readonly live?: LiveBus;
};

/** What takes callbacks: connections, verification, normalisation, the ingest transaction. */
export function createInbound(
  { config, log, directory, media, observers = UNOBSERVED, live = NOBODY_WATCHES }: InboundOptions,
  storage: Storage,
  { dispatcher }: Engine,
  stack: AsyncDisposableStack,
): Inbound {
  const { newId, query } = storage;
  const now = () => new Date();
  const ranges = stack.use(
    createSourceRanges({ providers, file: config.network.sourceRangesFile, log }),
  );
  const sound = createIngestTransact(storage);
  const transact = readFailpoints(config.isProduction)?.inserting(sound) ?? sound;
  const emitting = {
    transact: tellEvents(observeTransact(transact, observers), live),
    reserve: (webhooks: readonly Receiver[]) => dispatcher?.reserve(webhooks) ?? null,
    dialects,
    newId,
    now,
    callRules: { ...CALL_RULES, expiryMs: config.calls.expiryMs },
  };
  const storing = createIngest({ ...emitting, isItemFault, media: media.ports });
  const ingest = tellCallbacks(observeIngest(storing, observers), live);
  if (dispatcher !== null) {
    const waker = stack.use(createWaker({ ...emitting, log }));
    waker.start();
  }
  const receive = createReceive({
    connections: directory,
    ingest,
    recordRejection: createRejectionRecorder(
      {
        async insert(callback, count) {
          await storage.transaction(async (client) => {
            const statements = preparedOn(client);
            await insertRejection(statements, callback);
            await countCallbacks(statements, rejectionCounts(callback, count));
          });
          tellCallback(live, callback);
        },
        trim: (callback, keep) => trimRejections(query, callback, keep),
      },
      log,
      now,
    ),
    isAllowedSource: createSourcePolicy({
      isEnforced: config.network.enforceSourceIps,
      allows: ranges.allows,
      inRanges: addressInRanges,
    }),
    redact: {
      headers: (headers) => redactHeaders(headers.map(([name, value]) => [name, value])),
      target: redactTarget,
    },
    digest: (queryString, body) =>
      hash("sha256", Buffer.concat([Buffer.from(`${queryString}\n`), body]), "buffer"),
    newId,
    isItemFault,
    log,
  });
  return {
    receive: observeReceive(receive, observers),
    handshake: createHandshake(directory),
    openSpool: media.files.openSpool,
    admit: createByteBudget(LARGE_BODY_BYTES),
    ingest,
    emitting,
    connections: directory,
    knowsSources: ranges.knows,
  };
}

/** The connections in the database, opened with their provider's settings schema. */
export function openDirectory({ query, box }: Storage, log: Log): ConnectionDirectory {
  const stampOf = (providerId: string) => stampConnections(query, providerId);
  return createConnectionDirectory(stampOf, async (providerId) => {
    const provider = providers.get(providerId);
    if (provider === undefined) return [];
    const { connections, unreadable } = await loadConnections(query, box, providerId);
    for (const connectionId of unreadable) {
      log.error("connection is left out", { connectionId, error: "its secrets cannot be opened" });
    }
    return connections.map(({ id, workspaceId, identifiers, raw }): DirectoryEntry => {
      const shake = handshakers.get(providerId);
      const { sourceAddresses: addresses, enforceSourceIps: enforced } = raw.settings;
      return {
        identifiers,
        candidate: {
          connectionId: id,
          workspaceId,
          receiver: provider.open(raw),
          sourceAddresses: Array.isArray(addresses) ? addresses : null,
          enforcesSource: typeof enforced === "boolean" ? enforced : null,
          handshake: (question) => shake?.(question, raw) ?? null,
        },
      };
    });
  });
}
