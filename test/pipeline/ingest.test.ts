import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CallState } from "#src/core/call.ts";
import type { Webhook } from "#src/core/webhook.ts";
import type { Dialect } from "#src/dialect.ts";
import type { Receiver, Reservation } from "#src/pipeline/emit.ts";
import { createIngest, type IngestDependencies, type IngestItem } from "#src/pipeline/ingest.ts";
import { FIRST_ATTEMPTS, type NewJob, SLOW_LANE } from "#src/pipeline/jobs.ts";
import type { OrderedDelivery } from "#src/pipeline/ordering-ports.ts";
import type {
  CallKey,
  ConfiguredAgent,
  IngestUnit,
  NewDelivery,
  NewEvent,
  Outgoing,
  WorkspaceConfig,
} from "#src/pipeline/ports.ts";
import type { Fact } from "#src/provider.ts";
import { message, NOW, sampleCallback, sampleWebhook, seenOfCall } from "../support/samples.ts";

const WORKSPACE = randomUUID();
const OWNER = randomUUID();
const PAULA = randomUUID();

/** Renders what tells one delivery from another. */
const plain: Dialect = {
  id: "agents-studio",
  retry: { delaysMs: [], jitter: 0 },
  timeoutMs: 1_000,
  contentType: "application/json",
  ownHeaders: [],
  allowsAuthorizationHeader: true,
  render: (event, { deliveryId, eventKey }) => `${eventKey} of ${event.id} as ${deliveryId}`,
  sign: () => ({}),
  judge: () => "delivered",
};

/** Everything that was committed. */
type Stored = {
  readonly digests: Set<string>;
  readonly events: Map<string, NewEvent>;
  readonly calls: Map<string, CallState>;
  readonly deliveries: NewDelivery[];
  readonly jobs: NewJob[];
  wakes: number;
};

function emptyStore(): Stored {
  return {
    digests: new Set(),
    events: new Map(),
    calls: new Map(),
    deliveries: [],
    jobs: [],
    wakes: 0,
  };
}

/** Statements that these tests are not about. */
const UNUSED = {
  findCalls: async (keys) => keys.map(() => null),
  lockDueCalls: async () => [],
  lockConversations: async (keys) => keys.map(() => null),
  lockDueConversations: async () => [],
  saveConversations: async () => undefined,
  noteWanted: async () => undefined,
  findEvents: async () => [],
  reviseCallback: async () => undefined,
  countCallbacks: async () => undefined,
  claimKeys: async (claims) => claims.map(() => null),
  keepAnswers: async () => undefined,
  media: {
    lockConversations: async () => undefined,
    callsOf: async (conversations) => conversations.map(() => null),
    insert: async () => new Set(),
    assign: async (conversations) => conversations.map(() => false),
  },
} satisfies Partial<IngestUnit>;

function unitOn(stored: Stored, config: WorkspaceConfig | null): IngestUnit {
  const keyOf = ({ workspaceId, callId }: CallKey) => `${workspaceId} ${callId}`;
  return {
    insertCallbacks: async (callbacks) => {
      const fresh = callbacks.filter(({ digest }) => {
        const key = Buffer.from(digest ?? []).toString("hex");
        const isNew = !stored.digests.has(key);
        stored.digests.add(key);
        return isNew;
      });
      return new Set(fresh.map(({ id }) => id));
    },
    lockCalls: async (keys) => keys.map((key) => stored.calls.get(keyOf(key)) ?? null),
    ...UNUSED,
    saveCalls: async (calls) => {
      for (const call of calls) stored.calls.set(keyOf(call), call.state);
    },
    configs: async (ids) => new Map(config === null ? [] : ids.map((id) => [id, config])),
    insertEvents: async (events) => {
      const fresh = events.filter(({ event, dedupeKey, isWanted }) => {
        const key = `${event.workspaceId} ${dedupeKey}`;
        const row = { event, dedupeKey, callbackId: null, isWanted };
        return !stored.events.has(key) && stored.events.set(key, row);
      });
      return new Set(fresh.map(({ event }) => event.id));
    },
    lineUp: async (deliveries) => new Set(deliveries.slice(0, 1).map((one) => one.deliveryId)),
    insertDeliveries: async (deliveries) => void stored.deliveries.push(...deliveries),
    enqueue: async (jobs) => void stored.jobs.push(...jobs),
    wakeDispatchers: async () => void stored.wakes++,
  };
}

/** A dispatcher of a number of slots that notes what it was given to send. */
function fakeDispatcher(slots: number) {
  const launched: Outgoing[] = [];
  let free = slots;
  const reserve = (webhooks: readonly Receiver[]): Reservation => {
    const granted = Math.min(webhooks.length, free);
    free -= granted;
    return {
      grants: webhooks.map((_one, index) => (index < granted ? "leased" : FIRST_ATTEMPTS)),
      ownerId: OWNER,
      launch(outgoing) {
        free += granted - outgoing.length;
        launched.push(...outgoing);
      },
    };
  };
  return { reserve, launched, free: () => free };
}

function configOf(
  webhooks: readonly Webhook[],
  changes: Partial<WorkspaceConfig> = {},
): WorkspaceConfig {
  const nobody = {
    agents: new Map(),
    agentsByReference: new Map(),
    workflowsByReference: new Map(),
  };
  return { version: 1, webhooks, hasCarrier: true, ...nobody, ...changes };
}

function openIngest(
  config: WorkspaceConfig | null,
  changes: Partial<IngestDependencies> & { readonly slots?: number } = {},
) {
  const stored = emptyStore();
  const dispatcher = fakeDispatcher(changes.slots ?? 100);
  const ingest = createIngest({
    transact: (work) => work(unitOn(stored, config)),
    reserve: dispatcher.reserve,
    dialects: new Map([[plain.id, plain]]),
    newId: randomUUID,
    now: () => NOW,
    callRules: { hangupHoldMs: 5_000, carrierSilenceMs: 60_000, expiryMs: 86_400_000 },
    isItemFault: () => false,
    media: {
      isKnown: async () => false,
      place: () => Promise.reject(new Error("these callbacks hold no recordings")),
      link: () => "",
      isInDoubt: () => false,
    },
    ...changes,
  });
  const send = (...facts: Fact[]) => ingest(itemOf(facts));
  return { ingest, send, stored, dispatcher };
}

function itemOf(facts: readonly Fact[], changes: Partial<IngestItem["callback"]> = {}): IngestItem {
  return { callback: sampleCallback({ workspaceId: WORKSPACE, ...changes }), facts };
}

const CALL_KEYS = ["call.callStarted", "call.callEnded", "call.status.updated", "call.completed"];

describe("an event", () => {
  it("becomes a delivery, a job and an attempt from memory", async () => {
    const webhook = sampleWebhook();
    const { send, stored, dispatcher } = openIngest(configOf([webhook]));
    const { eventIds } = await send(message("one"));
    const [delivery] = stored.deliveries;
    expect(stored.deliveries).toEqual([
      {
        id: expect.any(String),
        workspaceId: WORKSPACE,
        webhookId: webhook.id,
        eventId: eventIds[0],
        eventKey: "whatsapp.messageReceived",
        dialect: "agents-studio",
        status: "pending",
        reason: null,
        body: `whatsapp.messageReceived of ${eventIds[0]} as ${delivery?.id}`,
        jobId: expect.any(String),
        ownerId: OWNER,
      },
    ]);
    expect(dispatcher.launched).toEqual([
      {
        deliveryId: delivery?.id,
        workspaceId: WORKSPACE,
        eventId: eventIds[0],
        eventKey: "whatsapp.messageReceived",
        body: delivery?.body,
        attempt: 1,
        attemptsBefore: 0,
        jobId: delivery?.jobId,
        queue: FIRST_ATTEMPTS,
        webhook,
        receivedAt: NOW,
      },
    ]);
  });

  it("is stored also when nobody wants it", async () => {
    const { send, stored } = openIngest(configOf([sampleWebhook({ eventKeys: new Set() })]));
    const { eventIds } = await send(message("one"));
    expect(eventIds).toHaveLength(1);
    expect(stored.events.size).toBe(1);
    expect([stored.deliveries, stored.jobs]).toEqual([[], []]);
  });

  it("is stored also when its workspace has no configuration", async () => {
    const { send, stored } = openIngest(null);
    await send(message("one"));
    expect(stored.events.size).toBe(1);
    expect(stored.deliveries).toEqual([]);
  });

  it("goes once to each webhook that wants it", async () => {
    const webhooks = [sampleWebhook(), sampleWebhook(), sampleWebhook({ eventKeys: new Set() })];
    const { send, stored } = openIngest(configOf(webhooks));
    await send(message("one"));
    expect(stored.deliveries.map(({ webhookId }) => webhookId)).toEqual(
      webhooks.slice(0, 2).map(({ id }) => id),
    );
  });

  it("is a delivery of its own under each subscribed name", async () => {
    const webhook = sampleWebhook({ eventKeys: new Set(CALL_KEYS) });
    const { send, stored } = openIngest(configOf([webhook]));
    await send(seenOfCall("call-1", 60, { fact: "ended", outcome: "completed" }));
    const ended = [...stored.events.values()].find(({ event }) => event.type === "call.callEnded");
    const own = stored.deliveries.filter(({ eventId }) => eventId === ended?.event.id);
    expect(own.map(({ eventKey }) => eventKey).toSorted()).toEqual([
      "call.callEnded",
      "call.completed",
      "call.status.updated",
    ]);
    expect(new Set(own.map(({ id }) => id)).size).toBe(3);
    expect(new Set(own.map(({ jobId }) => jobId)).size).toBe(3);
  });

  it("is refused, and nothing stays reserved, when no dialect can render it", async () => {
    const webhooks = [sampleWebhook(), sampleWebhook({ dialect: "11wire" })];
    const { send, dispatcher } = openIngest(configOf(webhooks));
    await expect(send(message("one"))).rejects.toThrow("no dialect 11wire");
    expect([dispatcher.launched, dispatcher.free()]).toEqual([[], 100]);
  });
});

function agentNamed(name: string): ConfiguredAgent {
  return { name, isActive: true, isMailbox: false };
}

describe("the agent of an event", () => {
  const known = {
    agents: new Map([[PAULA, agentNamed("Paula")]]),
    agentsByReference: new Map([["15550783881", PAULA]]),
  };

  async function agentOf(changes: Parameters<typeof message>[1]): Promise<string | null> {
    const { send, stored } = openIngest(configOf([], known));
    await send(message("one", changes));
    return [...stored.events.values()][0]?.event.agentId ?? null;
  }

  it.each<[string, string[]]>([
    ["in E.164", ["+15550783881"]],
    ["as bare digits", ["15550783881"]],
    ["with punctuation", ["+1 (555) 078-3881"]],
    ["behind a scheme", ["whatsapp:+15550783881"]],
    ["after one that nobody has", ["106540352242922", "+15550783881"]],
  ])("is the one whose reference occurs, %s", async (_how, references) => {
    expect(await agentOf({ references })).toBe(PAULA);
  });

  it("is the one that the metadata names, if no reference is known", async () => {
    expect(await agentOf({ references: ["agent_unknown"], agentId: PAULA })).toBe(PAULA);
  });

  it("is none when the metadata names one that does not exist", async () => {
    expect(await agentOf({ agentId: randomUUID() })).toBeNull();
  });

  it("is that of the reference when the metadata names another", async () => {
    const other = randomUUID();
    const { send, stored } = openIngest(
      configOf([], {
        ...known,
        agents: new Map([...known.agents, [other, agentNamed("Another")]]),
      }),
    );
    await send(message("one", { references: ["15550783881"], agentId: other }));
    expect([...stored.events.values()][0]?.event.agentId).toBe(PAULA);
  });
});

describe("webhooks", () => {
  const agents = new Map([[PAULA, agentNamed("Paula")]]);
  const byReference = new Map([["15550783881", PAULA]]);
  const fromPaula = message("one", { references: ["15550783881"] });

  async function reached(webhook: Partial<Webhook>, fact: Fact, areActive = true) {
    const { send, stored } = openIngest(
      configOf([sampleWebhook(webhook)], {
        agents: areActive
          ? agents
          : new Map([[PAULA, { ...agentNamed("Paula"), isActive: false }]]),
        agentsByReference: byReference,
      }),
    );
    await send(fact);
    expect(stored.events.size).toBe(1);
    return stored.deliveries;
  }

  it.each<[string, Partial<Webhook>, Fact, number]>([
    ["without a limit get the events of every agent", {}, fromPaula, 1],
    ["without a limit get the events of none", {}, message("one"), 1],
    ["limited to an agent get its events", { agentIds: [PAULA] }, fromPaula, 1],
    ["limited to another agent do not", { agentIds: [randomUUID()] }, fromPaula, 0],
    ["limited to an agent do not get the events of none", { agentIds: [PAULA] }, message("one"), 0],
    ["limited to no agent at all get nothing", { agentIds: [] }, fromPaula, 0],
    [
      "limited to a workflow get its events",
      { workflowIds: ["wf_1"] },
      message("one", { workflowId: "wf_1" }),
      1,
    ],
    ["limited to a workflow get no others", { workflowIds: ["wf_1"] }, message("one"), 0],
  ])("%s", async (_what, webhook, fact, count) => {
    expect(await reached(webhook, fact)).toHaveLength(count);
  });

  it("get nothing of an inactive agent, whose events are stored", async () => {
    expect(await reached({}, fromPaula, false)).toEqual([]);
  });

  it.each([
    ["gone", "gone"],
    [null, "webhook_inactive"],
  ])("that are off, for the reason %s, have their deliveries suppressed", async (why, reason) => {
    const off = { isActive: false, deactivationReason: why };
    const { send, stored, dispatcher } = openIngest(configOf([sampleWebhook(off)]));
    await send(message("one"));
    expect(stored.deliveries).toMatchObject([
      { status: "suppressed", reason, jobId: null, ownerId: null },
    ]);
    expect([stored.jobs, stored.wakes, dispatcher.launched]).toEqual([[], 0, []]);
  });
});

describe("jobs", () => {
  it("of leased deliveries carry their owner and start when the lease ends", async () => {
    const { send, stored } = openIngest(configOf([sampleWebhook()]));
    await send(message("one"));
    const [delivery] = stored.deliveries;
    expect(stored.jobs).toEqual([
      {
        id: delivery?.jobId,
        queue: FIRST_ATTEMPTS,
        webhookId: delivery?.webhookId,
        data: { deliveryId: delivery?.id, owner: OWNER },
        startAt: "lease-end",
      },
    ]);
    expect(stored.wakes).toBe(0);
  });

  it.each<[string, Partial<IngestDependencies> & { slots?: number }]>([
    ["where no slot is free", { slots: 0 }],
    ["in a process that delivers nothing", { reserve: () => null }],
  ])("start at once and wake the dispatchers %s", async (_where, changes) => {
    const { send, stored, dispatcher } = openIngest(configOf([sampleWebhook()]), changes);
    await send(message("one"));
    expect(stored.deliveries).toMatchObject([{ status: "pending", ownerId: null }]);
    expect(stored.jobs).toMatchObject([{ startAt: null }]);
    expect(stored.jobs[0]?.data).not.toHaveProperty("owner");
    expect([stored.wakes, dispatcher.launched]).toEqual([1, []]);
  });

  it("are leased as far as there is room, and the dispatchers woken once for the rest", async () => {
    const { ingest, stored, dispatcher } = openIngest(configOf([sampleWebhook()]), { slots: 2 });
    await Promise.all(["a", "b", "c", "d"].map((text) => ingest(itemOf([message(text)]))));
    expect(stored.jobs.map(({ startAt }) => startAt !== null)).toEqual([true, true, false, false]);
    expect([dispatcher.launched.length, stored.wakes]).toEqual([2, 1]);
  });
});

describe("deliveries of a webhook with an order", () => {
  const webhook = sampleWebhook({ ordering: "call" });

  it("have a job only where nobody is before them", async () => {
    const { send, stored, dispatcher } = openIngest(configOf([webhook]));
    await send(message("a", { callId: "call" }), message("b", { callId: "call" }));
    const [head, next] = stored.deliveries;
    expect(head?.jobId).not.toBeNull();
    expect(next).toMatchObject({ status: "pending", jobId: null, ownerId: null });
    expect(stored.jobs.map(({ data }) => data.deliveryId)).toEqual([head?.id]);
    expect(dispatcher.launched.map(({ deliveryId }) => deliveryId)).toEqual([head?.id]);
  });

  it("are lined up with their call, or else their conversation; others are not", async () => {
    const lined: OrderedDelivery[] = [];
    const stored = emptyStore();
    const config = configOf([webhook]);
    const { send } = openIngest(config, {
      transact: (work) =>
        work({
          ...unitOn(stored, config),
          lineUp: async (deliveries) => {
            lined.push(...deliveries);
            return new Set(deliveries.map(({ deliveryId }) => deliveryId));
          },
        }),
    });
    await send(
      message("a", { callId: "call", conversationId: "talk" }),
      message("b", { conversationId: "talk" }),
      message("c"),
    );
    const [one, two] = stored.deliveries;
    const { id: webhookId } = webhook;
    expect(lined).toEqual([
      { deliveryId: one?.id, webhookId, key: "call call" },
      { deliveryId: two?.id, webhookId, key: "conversation talk" },
    ]);
    expect(stored.jobs).toHaveLength(3);
  });

  it("are not lined up while it is off, and not where it has no order", async () => {
    const lineUp = () => Promise.reject(new Error("there is no order"));
    const off = sampleWebhook({ ordering: "call", isActive: false });
    const config = configOf([off, sampleWebhook()]);
    const stored = emptyStore();
    const { send } = openIngest(config, {
      transact: (work) => work({ ...unitOn(stored, config), lineUp }),
    });
    await send(message("a", { callId: "call" }));
    expect(stored.deliveries.map(({ status }) => status)).toEqual(["suppressed", "pending"]);
  });
});

describe("deliveries of a webhook with a limit", () => {
  it("wait in the slow lane where nobody gave them room, and wake those who serve it", async () => {
    const woken: unknown[] = [];
    const stored = emptyStore();
    const config = configOf([sampleWebhook({ ratePerSecond: 10 })]);
    const { send } = openIngest(config, {
      reserve: () => null,
      transact: (work) =>
        work({
          ...unitOn(stored, config),
          wakeDispatchers: async (where) => void woken.push(where),
        }),
    });
    await send(message("one"));
    expect(stored.jobs).toMatchObject([{ queue: SLOW_LANE, startAt: null }]);
    expect(woken).toEqual(["slow-lane"]);
  });
});

describe("a transaction", () => {
  it("that fails launches nothing and gives back its slots", async () => {
    const stored = emptyStore();
    const { send, dispatcher } = openIngest(configOf([sampleWebhook()]), {
      transact: async (work) => {
        await work(unitOn(stored, configOf([sampleWebhook()])));
        throw new Error("commit failed");
      },
    });
    await expect(send(message("one"))).rejects.toThrow("commit failed");
    expect([dispatcher.launched, dispatcher.free()]).toEqual([[], 100]);
  });

  it("that is run again reserves anew and launches once", async () => {
    const config = configOf([sampleWebhook()]);
    const stored = emptyStore();
    const { send, dispatcher } = openIngest(config, {
      transact: async (work) => {
        await work(unitOn(emptyStore(), config));
        return work(unitOn(stored, config));
      },
    });
    await send(message("one"));
    expect(dispatcher.launched.map(({ deliveryId }) => deliveryId)).toEqual(
      stored.deliveries.map(({ id }) => id),
    );
    expect(dispatcher.free()).toBe(99);
  });

  it("launches nothing before it is committed", async () => {
    const committed = Promise.withResolvers<void>();
    const config = configOf([sampleWebhook()]);
    const stored = emptyStore();
    const { send, dispatcher } = openIngest(config, {
      transact: async (work) => {
        const result = await work(unitOn(stored, config));
        await committed.promise;
        return result;
      },
    });
    const sent = send(message("one"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored.jobs).toHaveLength(1);
    expect(dispatcher.launched).toEqual([]);
    committed.resolve();
    await sent;
    expect(dispatcher.launched).toHaveLength(1);
  });
});

describe("a callback is a duplicate", () => {
  it("when its bytes were seen", async () => {
    const { ingest, stored } = openIngest(configOf([sampleWebhook()]));
    const digest = new Uint8Array([1, 2, 3]);
    const first = await ingest(itemOf([message("one")], { digest }));
    const second = await ingest(itemOf([message("one")], { digest }));
    expect([first.duplicate, second]).toEqual([false, { duplicate: true, eventIds: [] }]);
    expect(stored.deliveries).toHaveLength(1);
  });

  it("when it tells only events that are known, in other bytes", async () => {
    const { send, stored } = openIngest(configOf([sampleWebhook()]));
    await send(message("one"), message("two"));
    expect(await send(message("two"), message("one"))).toEqual({ duplicate: true, eventIds: [] });
    expect(stored.deliveries).toHaveLength(2);
  });

  it("also within one group", async () => {
    const { ingest, stored } = openIngest(configOf([sampleWebhook()]));
    const digest = new Uint8Array([1, 2, 3]);
    const items = Array.from({ length: 50 }, () => itemOf([message("one")], { digest }));
    const outcomes = await Promise.all(items.map(ingest));
    expect(outcomes.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(stored.deliveries).toHaveLength(1);
  });

  it.each<[string, Fact[]]>([
    ["it tells one event more", [message("one"), message("new")]],
    ["it tells nothing", []],
  ])("not when %s", async (_what, facts) => {
    const { send } = openIngest(configOf([]));
    await send(message("one"));
    expect((await send(...facts)).duplicate).toBe(false);
  });

  it("not when it says of a call what was known: the carrier tells each fact by a callback of its own", async () => {
    const { send, stored } = openIngest(configOf([]));
    const answered = seenOfCall("call-1", 5, { fact: "answered" });
    await send(answered);
    expect(await send(answered)).toEqual({ duplicate: false, eventIds: [] });
    expect(stored.events.size).toBe(2);
  });
});

describe("what is seen of calls", () => {
  const story = [
    seenOfCall("call-1", 0, { fact: "started" }),
    seenOfCall("call-1", 2, { fact: "ringing" }),
    seenOfCall("call-1", 5, { fact: "answered" }),
    seenOfCall("call-1", 65, { fact: "ended", outcome: "completed" }),
  ];
  const lived = ["call.callStarted", "call.callRinging", "call.callAnswered", "call.callEnded"];

  function typesIn({ events }: Stored): string[] {
    return [...events.values()].map(({ event }) => event.type);
  }

  it("is one story within a group", async () => {
    const { ingest, stored } = openIngest(configOf([]));
    await Promise.all(story.map((fact) => ingest(itemOf([fact]))));
    expect(typesIn(stored)).toEqual(lived);
  });

  it("is the same story over several groups", async () => {
    const { send, stored } = openIngest(configOf([]));
    for (const fact of story) await send(fact);
    expect(typesIn(stored)).toEqual(lived);
  });

  it("keeps calls of one id apart between workspaces", async () => {
    const { ingest, stored } = openIngest(configOf([]));
    const [started] = story;
    if (started === undefined) throw new Error("the story has a beginning");
    await ingest(itemOf([started]));
    await ingest(itemOf([started], { workspaceId: randomUUID() }));
    expect(typesIn(stored)).toEqual(["call.callStarted", "call.callStarted"]);
  });

  it("locks each call once, whatever a group says of it", async () => {
    const locked: (readonly CallKey[])[] = [];
    const stored = emptyStore();
    const { ingest } = openIngest(configOf([]), {
      transact: (work) => {
        const unit = unitOn(stored, configOf([]));
        return work({
          ...unit,
          lockCalls: (keys) => {
            locked.push(keys);
            return unit.lockCalls(keys);
          },
        });
      },
    });
    await Promise.all(story.map((fact) => ingest(itemOf([fact]))));
    expect(locked).toEqual([[{ workspaceId: WORKSPACE, callId: "call-1" }]]);
  });
});

it("does not ask for a lock, a configuration or a delivery that a callback without facts has no use for", async () => {
  const asked: string[] = [];
  const { send } = openIngest(configOf([]), {
    transact: (work) => {
      const unit = unitOn(emptyStore(), configOf([]));
      return work(
        new Proxy(unit, {
          get(target, name: keyof IngestUnit) {
            asked.push(name);
            return target[name];
          },
        }),
      );
    },
  });
  await send();
  expect(asked.filter((name) => name !== "media")).toEqual(["insertCallbacks", "countCallbacks"]);
});
