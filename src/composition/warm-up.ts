import { randomUUID } from "node:crypto";
import { subscribableKeys } from "#src/core/catalog.ts";
import type { Webhook } from "#src/core/webhook.ts";
import { deliver } from "#src/pipeline/deliver.ts";
import { createIngest, type IngestItem } from "#src/pipeline/ingest.ts";
import { FIRST_ATTEMPTS } from "#src/pipeline/jobs.ts";
import type { IngestUnit, NewDelivery, Outgoing, WorkspaceConfig } from "#src/pipeline/ports.ts";
import { dialects, providers, signers } from "#src/registry.ts";
import { createIds } from "./new-ids.ts";
import { type MadeUpCallback, madeUpCallbacks } from "./warm-up-callbacks.ts";

/** Of all that it takes before the port opens. */
const BUDGET_MS = 100;
const ROUNDS = 100;

const CALL_RULES = { hangupHoldMs: 0, carrierSilenceMs: 0, expiryMs: 60_000 };

const warmed = { isDone: false };

/**
 * Runs made-up callbacks through the code that real ones take, once in a process: verified, read, told, rendered and
 * signed in memory; no database, no network. Code that never ran is slow, and the first callback may be a batch of a
 * thousand messages whose sender waits. Resolves with the number of deliveries that were signed.
 */
export async function warmUp(): Promise<number> {
  if (warmed.isDone) return 0;
  warmed.isDone = true;
  const endsAt = performance.now() + BUDGET_MS;
  let signed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    // One dialect after the other, because what is before them is the same for all and most of the work.
    const webhook = WEBHOOKS[round % WEBHOOKS.length];
    for (const callback of madeUpCallbacks(round)) {
      if (webhook === undefined || performance.now() > endsAt) return signed;
      signed += await takeIn(callback, webhook);
    }
  }
  return signed;
}

async function takeIn(callback: MadeUpCallback, webhook: Webhook): Promise<number> {
  const { provider: id, secret, body, contentType } = callback;
  const provider = providers.get(id);
  const sign = signers.get(id);
  if (provider === undefined || sign === undefined) return 0;
  const headers = { "content-type": contentType };
  const now = new Date();
  const url = `https://warm-up.invalid/api/webhooks/${id}`;
  const signed = sign({ method: "POST", url, body, headers }, secret, now);
  const request = {
    method: "POST",
    url: signed.url,
    headers: new Headers({ ...headers, ...signed.headers }),
    body,
    receivedAt: now,
  } as const;
  provider.identify(request);
  const receiver = provider.open({ secrets: [secret], settings: {} });
  const normalized = receiver.normalize(request);
  if (!receiver.verify(request, now).ok || !normalized.ok) return 0;
  const made: NewDelivery[] = [];
  await ingestInto(
    made,
    webhook,
  )({
    callback: storedAs(callback, now),
    facts: normalized.value.facts.filter(({ kind }) => kind !== "media"),
  });
  for (const delivery of made) await attempt(delivery, webhook);
  return made.length;
}

function storedAs({ provider, body }: MadeUpCallback, receivedAt: Date): IngestItem["callback"] {
  return {
    id: randomUUID(),
    workspaceId: WORKSPACE_ID,
    connectionId: null,
    provider,
    type: null,
    callId: null,
    verdict: "accepted",
    reason: null,
    method: "POST",
    target: "/",
    headers: [],
    body,
    bodyBytes: body.byteLength,
    remoteAddress: "127.0.0.1",
    digest: null,
    receivedAt,
  };
}

const WORKSPACE_ID = randomUUID();

/** Each wants everything in its dialect. */
const WEBHOOKS: readonly Webhook[] = Array.from(dialects.keys(), (dialect) => ({
  id: randomUUID(),
  workspaceId: WORKSPACE_ID,
  dialect,
  url: "https://warm-up.invalid/",
  method: "POST",
  headers: {},
  secret: "made up for the warm-up",
  previousSecret: null,
  signingKey: null,
  agentIds: null,
  workflowIds: null,
  filters: null,
  isActive: true,
  deactivationReason: null,
  retryPolicy: null,
  timeoutMs: null,
  ratePerSecond: null,
  ordering: "none",
  eventKeys: new Set(subscribableKeys(dialect)),
}));

function configWith(webhook: Webhook): WorkspaceConfig {
  return {
    version: 1,
    webhooks: [webhook],
    agentsByReference: new Map(),
    workflowsByReference: new Map(),
    agents: new Map(),
    hasCarrier: true,
  };
}

const newId = createIds();

function ingestInto(made: NewDelivery[], webhook: Webhook) {
  return createIngest({
    transact: (work) => work(unitInto(made, webhook)),
    reserve: () => null,
    dialects,
    newId,
    now: () => new Date(),
    callRules: CALL_RULES,
    isItemFault: () => false,
    media: {
      isKnown: async () => true,
      place: () => Promise.reject(new Error("nothing is stored while warming up")),
      link: () => "https://warm-up.invalid/",
      isInDoubt: () => false,
    },
  });
}

const nothing = async () => undefined;
const unknown = async (keys: readonly unknown[]) => keys.map(() => null);

/** A transaction of which nothing remains but the deliveries that it would have made. */
function unitInto(made: NewDelivery[], webhook: Webhook): IngestUnit {
  return {
    insertCallbacks: async (callbacks) => new Set(callbacks.map(({ id }) => id)),
    lockCalls: unknown,
    findCalls: unknown,
    lockDueCalls: async () => [],
    saveCalls: async (calls) => void JSON.stringify(calls),
    lockConversations: unknown,
    lockDueConversations: async () => [],
    saveConversations: async (conversations) => void JSON.stringify(conversations),
    media: {
      lockConversations: nothing,
      callsOf: unknown,
      insert: async () => new Set(),
      assign: async (conversations) => conversations.map(() => false),
    },
    configs: async () => new Map([[WORKSPACE_ID, configWith(webhook)]]),
    insertEvents: async (events) => {
      JSON.stringify(events);
      return new Set(events.map(({ event }) => event.id));
    },
    noteWanted: nothing,
    findEvents: async () => [],
    reviseCallback: nothing,
    claimKeys: unknown,
    keepAnswers: nothing,
    lineUp: async () => new Set(),
    insertDeliveries: async (deliveries) => void made.push(...deliveries),
    countCallbacks: nothing,
    enqueue: nothing,
    wakeDispatchers: nothing,
  };
}

async function attempt(delivery: NewDelivery, webhook: Webhook): Promise<void> {
  const outgoing: Outgoing = {
    deliveryId: delivery.id,
    workspaceId: WORKSPACE_ID,
    eventId: delivery.eventId,
    eventKey: delivery.eventKey,
    body: delivery.body,
    attempt: 1,
    attemptsBefore: 0,
    jobId: delivery.jobId ?? "",
    queue: FIRST_ATTEMPTS,
    webhook,
  };
  await deliver(ATTEMPTS, outgoing);
}

const ATTEMPTS: Parameters<typeof deliver>[0] = {
  send: async () => ({
    kind: "response",
    status: 200,
    headers: {},
    body: new Uint8Array(),
    truncated: false,
    timings: { totalMs: 0 },
    retryAfterMs: null,
  }),
  dialects,
  userAgent: "Switchhook",
  now: () => new Date(),
  random: () => 0,
  newSpanId: () => "0000000000000001",
};
