import type { CanonicalEvent, EventDraft } from "#src/core/catalog.ts";
import { orderKeyOf } from "#src/core/ordering.ts";
import { normalizeReference } from "#src/core/references.ts";
import { type Webhook, wantedKeys } from "#src/core/webhook.ts";
import type { Dialect, RenderContext } from "#src/dialect.ts";
import { FIRST_ATTEMPTS, type NewJob, SLOW_LANE } from "./jobs.ts";
import type { OrderedDelivery } from "./ordering-ports.ts";
import type { IngestUnit, NewDelivery, NewEvent, Outgoing, WorkspaceConfig } from "./ports.ts";

/** Sent from memory, or from the queue that it is put into. */
export type Grant = "leased" | typeof FIRST_ATTEMPTS | typeof SLOW_LANE;

/** Room in this process's dispatcher, held for deliveries that are about to be committed. */
export type Reservation = {
  /** One for each delivery, in the order asked. */
  readonly grants: readonly Grant[];
  readonly ownerId: string;
  /** After the commit: sends from memory. What was reserved and not used is given back. */
  launch(outgoing: readonly Outgoing[]): void;
};

/** What of a webhook decides whether a delivery to it may go out from memory. */
export type Receiver = Pick<Webhook, "id" | "ratePerSecond">;

export type EmitDependencies = {
  /** By the deliveries' webhooks. Null in a process that delivers nothing itself. */
  readonly reserve: (webhooks: readonly Receiver[]) => Reservation | null;
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly newId: () => string;
  readonly now: () => Date;
};

/** What a transaction holds in the dispatcher until it has committed or failed. */
export type Held = { reservation: Reservation | null };

export type OwnedDraft = {
  readonly draft: EventDraft;
  readonly workspaceId: string;
  readonly callbackId: string | null;
};

export type Emitted = {
  /** Those whose fact was new to the workspace. */
  readonly events: readonly NewEvent[];
  /** Those that follow from them. */
  readonly deliveries: readonly NewDelivery[];
  /** To be launched after the commit. */
  readonly leased: readonly Outgoing[];
};

/** Stores drafts as events, once each, with the deliveries that follow and their jobs. */
export async function emit(
  dependencies: EmitDependencies,
  { unit, held }: { readonly unit: IngestUnit; readonly held: Held },
  drafts: readonly OwnedDraft[],
  configs: ReadonlyMap<string, WorkspaceConfig>,
): Promise<Emitted> {
  if (drafts.length === 0) return { events: [], deliveries: [], leased: [] };
  // Planned first, because its row tells whether anybody wants an event. Few turn out to be known.
  const candidates = drafts.map((draft) => {
    const candidate = toEvent(draft, configs, dependencies.newId());
    const planned = planDeliveries(dependencies, candidate.event, configs);
    return { planned, event: { ...candidate, isWanted: planned.length > 0 } };
  });
  const fresh = await unit.insertEvents(candidates.map(({ event }) => event));
  const stored = candidates.filter(({ event: { event } }) => fresh.has(event.id));
  const events = stored.map(({ event }) => event);
  const planned = stored.flatMap((candidate) => candidate.planned);
  return { events, ...(await deliverPlanned(dependencies, { unit, held }, planned)) };
}

/** Makes deliveries of stored events for the webhooks that want them now. Once in a transaction. */
export async function deliverEvents(
  dependencies: EmitDependencies,
  { unit, held }: { readonly unit: IngestUnit; readonly held: Held },
  events: readonly CanonicalEvent[],
  configs: ReadonlyMap<string, WorkspaceConfig>,
): Promise<Omit<Emitted, "events">> {
  const planned = events.flatMap((event) => planDeliveries(dependencies, event, configs));
  const wanted = new Set(planned.map(({ delivery }) => delivery.eventId));
  if (wanted.size > 0) await unit.noteWanted([...wanted]);
  return deliverPlanned(dependencies, { unit, held }, planned);
}

async function deliverPlanned(
  dependencies: EmitDependencies,
  { unit, held }: { readonly unit: IngestUnit; readonly held: Held },
  planned: readonly Planned[],
): Promise<Omit<Emitted, "events">> {
  const leased = await schedule(dependencies, unit, planned, held);
  return { deliveries: planned.map(({ delivery }) => delivery), leased };
}

function toEvent(
  { draft, workspaceId, callbackId }: OwnedDraft,
  configs: ReadonlyMap<string, WorkspaceConfig>,
  id: string,
): Omit<NewEvent, "isWanted"> {
  const { dedupeKey, references, agentId, workflowId, ...rest } = draft;
  const config = configs.get(workspaceId);
  // The spread keeps type and data together, which the compiler cannot follow through a union.
  const event = {
    ...rest,
    id,
    workspaceId,
    agentId: config === undefined ? null : agentOf(config, references, agentId),
    workflowId: (workflowId && config?.workflowsByReference.get(workflowId)) ?? workflowId,
  } as CanonicalEvent;
  return { event, dedupeKey, callbackId };
}

/** What a workspace knows its agents by. */
export type AgentDirectory = Pick<WorkspaceConfig, "agents" | "agentsByReference">;

/**
 * The agent whose reference occurs in the event, else the one its metadata names if it exists, else none. An agent's
 * own id is a reference to it.
 */
export function agentOf(
  config: AgentDirectory,
  references: readonly string[],
  named: string | null,
): string | null {
  for (const reference of references) {
    const agentId = config.agentsByReference.get(normalizeReference(reference));
    if (agentId !== undefined) return agentId;
    if (config.agents.has(reference)) return reference;
  }
  return named !== null && config.agents.has(named) ? named : null;
}

type Planned = {
  readonly delivery: NewDelivery;
  readonly webhook: Webhook;
  /** Null: it waits for no other one. */
  readonly orderKey: string | null;
};

function planDeliveries(
  { dialects, newId }: EmitDependencies,
  event: CanonicalEvent,
  configs: ReadonlyMap<string, WorkspaceConfig>,
): readonly Planned[] {
  const config = configs.get(event.workspaceId);
  if (config === undefined || isMuted(config, event)) return [];
  const agent = agentFor(config, event);
  const agentNamed = (name: string) => agentOf(config, [name], null);
  return config.webhooks.flatMap((webhook) => {
    const dialect = dialects.get(webhook.dialect);
    if (dialect === undefined) throw new Error(`no dialect ${webhook.dialect}`);
    return wantedKeys(webhook, event, agentNamed).map((eventKey) => {
      const id = newId();
      const delivery: NewDelivery = {
        id,
        workspaceId: event.workspaceId,
        webhookId: webhook.id,
        eventId: event.id,
        eventKey,
        status: webhook.isActive ? "pending" : "suppressed",
        reason: webhook.isActive ? null : (webhook.deactivationReason ?? "webhook_inactive"),
        body: dialect.render(event, { deliveryId: id, eventKey, agent }),
        dialect: dialect.id,
        jobId: webhook.isActive ? newId() : null,
        ownerId: null,
      };
      return { delivery, webhook, orderKey: orderKeyIn(webhook, event) };
    });
  });
}

function orderKeyIn({ ordering, isActive }: Webhook, event: CanonicalEvent): string | null {
  return ordering === "call" && isActive ? orderKeyOf(event) : null;
}

/** Events of an inactive agent are kept and not delivered. */
export function isMuted(config: AgentDirectory, event: CanonicalEvent): boolean {
  return event.agentId !== null && config.agents.get(event.agentId)?.isActive === false;
}

function agentFor(config: WorkspaceConfig, { agentId }: CanonicalEvent): RenderContext["agent"] {
  const agent = agentId === null ? undefined : config.agents.get(agentId);
  return agentId === null || agent === undefined ? null : { id: agentId, name: agent.name };
}

/**
 * Writes deliveries and their jobs; those that find room in our own dispatcher are leased to it, and those that are
 * beyond their webhook's share wait in the slow lane. Those that wait for others of their call have no job yet.
 */
async function schedule(
  { reserve }: EmitDependencies,
  unit: IngestUnit,
  all: readonly Planned[],
  held: Held,
): Promise<readonly Outgoing[]> {
  if (all.length === 0) return [];
  const planned = await lineUp(unit, all);
  const due = planned.filter(({ delivery }) => delivery.jobId !== null);
  const reservation = due.length === 0 ? null : reserve(due.map(({ webhook }) => webhook));
  held.reservation = reservation;
  const grants = new Map(
    due.map((plan, index) => [plan, reservation?.grants[index] ?? unreserved(plan)] as const),
  );
  const ownerId = reservation?.ownerId ?? null;
  const owned = planned.map((plan) => ({
    ...plan.delivery,
    ownerId: grants.get(plan) === "leased" ? ownerId : null,
  }));
  await unit.insertDeliveries(owned);
  await unit.enqueue(
    owned.flatMap((delivery, index) => {
      const plan = planned[index];
      return jobOf(delivery, (plan && grants.get(plan)) ?? FIRST_ATTEMPTS);
    }),
  );
  // What waits for its own webhook is no news to anybody else.
  const granted = new Set(grants.values());
  if (reservation === null && granted.has(SLOW_LANE)) await unit.wakeDispatchers("slow-lane");
  else if (granted.has(FIRST_ATTEMPTS)) await unit.wakeDispatchers();
  return due.filter((plan) => grants.get(plan) === "leased").map(outgoingOf);
}

/** Where other processes take it. */
function unreserved({ webhook }: Planned): Grant {
  return webhook.ratePerSecond === null ? FIRST_ATTEMPTS : SLOW_LANE;
}

async function lineUp(unit: IngestUnit, all: readonly Planned[]): Promise<readonly Planned[]> {
  const ordered = all.flatMap(({ delivery, orderKey: key }): readonly OrderedDelivery[] =>
    key === null ? [] : [{ deliveryId: delivery.id, webhookId: delivery.webhookId, key }],
  );
  if (ordered.length === 0) return all;
  const heads = await unit.lineUp(ordered);
  return all.map((plan) =>
    plan.orderKey === null || heads.has(plan.delivery.id)
      ? plan
      : { ...plan, delivery: { ...plan.delivery, jobId: null } },
  );
}

function jobOf(delivery: NewDelivery, grant: Grant): readonly NewJob[] {
  if (delivery.jobId === null) return [];
  return [
    {
      id: delivery.jobId,
      queue: grant === "leased" ? FIRST_ATTEMPTS : grant,
      webhookId: delivery.webhookId,
      data: { deliveryId: delivery.id, ...(delivery.ownerId && { owner: delivery.ownerId }) },
      startAt: grant === "leased" ? "lease-end" : null,
    },
  ];
}

function outgoingOf({ delivery, webhook }: Planned): Outgoing {
  return {
    deliveryId: delivery.id,
    workspaceId: delivery.workspaceId,
    eventId: delivery.eventId,
    eventKey: delivery.eventKey,
    body: delivery.body,
    attempt: 1,
    attemptsBefore: 0,
    jobId: delivery.jobId ?? "",
    queue: FIRST_ATTEMPTS,
    webhook,
  };
}
