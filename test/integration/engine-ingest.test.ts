import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLab, type Lab, whatsappText } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let gateway: Gateway;
let sink: Sink;

beforeAll(async () => {
  lab = await createLab();
  gateway = await lab.startGateway();
  sink = await createSink();
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function subscribed(eventKeys?: readonly string[]): Promise<Tenant> {
  const tenant = await lab.tenant();
  await lab.webhook(tenant, { url: sink.url, ...(eventKeys && { eventKeys }) });
  return tenant;
}

async function count(table: string, { workspaceId }: Tenant): Promise<number> {
  const [row] = await lab.query<{ count: number }>(
    `select count(*)::int as count from ${table} where workspace_id = $1`,
    [workspaceId],
  );
  return row?.count ?? 0;
}

/** Messages stored; they may also begin a conversation, which is an event of its own. */
async function messages({ workspaceId }: Tenant): Promise<readonly { agent_id: string | null }[]> {
  return lab.query(
    "select agent_id from events where workspace_id = $1 and type = 'whatsapp.messageReceived' order by id",
    [workspaceId],
  );
}

/** What the tenant received of its deliveries, once all of them have ended. */
async function receivedBy(tenant: Tenant) {
  await waitFor(
    async () => (await lab.deliveries(tenant)).every(({ status }) => status !== "pending"),
    { what: "all deliveries to end" },
  );
  const ids = new Set((await lab.deliveries(tenant)).map(({ id }) => id));
  return sink.requests.filter(({ deliveryId }) => ids.has(deliveryId));
}

function isDuplicate(body: string): boolean {
  return JSON.parse(body).duplicate === true;
}

describe("identical callbacks", () => {
  it("that arrive fifty at once are stored and sent once", async () => {
    const tenant = await subscribed();
    const callback = whatsappText(tenant, `wamid.${randomUUID()}`);
    const received = await Promise.all(Array.from({ length: 50 }, () => gateway.receive(callback)));
    const replies = received.map((one) => (one.kind === "accepted" ? one.reply.body : one.kind));
    expect(replies.filter((body) => !isDuplicate(body))).toHaveLength(1);
    expect(await count("callbacks", tenant)).toBe(1);
    expect(await messages(tenant)).toHaveLength(1);
    expect(await receivedBy(tenant)).toHaveLength(1);
  });

  it("are one also when they reach two processes at once", async () => {
    const tenant = await subscribed();
    await using other = await lab.startGateway();
    const callbacks = Array.from({ length: 20 }, (_, n) => whatsappText(tenant, `wamid.two.${n}`));
    const received = await Promise.all(
      callbacks.flatMap((callback) => [
        gateway.receive(callback),
        other.receive(callback),
        gateway.receive(callback),
      ]),
    );
    const fresh = received.filter((one) => one.kind === "accepted" && !isDuplicate(one.reply.body));
    expect(fresh).toHaveLength(20);
    expect(await count("callbacks", tenant)).toBe(20);
    expect(await receivedBy(tenant)).toHaveLength(20);
  });

  it("to two connections are two callbacks, and one event of each workspace", async () => {
    const [one, other] = [await subscribed(), await subscribed()];
    const callback = whatsappText(one, `wamid.${randomUUID()}`);
    await gateway.receive({ ...callback, connectionId: one.whatsappId });
    const second = await gateway.receive({ ...callback, connectionId: other.whatsappId });
    expect(second.kind === "accepted" && isDuplicate(second.reply.body)).toBe(false);
    expect([...(await messages(one)), ...(await messages(other))]).toHaveLength(2);
  });
});

it("a callback that names no connection goes to the one that its payload names", async () => {
  const [first, second] = [await subscribed(), await subscribed()];
  for (const tenant of [first, second]) {
    await gateway.receive(whatsappText(tenant, `wamid.${randomUUID()}`));
  }
  const callback = whatsappText(second, `wamid.${randomUUID()}`);
  await gateway.receive({ ...callback, connectionId: null });
  expect([(await messages(first)).length, (await messages(second)).length]).toEqual([1, 2]);
});

describe("the same facts in other bytes", () => {
  it("are a duplicate, kept for the record and not sent again", async () => {
    const tenant = await subscribed();
    const callback = whatsappText(tenant, `wamid.${randomUUID()}`);
    await gateway.receive(callback);
    const again = await gateway.receive({ ...callback, body: `${callback.body}\n` });
    expect(again.kind === "accepted" && isDuplicate(again.reply.body)).toBe(true);
    expect(await count("callbacks", tenant)).toBe(2);
    expect(await messages(tenant)).toHaveLength(1);
    expect(await receivedBy(tenant)).toHaveLength(1);
  });

  it("are stored once also when many arrive at two processes", async () => {
    const tenant = await subscribed();
    await using other = await lab.startGateway();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? gateway : other).ingest(tenant, [message("told often")]),
      ),
    );
    expect(outcomes.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await count("callbacks", tenant)).toBe(40);
    expect(await receivedBy(tenant)).toHaveLength(1);
  });
});

describe("a callback, its events, their deliveries and jobs", () => {
  async function stored(tenant: Tenant) {
    const jobs = await lab.query<{ count: number }>(
      `select count(*)::int as count from pgboss.job j
       join deliveries d on d.id = (j.data ->> 'deliveryId')::uuid where d.workspace_id = $1`,
      [tenant.workspaceId],
    );
    return {
      callbacks: await count("callbacks", tenant),
      calls: await count("calls", tenant),
      events: await count("events", tenant),
      deliveries: await count("deliveries", tenant),
      jobs: jobs[0]?.count,
    };
  }

  it.each<["events" | "deliveries" | "pgboss.job"]>([["events"], ["deliveries"], ["pgboss.job"]])(
    "are none of them stored when %s cannot be written, and all when it can again",
    async (table) => {
      const tenant = await subscribed();
      const callback = whatsappText(tenant, `wamid.${randomUUID()}`);
      await lab.query(`create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'refused' using errcode = '53100'; end $$`);
      await lab.query(
        `create trigger refuse before insert on ${table} for each row execute function refuse()`,
      );
      try {
        await expect(gateway.receive(callback)).rejects.toThrow("refused");
      } finally {
        await lab.query("drop function refuse() cascade");
      }
      expect(await stored(tenant)).toEqual({
        callbacks: 0,
        calls: 0,
        events: 0,
        deliveries: 0,
        jobs: 0,
      });
      await waitFor(async () => gateway.dispatcher?.inFlight() === 0);
      const again = await gateway.receive(callback);
      expect(again.kind === "accepted" && isDuplicate(again.reply.body)).toBe(false);
      expect(await receivedBy(tenant)).toHaveLength(1);
    },
  );

  it("of one that cannot be stored fail alone, and the others of its group succeed", async () => {
    const tenant = await subscribed();
    // PostgreSQL's text holds no NUL.
    const poison = message("poison", { dedupeKey: "poison\u0000" });
    const facts = [message("before"), poison, message("after")];
    const outcomes = await Promise.allSettled(facts.map((fact) => gateway.ingest(tenant, [fact])));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await count("callbacks", tenant)).toBe(2);
    expect(await receivedBy(tenant)).toHaveLength(2);
    await waitFor(async () => gateway.dispatcher?.inFlight() === 0);
  });
});

describe("payloads that jsonb refuses", () => {
  it.each([
    ["a NUL", "before\\u0000after"],
    ["lone surrogates", "high \\ud800 low \\udc00"],
    ["an emoji as two escapes", "\\ud83d\\ude00"],
  ])("survive with %s", async (_what, escaped) => {
    const tenant = await subscribed();
    const id = `wamid.${randomUUID()}`;
    const { body } = whatsappText(tenant, id, "TEXT");
    const bytes = body.replace("TEXT", escaped);
    const received = await gateway.receive({
      provider: "whatsapp",
      connectionId: tenant.whatsappId,
      body: bytes,
    });
    expect(received.kind).toBe("accepted");
    const [callback] = await lab.query<{ body: Buffer }>(
      "select b.body from callbacks c join callback_bodies b on b.id = c.id where c.workspace_id = $1",
      [tenant.workspaceId],
    );
    expect(callback?.body.toString()).toBe(bytes);
    const [request] = await receivedBy(tenant);
    const text = JSON.parse(request?.body ?? "{}").message?.text?.body;
    expect(text).toBe(JSON.parse(`"${escaped}"`));
  });

  it("survive with bytes that are no text at all", async () => {
    const tenant = await subscribed();
    const received = await gateway.receive({
      provider: "whatsapp",
      connectionId: tenant.whatsappId,
      body: "\u0000\ud800 no JSON",
    });
    expect(received.kind).toBe("accepted");
    const callbacks = await lab.query<{ verdict: string; body: Buffer }>(
      "select c.verdict, b.body from callbacks c join callback_bodies b on b.id = c.id where c.workspace_id = $1",
      [tenant.workspaceId],
    );
    expect(callbacks).toMatchObject([{ verdict: "unreadable" }]);
    expect(callbacks[0]?.body).toEqual(Buffer.from("\u0000\ud800 no JSON"));
  });
});

describe("what a webhook does not want", () => {
  it("is stored, with no delivery", async () => {
    const tenant = await subscribed(["call.callStarted"]);
    await gateway.ingest(tenant, [message("one")]);
    expect(await messages(tenant)).toHaveLength(1);
    expect(await count("deliveries", tenant)).toBe(0);
  });

  it("because its subscription is off has no delivery either", async () => {
    const tenant = await subscribed();
    await lab.query(
      `with off as (update subscriptions s set is_active = false from webhooks w
         where w.id = s.webhook_id and w.workspace_id = $1)
       update workspaces set config_version = config_version + 1 where id = $1`,
      [tenant.workspaceId],
    );
    await gateway.ingest(tenant, [message("one")]);
    expect(await count("deliveries", tenant)).toBe(0);
  });
});

describe("agents", () => {
  async function withAgent(isActive: boolean) {
    const tenant = await lab.tenant();
    const agent = await gateway.provisioning.createAgent({
      workspaceId: tenant.workspaceId,
      name: "Paula",
      references: ["+1 555 078 3881"],
      isActive,
    });
    if (!agent.ok) throw new Error("the agent was refused");
    return { tenant, agentId: agent.value.id };
  }

  const fromAgent = (text: string) => message(text, { references: ["15550783881"] });

  it("limit a webhook to their events", async () => {
    const { tenant, agentId } = await withAgent(true);
    const limited = await lab.webhook(tenant, { url: sink.url, agentIds: [agentId] });
    await gateway.ingest(tenant, [fromAgent("hers"), message("nobody's")]);
    expect(await lab.deliveries(tenant)).toMatchObject([{ webhook_id: limited }]);
    const [request] = await receivedBy(tenant);
    expect(JSON.parse(request?.body ?? "{}")).toMatchObject({ agentId, messageId: "hers" });
  });

  it("that are inactive have their events stored and not delivered", async () => {
    const { tenant, agentId } = await withAgent(false);
    await lab.webhook(tenant, { url: sink.url });
    await gateway.ingest(tenant, [fromAgent("hers"), message("nobody's")]);
    expect(await messages(tenant)).toEqual([{ agent_id: agentId }, { agent_id: null }]);
    expect(await count("deliveries", tenant)).toBe(1);
  });
});

describe("a webhook that is off", () => {
  it.each([
    [null, "webhook_inactive"],
    ["gone", "gone"],
  ])(
    "for the reason %s has its deliveries suppressed as %s",
    async (deactivationReason, reason) => {
      const tenant = await lab.tenant();
      await lab.webhook(tenant, { url: sink.url, isActive: false, deactivationReason });
      await gateway.ingest(tenant, [message("one")]);
      const deliveries = await lab.deliveries(tenant);
      expect(deliveries).toMatchObject([
        { status: "suppressed", reason, attempts: 0, job_id: null, next_attempt_at: null },
      ]);
      expect(deliveries[0]?.ended_at).toBeInstanceOf(Date);
      expect(deliveries[0]?.body).toContain("one");
      expect(await receivedBy(tenant)).toEqual([]);
    },
  );
});

describe("a change of the configuration", () => {
  it("made by another connection holds for the very next event", async () => {
    const tenant = await lab.tenant();
    await gateway.ingest(tenant, [message("before")]);
    const webhookId = await lab.webhook(tenant, { url: sink.url, eventKeys: [] });
    await gateway.ingest(tenant, [message("without a subscription")]);
    expect(await count("deliveries", tenant)).toBe(0);
    for (let round = 0; round < 20; round++) {
      await lab.query(
        `with added as (insert into subscriptions (id, webhook_id, event_key)
           values (gen_random_uuid(), $2, 'whatsapp.messageReceived'))
         update workspaces set config_version = config_version + 1 where id = $1`,
        [tenant.workspaceId, webhookId],
      );
      await gateway.ingest(tenant, [message(`wanted ${round}`)]);
      expect(await count("deliveries", tenant)).toBe(round + 1);
      await lab.query(
        `with removed as (delete from subscriptions where webhook_id = $2)
         update workspaces set config_version = config_version + 1 where id = $1`,
        [tenant.workspaceId, webhookId],
      );
      await gateway.ingest(tenant, [message(`unwanted ${round}`)]);
      expect(await count("deliveries", tenant)).toBe(round + 1);
    }
  });

  it("that was rolled back never holds", async () => {
    const tenant = await lab.tenant();
    const webhookId = await lab.webhook(tenant, { url: sink.url, eventKeys: [] });
    await expect(
      lab.query(
        `with added as (insert into subscriptions (id, webhook_id, event_key)
           values (gen_random_uuid(), $2, 'whatsapp.messageReceived'))
         update workspaces set config_version = config_version / 0 where id = $1`,
        [tenant.workspaceId, webhookId],
      ),
    ).rejects.toThrow("division by zero");
    await gateway.ingest(tenant, [message("one")]);
    expect(await count("deliveries", tenant)).toBe(0);
  });
});

describe("a thousand callbacks at once", () => {
  it("are all stored and delivered, each once", async () => {
    const tenant = await subscribed();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => gateway.ingest(tenant, [message(`burst ${n}`)])),
    );
    expect(outcomes.every(({ duplicate }) => !duplicate)).toBe(true);
    const requests = await receivedBy(tenant);
    expect(requests).toHaveLength(1_000);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(1_000);
    const counters = await lab.query(
      `select success_count, failure_count from webhook_counters c
       join webhooks w on w.id = c.webhook_id where w.workspace_id = $1`,
      [tenant.workspaceId],
    );
    expect(counters).toEqual([{ success_count: 1_000, failure_count: 0 }]);
  });
});
