import type pg from "pg";
import type { DispatchStore } from "#src/pipeline/dispatch-ports.ts";
import { type QueueName, RETRIES, SLOW_LANE } from "#src/pipeline/jobs.ts";
import type { Outgoing } from "#src/pipeline/ports.ts";
import { type QueueDb, queueAdapter } from "#src/queue/adapter.ts";
import type { Jobs, TakenJob } from "#src/queue/jobs.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { type LoadedWebhooks, loadWebhooks, UNREADABLE } from "./read-models/workspace-config.ts";
import { releaseAfter } from "./release.ts";
import { listOpenCircuits, returnProbes, takeProbes } from "./repositories/circuits.ts";
import { type ClaimedRow, claimDeliveries, suppressDeliveries } from "./repositories/deliveries.ts";
import { listLimits } from "./repositories/send-rates.ts";
import { lockTurns } from "./send-turns.ts";
import { BY_INDEX, named, PLANNED_ONCE, preparedOn, type Query, statementName } from "./sql.ts";
import { countsOfEnded } from "./stats-tallies.ts";
import { countDeliveries } from "./stats-writes.ts";
import type { RunTransaction } from "./transact.ts";

export type ClaimOptions = {
  readonly transaction: RunTransaction;
  readonly jobs: Jobs;
  readonly box: SecretBox;
  readonly newId: () => string;
  /** So many deliveries turned out to have nobody to go to. */
  readonly onSuppressed?: (count: number) => void;
};

export type Scope = { readonly query: Query; readonly queue: QueueDb };

export function scopeOn(client: pg.PoolClient): Scope {
  return { query: preparedOn(client), queue: queueAdapter(client, statementName) };
}

/** Ways of taking jobs. Taking them and noting who holds them commit together, so that a dead owner's can all be found. */
export function createClaims(
  options: ClaimOptions,
): Pick<DispatchStore, "claim" | "claimWaiting" | "openCircuits" | "limits" | "waiting"> {
  const { transaction, jobs } = options;
  return {
    claim: (queueName, limit, ownerId, admit = () => true) =>
      transaction(async (client, later) => {
        later(client.query(named(PLANNED_ONCE)));
        const scope = scopeOn(client);
        const due = await jobs.take(scope.queue, queueName, limit);
        const taken: TakenJob[] = [];
        const diverted: TakenJob[] = [];
        for (const job of due) {
          const isAdmitted = job.webhookId === null || admit(job.webhookId);
          (isAdmitted ? taken : diverted).push(job);
        }
        await divert(scope.queue, jobs, diverted, queueName);
        return carryOut(options, scope, taken, { queueName, ownerId });
      }),

    claimWaiting: (rooms, ownerId) =>
      transaction(async (client, later) => {
        later(client.query(named(PLANNED_ONCE)));
        const scope = scopeOn(client);
        later(scope.query(BY_INDEX));
        const open = await takeProbes(scope.query, [...rooms.keys()], new Date());
        const allowed = withoutOpen(rooms, open);
        const turns = await lockTurns(scope.query, [...allowed.keys()]);
        const asked = turns.cap(allowed);
        const taken = asked.size === 0 ? [] : await jobs.lockWaiting(scope.queue, asked);
        await lease(scope.queue, jobs, taken, ownerId);
        const claim = { queueName: RETRIES, ownerId } as const;
        const outgoing = await turns.give(await carryOut(options, scope, taken, claim));
        const probing = new Set(outgoing.map(({ webhook }) => webhook.id));
        const unused = [...open].filter(([id, { mayProbe }]) => mayProbe && !probing.has(id));
        if (unused.length > 0)
          await returnProbes(
            scope.query,
            unused.map(([id]) => id),
          );
        const found = Map.groupBy(taken, ({ webhookId }) => webhookId ?? "");
        const drained = [...asked].filter(([id, size]) => (found.get(id)?.length ?? 0) < size);
        return { outgoing, drained: drained.map(([id]) => id), paced: turns.paced() };
      }),

    openCircuits: () => transaction((client) => listOpenCircuits(scopeOn(client).query)),

    limits: () => transaction((client) => listLimits(scopeOn(client).query)),

    waiting: (after, limit) =>
      transaction((client, later) => {
        const { query, queue } = scopeOn(client);
        later(query(BY_INDEX));
        return jobs.waiting(queue, after, limit);
      }),
  };
}

/** While a circuit is open nothing is taken but the one delivery that looks whether the endpoint is back. */
function withoutOpen(
  rooms: ReadonlyMap<string, number>,
  open: ReadonlyMap<string, { readonly mayProbe: boolean }>,
): ReadonlyMap<string, number> {
  const allowed = [...rooms].flatMap(([id, size]) => {
    const circuit = open.get(id);
    if (circuit === undefined) return [[id, size] as const];
    return circuit.mayProbe ? [[id, 1] as const] : [];
  });
  return new Map(allowed);
}

/** Under the same id: the delivery's job it stays. */
async function divert(
  queue: QueueDb,
  jobs: Jobs,
  diverted: readonly TakenJob[],
  from: QueueName,
): Promise<void> {
  if (diverted.length === 0) return;
  await jobs.finish(
    queue,
    diverted.map(({ id }) => ({ id, queue: from })),
  );
  await jobs.insert(
    queue,
    diverted.map(({ id, deliveryId, webhookId }) => ({
      id,
      queue: SLOW_LANE,
      webhookId,
      data: { deliveryId },
      startAt: null,
    })),
  );
}

/** What comes out of the slow lane is held as ingest holds first attempts: as a job whose start is the lease's end. */
async function lease(
  queue: QueueDb,
  jobs: Jobs,
  taken: readonly TakenJob[],
  owner: string,
): Promise<void> {
  if (taken.length === 0) return;
  await jobs.finish(
    queue,
    taken.map(({ id }) => ({ id, queue: SLOW_LANE })),
  );
  await jobs.insert(
    queue,
    taken.map(({ id, deliveryId, webhookId }) => ({
      id,
      queue: RETRIES,
      webhookId,
      data: { deliveryId, owner },
      startAt: "lease-end" as const,
    })),
  );
}

type Claim = { readonly queueName: QueueName; readonly ownerId: string };

/** Marks deliveries as held and loads what their attempts need; ends the jobs that stand for nothing any more. */
async function carryOut(
  { jobs, box, newId, onSuppressed }: ClaimOptions,
  { query, queue }: Scope,
  taken: readonly TakenJob[],
  { queueName, ownerId }: Claim,
): Promise<readonly Outgoing[]> {
  if (taken.length === 0) return [];
  const claimed = await claimDeliveries(query, taken, ownerId);
  const ids = new Set(claimed.map((row) => row.webhook_id));
  const webhooks = await loadWebhooks(query, box, [...ids]);
  const outgoing = claimed.flatMap((row) => toOutgoing(row, webhooks, queueName));
  const suppressed = await suppressUnsendable(query, claimed, webhooks);
  if (suppressed.length > 0) {
    await releaseAfter({ query, queue, jobs, newId }, suppressed);
    onSuppressed?.(suppressed.length);
  }
  const sendable = new Set(outgoing.map(({ jobId }) => jobId));
  const spent = taken.filter(({ id }) => !sendable.has(id));
  await jobs.finish(
    queue,
    spent.map(({ id }) => ({ id, queue: queueName })),
  );
  return outgoing;
}

function toOutgoing(
  row: ClaimedRow,
  webhooks: LoadedWebhooks,
  queue: Outgoing["queue"],
): readonly Outgoing[] {
  const webhook = webhooks.get(row.webhook_id);
  const { body } = row;
  if (!webhook?.isActive || body === null) return [];
  return [
    {
      deliveryId: row.id,
      workspaceId: row.workspace_id,
      eventId: row.event_id,
      eventKey: row.event_key,
      body,
      attempt: row.attempts + 1,
      attemptsBefore: row.attempts_before,
      jobId: row.job_id,
      queue,
      // A body is signed and judged as what it was rendered for.
      webhook: row.dialect === null ? webhook : { ...webhook, dialect: row.dialect },
    },
  ];
}

/** Ends deliveries whose webhook was switched off or deleted while they waited; returns their ids. */
async function suppressUnsendable(
  query: Query,
  claimed: readonly ClaimedRow[],
  webhooks: LoadedWebhooks,
): Promise<readonly string[]> {
  const unsendable = claimed.flatMap((row) => {
    const webhook = webhooks.get(row.webhook_id);
    if (webhook?.isActive && row.body !== null) return [];
    const { id, workspace_id: workspaceId, webhook_id: webhookId } = row;
    const about = { id, workspaceId, webhookId };
    if (webhook === null) return [{ ...about, reason: UNREADABLE }];
    if (webhook?.isActive) return [{ ...about, reason: "body_removed" }];
    const reason = webhook === undefined ? "webhook_deleted" : webhook.deactivationReason;
    return [{ ...about, reason: reason ?? "webhook_inactive" }];
  });
  if (unsendable.length > 0) {
    await suppressDeliveries(query, unsendable);
    await countDeliveries(query, countsOfEnded("suppressed", unsendable));
  }
  return unsendable.map(({ id }) => id);
}
