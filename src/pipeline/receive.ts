import { fail, type Result } from "#src/core/result.ts";
import type {
  Fact,
  InboundRequest,
  Normalized,
  Provider,
  RejectionReason,
  Reply,
} from "#src/provider.ts";
import type { Ingest } from "./ingest.ts";
import { callIdOf } from "./known-calls.ts";
import type { PlacedFile, SpooledBody } from "./media-ports.ts";
import { nextTurn } from "./pause.ts";
import type { Candidate, Connections, Log, StoredCallback } from "./ports.ts";
import { rejectionDetails } from "./rejection-details.ts";
import { firstVerified } from "./verify-callback.ts";

export type Arrival = {
  readonly provider: Provider;
  readonly connectionId: string | null;
  readonly request: InboundRequest;
  /** The file that a large body came through; its bytes are in the request as well. */
  readonly spooled?: SpooledBody;
  /** Raw request target. */
  readonly target: string;
  readonly rawHeaders: readonly (readonly [string, string])[];
  /** The caller's address after trusted proxies. */
  readonly remoteAddress: string;
  /** Client certificate name that a trusted proxy has verified. */
  readonly clientName: string | null;
};

export type CallbackRejection = RejectionReason | "source-address";

export type Received =
  | { readonly kind: "accepted"; readonly reply: Reply }
  | { readonly kind: "rejected"; readonly reason: CallbackRejection }
  | { readonly kind: "unknown-connection" };

export type Receive = (arrival: Arrival) => Promise<Received>;

export type ReceiveDependencies = {
  readonly connections: Connections;
  readonly ingest: Ingest;
  /** Keeps a refused request, as far as the bounds allow. */
  readonly recordRejection: (callback: StoredCallback) => Promise<void>;
  readonly isAllowedSource: (arrival: Arrival, candidate: Candidate) => boolean;
  readonly redact: {
    headers(headers: Arrival["rawHeaders"]): StoredCallback["headers"];
    target(target: string): string;
  };
  readonly digest: (query: string, body: Uint8Array) => Uint8Array;
  readonly newId: () => string;
  /** Could this one item be why its transaction failed? */
  readonly isItemFault: (error: unknown) => boolean;
  readonly log: Log;
};

const REJECTED_BODY_BYTES = 4 * 1024;

export function createReceive(dependencies: ReceiveDependencies): Receive {
  return async (arrival) => {
    const candidates = await candidatesFor(dependencies.connections, arrival);
    if (candidates === null) return { kind: "unknown-connection" };
    const verified = await verify(dependencies.connections, arrival, candidates);
    if (!verified.ok) return reject(dependencies, arrival, candidates, verified);
    if (!dependencies.isAllowedSource(arrival, verified.value)) {
      const reason = "source-address";
      return reject(dependencies, arrival, [verified.value], { reason, detail: null });
    }
    // Verifying and reading a large body take their time each: what is small passes in between.
    if (arrival.spooled !== undefined) await nextTurn();
    return accept(dependencies, arrival, verified.value);
  };
}

/** Null when the path names a connection that does not exist. */
async function candidatesFor(
  connections: Connections,
  { provider, connectionId, request }: Arrival,
): Promise<readonly Candidate[] | null> {
  if (connectionId === null) {
    return connections.matching(provider.id, provider.identify(request));
  }
  const candidate = await connections.byId(provider.id, connectionId);
  return candidate === null ? null : [candidate];
}

/** The first candidate whose secret fits. A miss may be a secret that was rotated a moment ago elsewhere. */
async function verify(
  connections: Connections,
  arrival: Arrival,
  candidates: readonly Candidate[],
): Promise<Result<Candidate, RejectionReason>> {
  const first = await firstVerified(arrival.request, candidates);
  if (first.ok || !(await connections.refresh(arrival.provider.id))) return first;
  const others = (await candidatesFor(connections, arrival)) ?? [];
  return firstVerified(arrival.request, others);
}

type Refusal = { readonly reason: CallbackRejection; readonly detail: string | null };

/** Whose list decides where a connection's callbacks may come from. */
function listOf(candidate: Candidate | undefined): "connection" | "provider" {
  return candidate?.sourceAddresses ? "connection" : "provider";
}

async function reject(
  { recordRejection, redact, newId }: ReceiveDependencies,
  arrival: Arrival,
  candidates: readonly Candidate[],
  { reason, detail }: Refusal,
): Promise<Received> {
  const [first] = candidates;
  // Only where one workspace can be meant is it known whose support people should see this.
  const isOneTenant = candidates.every(({ workspaceId }) => workspaceId === first?.workspaceId);
  await recordRejection({
    id: newId(),
    workspaceId: (isOneTenant && first?.workspaceId) || null,
    connectionId: (candidates.length === 1 && first?.connectionId) || null,
    provider: arrival.provider.id,
    type: null,
    callId: null,
    verdict: "rejected",
    reason,
    method: arrival.request.method,
    target: redact.target(arrival.target),
    headers: redact.headers(arrival.rawHeaders),
    body: arrival.request.body.subarray(0, REJECTED_BODY_BYTES),
    bodyBytes: arrival.request.body.byteLength,
    remoteAddress: arrival.remoteAddress,
    digest: null,
    receivedAt: arrival.request.receivedAt,
    details: rejectionDetails({
      message: detail,
      evidence: arrival.provider.evidence(arrival.request),
      url: redact.target(arrival.request.url),
      receivedAt: arrival.request.receivedAt,
      connections: candidates.length,
      allowedSources: reason === "source-address" ? listOf(first) : null,
    }),
  });
  return { kind: "rejected", reason };
}

async function accept(
  dependencies: ReceiveDependencies,
  arrival: Arrival,
  candidate: Candidate,
): Promise<Received> {
  // Making a large body durable is the disk's work: what the body says is read meanwhile.
  const kept = keep(dependencies, arrival);
  const normalized = normalize(dependencies, arrival, candidate);
  try {
    return await store(dependencies, arrival, candidate, { normalized, kept });
  } catch (error) {
    if (!normalized.ok || !dependencies.isItemFault(error)) throw error;
    // It verified, and what it says cannot be stored: kept for a replay after the fix, and not asked for again.
    const reason = defect(dependencies, arrival, candidate, error);
    return store(dependencies, arrival, candidate, {
      normalized: fail("malformed", reason),
      kept: keep(dependencies, arrival),
    });
  }
}

/** A callback's id, and the file of its body where that is too large for a row. */
type Kept = { readonly id: string; readonly file: Promise<PlacedFile> | null };

function keep({ newId }: ReceiveDependencies, { spooled }: Arrival): Kept {
  const id = newId();
  return { id, file: spooled?.keepFor(id) ?? null };
}

function normalize(
  dependencies: ReceiveDependencies,
  arrival: Arrival,
  candidate: Candidate,
): Result<Normalized, "malformed"> {
  try {
    return candidate.receiver.normalize(arrival.request);
  } catch (error) {
    return fail("malformed", defect(dependencies, arrival, candidate, error));
  }
}

/** Our own fault, told to operators; history says so without the words, which may quote the payload. */
function defect(
  { log }: ReceiveDependencies,
  { provider }: Arrival,
  { connectionId }: Candidate,
  error: unknown,
): string {
  const { stack } = error instanceof Error ? error : new Error(String(error));
  log.error("callback could not be understood", {
    provider: provider.id,
    connectionId,
    error: stack ?? String(error),
  });
  return "the gateway could not process it; replay it after an upgrade";
}

async function store(
  { ingest, redact, digest }: ReceiveDependencies,
  arrival: Arrival,
  { connectionId, workspaceId, receiver }: Candidate,
  {
    normalized,
    kept,
  }: { readonly normalized: Result<Normalized, "malformed">; readonly kept: Kept },
): Promise<Received> {
  const { request, spooled } = arrival;
  const file = await kept.file;
  const outcome = await ingest({
    callback: {
      id: kept.id,
      workspaceId,
      connectionId,
      provider: arrival.provider.id,
      ...historyOf(normalized),
      method: request.method,
      target: redact.target(arrival.target),
      headers: redact.headers(arrival.rawHeaders),
      // Megabytes as text of a statement would take several times their size in memory, here and at the database.
      ...(file === null ? { body: request.body } : { body: new Uint8Array(), bodyPath: file.path }),
      bodyBytes: request.body.byteLength,
      remoteAddress: arrival.remoteAddress,
      digest: spooled?.digest ?? digest(queryOf(arrival.target), request.body),
      receivedAt: request.receivedAt,
    },
    facts: normalized.ok ? normalized.value.facts : [],
    ...(file !== null && { files: [file] }),
  });
  const type = normalized.ok ? normalized.value.type : null;
  const reply = receiver.acknowledge({ duplicate: outcome.duplicate, type });
  return { kind: "accepted", reply };
}

/** What cannot be read is kept with the reason and acknowledged: the provider must not send it for ever. */
function historyOf(
  normalized: Result<Normalized, "malformed">,
): Pick<StoredCallback, "type" | "callId" | "verdict" | "reason"> {
  if (!normalized.ok) {
    const reason = normalized.detail ?? normalized.reason;
    return { type: null, callId: null, verdict: "unreadable", reason };
  }
  const { type, facts } = normalized.value;
  return { type, callId: firstCallOf(facts), verdict: "accepted", reason: null };
}

/** Batches of messages speak of no call; what speaks of calls speaks of one. */
function firstCallOf(facts: readonly Fact[]): string | null {
  return facts.map(callIdOf).find((callId) => callId !== null) ?? null;
}

/** Without the question mark. */
export function queryOf(target: string): string {
  const start = target.indexOf("?");
  return start === -1 ? "" : target.slice(start + 1);
}
