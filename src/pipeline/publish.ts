import { type Issue, issue } from "#src/core/issue.ts";
import type { Publication } from "#src/core/publication.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { Normalized, Publisher } from "#src/provider.ts";
import type { PublishReads } from "./history-ports.ts";
import { KEPT_MS } from "./idempotency.ts";
import type { Ingest, IngestOutcome } from "./ingest.ts";
import { callIdOf } from "./known-calls.ts";
import type { IdempotencyClaim, KeptAnswer, StoredCallback } from "./ports.ts";
import { invalid } from "./refusals.ts";
import type { ReadRefusal } from "./tenant-ports.ts";

export type PublishRequest = {
  readonly workspaceId: string;
  readonly publications: readonly Publication[];
  readonly idempotencyKey: string | null;
  /** Raw request target. */
  readonly target: string;
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly headers: Headers;
  readonly peerAddress: string;
  /** Exactly the bytes received. */
  readonly body: Uint8Array;
};

export type PublishedEvent = {
  /** Of the event that was stored first, where the publisher's id was used before. */
  readonly id: string;
  readonly type: string;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
  readonly duplicate: boolean;
};
export type PublishedBatch = { readonly data: readonly PublishedEvent[] };

export type Published<Body> = {
  readonly body: Body;
  /** The answer to an earlier request with the same key. */
  readonly isReplayed: boolean;
};

/** `key-reused`: the key came with another body before. */
export type PublishRefusal = ReadRefusal | { readonly kind: "key-reused" };

export type Publish = {
  one(request: PublishRequest): Promise<Result<Published<PublishedEvent>, PublishRefusal>>;
  /** All of them or none. */
  batch(request: PublishRequest): Promise<Result<Published<PublishedBatch>, PublishRefusal>>;
};

export type PublishDependencies = {
  readonly reads: PublishReads;
  readonly publisher: Publisher;
  readonly ingest: Ingest;
  readonly redact: {
    headers(headers: PublishRequest["rawHeaders"]): StoredCallback["headers"];
    target(target: string): string;
  };
  /** SHA-256 in hex. */
  readonly digest: (body: Uint8Array) => string;
  /** The caller's address after trusted proxies. */
  readonly clientAddress: (peerAddress: string, headers: Headers) => string;
  readonly newId: () => string;
  readonly now: () => Date;
};

type Operation<Body> = {
  /** Names the operation: a key counts for one of them. */
  readonly route: string;
  readonly isBatch: boolean;
  readonly bodyOf: (events: readonly PublishedEvent[]) => Body;
};

const ONE: Operation<PublishedEvent> = {
  route: "events",
  isBatch: false,
  bodyOf([event]) {
    if (event === undefined) throw new Error("a publish was stored without its event");
    return event;
  },
};
const BATCH: Operation<PublishedBatch> = {
  route: "events/batch",
  isBatch: true,
  bodyOf: (data) => ({ data }),
};

const ACCEPTED = 202;

/** Takes events from a tenant's own platform and stores them the way of callbacks. Resolves after the commit. */
export function createPublish(dependencies: PublishDependencies): Publish {
  return {
    one: (request) => publish(dependencies, request, ONE),
    batch: (request) => publish(dependencies, request, BATCH),
  };
}

async function publish<Body>(
  dependencies: PublishDependencies,
  request: PublishRequest,
  operation: Operation<Body>,
): Promise<Result<Published<Body>, PublishRefusal>> {
  const { ingest, newId, now, publisher } = dependencies;
  const claim = claimOf(dependencies, request, operation);
  // Before anything is checked: what was accepted once is answered the same, whatever has changed since.
  const kept = claim && (await dependencies.reads.keptAnswer(claim, now()));
  if (claim !== null && kept !== null) return answerAgain(kept, claim);
  const origin = { callbackId: newId(), receivedAt: now() };
  const { isBatch, bodyOf } = operation;
  const read = publisher.read(request.publications, { ...origin, isBatch });
  if (!read.ok) return invalid(...read.reason);
  const strangers = await strangersIn(dependencies, request, isBatch);
  if (strangers.length > 0) return invalid(...strangers);
  const answerOf = (outcome: IngestOutcome) => bodyOf(publishedIn(read.value, outcome));
  const outcome = await ingest({
    callback: callbackOf(dependencies, request, { ...origin, normalized: read.value }),
    facts: read.value.facts,
    isReported: true,
    ...(claim !== null && {
      idempotency: {
        ...claim,
        answer: (made) => ({ status: ACCEPTED, answer: JSON.stringify(answerOf(made)) }),
      },
    }),
  });
  if (claim !== null && outcome.answered) return answerAgain(outcome.answered, claim);
  return ok({ body: answerOf(outcome), isReplayed: false });
}

function claimOf(
  { digest, now }: PublishDependencies,
  { workspaceId, idempotencyKey: key, body }: PublishRequest,
  { route }: Operation<unknown>,
): IdempotencyClaim | null {
  if (key === null) return null;
  const expiresAt = new Date(now().getTime() + KEPT_MS);
  return { workspaceId, route, key, bodyDigest: digest(body), expiresAt };
}

function answerAgain<Body>(
  { bodyDigest, answer }: KeptAnswer,
  claim: IdempotencyClaim,
): Result<Published<Body>, PublishRefusal> {
  if (bodyDigest !== claim.bodyDigest) return fail({ kind: "key-reused" });
  // Written for this very route, as its body.
  return ok({ body: JSON.parse(answer) as Body, isReplayed: true });
}

/** Agents that are named and not the workspace's. */
async function strangersIn(
  { reads }: PublishDependencies,
  { workspaceId, publications }: PublishRequest,
  isBatch: boolean,
): Promise<readonly Issue[]> {
  const named = new Set(publications.flatMap(({ agentId }) => agentId ?? []));
  if (named.size === 0) return [];
  const known = await reads.agentsAmong(workspaceId, [...named]);
  return publications.flatMap(({ agentId }, index) => {
    if (agentId == null || known.has(agentId)) return [];
    const path = isBatch ? `events.${index}.agentId` : "agentId";
    return [issue(path, "is not an agent of this workspace")];
  });
}

function callbackOf(
  { publisher, redact, clientAddress }: PublishDependencies,
  request: PublishRequest,
  about: {
    readonly callbackId: string;
    readonly receivedAt: Date;
    readonly normalized: Normalized;
  },
): StoredCallback & { readonly workspaceId: string } {
  const { normalized, callbackId: id, receivedAt } = about;
  return {
    id,
    workspaceId: request.workspaceId,
    connectionId: null,
    provider: publisher.id,
    type: normalized.type,
    callId: normalized.facts.map(callIdOf).find((callId) => callId !== null) ?? null,
    verdict: "accepted",
    reason: null,
    method: "POST",
    target: redact.target(request.target),
    headers: redact.headers(request.rawHeaders),
    body: request.body,
    bodyBytes: request.body.byteLength,
    remoteAddress: clientAddress(request.peerAddress, request.headers),
    digest: null,
    receivedAt,
  };
}

/** One for each publication, in their order. */
function publishedIn(
  { facts }: Normalized,
  { told = [] }: IngestOutcome,
): readonly PublishedEvent[] {
  const keys = facts.flatMap((fact) => (fact.kind === "event" ? fact.event.dedupeKey : []));
  const named = new Set(keys);
  // Beside them there may be what follows from them, such as a conversation that a message opens.
  const own = told.filter(({ dedupeKey }) => named.has(dedupeKey));
  if (own.length !== keys.length)
    throw new Error("a publish was stored without some of its events");
  return own.map(({ id, type, occurredAt, isNew }) => ({
    id,
    type,
    occurredAt,
    duplicate: !isNew,
  }));
}
