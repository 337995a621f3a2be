import { ok, type Result } from "#src/core/result.ts";
import type { InboundRequest, Normalized, Publisher } from "#src/provider.ts";
import type { WholeCallback } from "./callbacks.ts";
import type { EventReads } from "./history-ports.ts";
import type { Ingest } from "./ingest.ts";
import { callIdOf } from "./known-calls.ts";
import type { Connections, Verdict } from "./ports.ts";
import type { RedeliverEvents } from "./redeliver-events.ts";
import { conflict } from "./refusals.ts";
import type { ToldEvent } from "./report.ts";
import type { Refusal } from "./tenant-ports.ts";

/** What a replay did. */
export type Replayed = {
  readonly callbackId: string;
  /** As the bytes are read today. */
  readonly verdict: Verdict;
  readonly type: string | null;
  /** How many facts they state. */
  readonly facts: number;
  readonly newEvents: readonly { readonly id: string; readonly type: string }[];
  /** Events that these bytes tell, or yielded once, and that were stored before. */
  readonly knownEvents: number;
  /** Made by this replay. */
  readonly deliveries: number;
  /** The same in words. */
  readonly message: string;
};

export type Replay = (
  callback: WholeCallback,
  force: boolean,
) => Promise<Result<Replayed, Refusal>>;

export type ReplayDependencies = {
  readonly connections: Pick<Connections, "byId">;
  readonly publisher: Publisher;
  readonly ingest: Ingest;
  readonly events: Pick<EventReads, "stored">;
  readonly redeliver: RedeliverEvents;
  /** External base URL, without a trailing slash. */
  readonly publicUrl: () => string;
};

/** Reads a callback's bytes with today's code, under today's settings of its connection, and stores what is new. */
export function createReplay(dependencies: ReplayDependencies): Replay {
  return async (callback, force) => {
    if (callback.verdict === "rejected") {
      return conflict(
        "a rejected callback cannot be replayed: nothing proves who sent it, and only the first 4 KiB of it are kept",
      );
    }
    const normalized = await normalize(dependencies, callback);
    if (normalized === null) {
      return conflict(
        "the connection of this callback is gone, and with it the settings to read it by",
      );
    }
    const read = normalized.ok ? await tellAgain(dependencies, callback, normalized.value) : [];
    const redelivered = force ? await redeliver(dependencies, callback) : 0;
    return ok(summary(callback, normalized, { told: read, redelivered, force }));
  };
}

/** Null when there are no settings to read it by. */
async function normalize(
  { connections, publisher, publicUrl }: ReplayDependencies,
  callback: WholeCallback,
): Promise<Result<Normalized, "malformed"> | null> {
  const { id: callbackId, provider, connectionId, receivedAt, body } = callback;
  if (provider === publisher.id) return publisher.normalize(body, { callbackId, receivedAt });
  const connection = connectionId && (await connections.byId(provider, connectionId));
  if (!connection || connection.workspaceId !== callback.workspaceId) return null;
  const request: InboundRequest = {
    method: callback.method === "GET" ? "GET" : "POST",
    url: `${publicUrl()}${callback.target}`,
    headers: headersOf(callback),
    body,
    receivedAt,
  };
  return connection.receiver.normalize(request);
}

function headersOf({ headers }: WholeCallback): Headers {
  const all = new Headers();
  for (const [name, value] of headers) all.append(name, value);
  return all;
}

async function tellAgain(
  { ingest }: ReplayDependencies,
  callback: WholeCallback,
  { type, facts }: Normalized,
): Promise<readonly ToldEvent[]> {
  const callId = facts.map(callIdOf).find((id) => id !== null) ?? null;
  const { told = [] } = await ingest({
    callback: { ...callback, type, callId, verdict: "accepted", reason: null },
    facts,
    isRetold: true,
    isReported: true,
  });
  return told;
}

async function redeliver(
  { events, redeliver: send }: ReplayDependencies,
  { workspaceId, eventIds }: WholeCallback,
): Promise<number> {
  return send(workspaceId, await events.stored(workspaceId, eventIds));
}

function summary(
  { id: callbackId, verdict, eventIds }: WholeCallback,
  normalized: Result<Normalized, "malformed">,
  did: {
    readonly told: readonly ToldEvent[];
    readonly redelivered: number;
    readonly force: boolean;
  },
): Replayed {
  const fresh = did.told.filter(({ isNew }) => isNew);
  const freshIds = new Set(fresh.map(({ id }) => id));
  const knownIds = new Set(
    [...eventIds, ...did.told.map(({ id }) => id)].filter((id) => !freshIds.has(id)),
  );
  const deliveries = did.redelivered + fresh.reduce((sum, event) => sum + event.deliveries, 0);
  const counts = {
    facts: normalized.ok ? normalized.value.facts.length : 0,
    newEvents: fresh.map(({ id, type }) => ({ id, type })),
    knownEvents: knownIds.size,
    deliveries,
  };
  return {
    callbackId,
    verdict: normalized.ok ? "accepted" : "unreadable",
    type: normalized.ok ? normalized.value.type : null,
    ...counts,
    message: sentence(normalized, {
      ...counts,
      wasUnreadable: verdict === "unreadable",
      force: did.force,
    }),
  };
}

type Counts = Pick<Replayed, "facts" | "newEvents" | "knownEvents" | "deliveries"> & {
  readonly wasUnreadable: boolean;
  readonly force: boolean;
};

function sentence(normalized: Result<Normalized, "malformed">, counts: Counts): string {
  const sent = `${amount(counts.deliveries, "delivery", "deliveries")} made.`;
  if (!normalized.ok) {
    const why = normalized.detail ?? "its bytes make no sense";
    return `It cannot be read today: ${why}. Nothing was emitted; ${sent}`;
  }
  const now = counts.wasUnreadable ? "It can be read now. " : "";
  if (counts.facts === 0) return `${now}It says nothing that is an event; ${sent}`;
  const fresh = amount(counts.newEvents.length, "new event", "new events");
  const known = `${amount(counts.knownEvents, "event", "events")} known before`;
  const again = counts.force
    ? "sent again"
    : "not sent again; force=true sends those it yielded again";
  const rest = counts.knownEvents === 0 ? "" : `; ${known}, ${again}`;
  return `${now}${capitalized(fresh)}${rest}; ${sent}`;
}

function amount(count: number, one: string, many: string): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
