import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSkipDelivery } from "#src/db/skip-delivery.ts";
import { createLab, type DeliveryRow, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message, seenOfCall } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const QUICK = { maxAttempts: 2, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };

let lab: Lab;
let sink: Sink;
let tenant: Tenant;
let webhookId: string;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  tenant = await lab.tenant();
  webhookId = await lab.webhook(tenant, {
    url: sink.url,
    ordering: "call",
    retryPolicy: QUICK,
  });
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

let told = 0;

/** One event of a call. */
function say(gateway: Gateway, callId: string | null, text = `event ${++told}`) {
  return gateway.ingest(tenant, [message(text, { callId })]);
}

const deliveries = () => lab.deliveries(tenant);
const live = async () => (await deliveries()).filter(({ job_id }) => job_id !== null);
const statuses = async () => (await deliveries()).map(({ status }) => status);

async function allEnded(): Promise<void> {
  await waitFor(async () => !(await statuses()).includes("pending"), {
    what: "all deliveries to end",
    timeoutMs: 20_000,
  });
}

async function linedUp(): Promise<number> {
  const [row] = await lab.query<{ count: number }>(
    "select count(*)::int as count from ordered_deliveries",
  );
  return row?.count ?? -1;
}

async function makeDue({ job_id }: DeliveryRow): Promise<void> {
  await lab.query("update pgboss.job set start_after = now() where id = $1", [job_id]);
}

const sentIds = () => sink.requests.map(({ deliveryId }) => deliveryId);

describe("deliveries of one call", () => {
  it("go out one after the other, in the order of their events", async () => {
    await using gateway = await lab.startGateway();
    const release = sink.holds();
    for (let n = 0; n < 10; n++) await say(gateway, "call");
    await sink.received(1);
    expect(await live()).toHaveLength(1);
    expect(sink.requests).toHaveLength(1);
    release();
    await allEnded();
    expect(sentIds()).toEqual((await deliveries()).map(({ id }) => id));
    expect(await linedUp()).toBe(0);
    expect(await lab.jobs()).toEqual([]);
  });

  it("wait for a head that failed until its retry is through; those of other calls do not", async () => {
    await using gateway = await lab.startGateway();
    sink.answers(() => ({ status: 500 }));
    await say(gateway, "bad");
    await waitFor(async () => (await deliveries())[0]?.attempts === 1);
    sink.answers(() => ({ status: 200 }));
    await say(gateway, "bad");
    await say(gateway, "good");
    await say(gateway, null);
    await waitFor(async () => (await statuses()).filter((s) => s === "delivered").length >= 2);
    const [head, next] = await deliveries();
    expect(next).toMatchObject({ status: "pending", attempts: 0, job_id: null });
    expect(next?.next_attempt_at).toBeNull();
    if (head !== undefined) await makeDue(head);
    await allEnded();
    expect(sentIds().slice(-2)).toEqual([head?.id, next?.id]);
  });

  it("go on once the head is given up", async () => {
    await using gateway = await lab.startGateway();
    sink.answers(({ body }) => ({ status: body.includes('"poison"') ? 500 : 200 }));
    await say(gateway, "call", "poison");
    await say(gateway, "call");
    await say(gateway, "call");
    await waitFor(async () => (await deliveries())[0]?.attempts === 1);
    const [head] = await deliveries();
    if (head !== undefined) await makeDue(head);
    await allEnded();
    expect(await statuses()).toEqual(["failed", "delivered", "delivered"]);
  });

  it("go on when the head is suppressed, and are suppressed themselves", async () => {
    await using gateway = await lab.startGateway();
    sink.answers(() => ({ status: 500 }));
    for (let n = 0; n < 3; n++) await say(gateway, "call");
    await waitFor(async () => (await deliveries())[0]?.attempts === 1);
    await lab.query("update webhooks set is_active = false where id = $1", [webhookId]);
    const [head] = await deliveries();
    if (head !== undefined) await makeDue(head);
    await allEnded();
    expect(await statuses()).toEqual(["suppressed", "suppressed", "suppressed"]);
    expect(await linedUp()).toBe(0);
  });

  it("of one event go out in the order of the subscriptions", async () => {
    await using gateway = await lab.startGateway();
    const other = await lab.tenant();
    const eventKeys = ["call.completed", "call.callEnded"];
    await lab.webhook(other, { url: sink.url, ordering: "call", eventKeys });
    await gateway.ingest(other, [
      seenOfCall("call", 0, { fact: "answered" }),
      seenOfCall("call", 60, { fact: "ended", outcome: "completed", durationMs: 60_000 }),
    ]);
    await sink.received(2);
    const sent = await lab.deliveries(other);
    expect(sent.map(({ event_key }) => event_key)).toEqual(eventKeys);
    expect(sentIds()).toEqual(sent.map(({ id }) => id));
  });

  it("stay in order through many senders, two processes and failures", async () => {
    await using one = await lab.startGateway();
    await using two = await lab.startGateway();
    let n = 0;
    sink.answers(() => ({ status: ++n % 5 === 0 ? 500 : 200 }));
    const calls = Array.from({ length: 8 }, (_, index) => `call ${index}`);
    await Promise.all(
      calls.map(async (callId, index) => {
        for (let turn = 0; turn < 12; turn++) {
          await say((turn + index) % 2 === 0 ? one : two, callId, `${callId} ${turn}`);
        }
      }),
    );
    await allEnded();
    for (const callId of calls) {
      const seen = sink.requests.flatMap(
        ({ body }) => new RegExp(`"${callId} (\\d+)"`).exec(body)?.[1] ?? [],
      );
      const firsts = [...new Set(seen)];
      expect(firsts).toEqual(firsts.toSorted((a, b) => Number(a) - Number(b)));
      // Whatever is repeated is repeated at once.
      expect(seen).toEqual(seen.toSorted((a, b) => Number(a) - Number(b)));
      expect(firsts).toHaveLength(12);
    }
    expect(await linedUp()).toBe(0);
  });
});

describe("a head", () => {
  async function blocked(gateway: Gateway): Promise<readonly DeliveryRow[]> {
    sink.answers(() => ({ status: 500 }));
    await say(gateway, "call");
    await waitFor(async () => (await deliveries())[0]?.attempts === 1);
    sink.answers(() => ({ status: 200 }));
    await say(gateway, "call");
    return deliveries();
  }

  function refTo(delivery: DeliveryRow | undefined) {
    return { workspaceId: tenant.workspaceId, webhookId, deliveryId: delivery?.id ?? "" };
  }

  it("can be skipped: it has failed, and the next goes out", async () => {
    await using gateway = await lab.startGateway();
    const [head, next] = await blocked(gateway);
    const skip = createSkipDelivery(gateway.storage);
    expect(await skip(refTo(head))).toMatchObject({ ok: true });
    await allEnded();
    expect(await deliveries()).toMatchObject([
      { status: "failed", reason: "skipped", attempts: 1, job_id: null },
      { id: next?.id, status: "delivered" },
    ]);
    expect(await lab.jobs()).toEqual([]);
    expect(await skip(refTo(head))).toMatchObject({ ok: false, reason: "ended" });
    const [counters] = await lab.query(
      "select failure_count::int as failed from webhook_counters where webhook_id = $1",
      [webhookId],
    );
    expect(counters).toEqual({ failed: 1 });
  });

  it("goes on waiting for its retry when one that waits for it is skipped", async () => {
    await using gateway = await lab.startGateway();
    const [head, next] = await blocked(gateway);
    const skip = createSkipDelivery(gateway.storage);
    expect(await skip(refTo(next))).toMatchObject({ ok: true });
    expect(await statuses()).toEqual(["pending", "failed"]);
    if (head !== undefined) await makeDue(head);
    await allEnded();
    expect(await linedUp()).toBe(0);
  });

  it("cannot be skipped while its attempt is under way", async () => {
    await using gateway = await lab.startGateway();
    const release = sink.holds();
    await say(gateway, "call");
    await sink.received(1);
    const skip = createSkipDelivery(gateway.storage);
    const [head] = await deliveries();
    expect(await skip(refTo(head))).toMatchObject({ ok: false, reason: "in-flight" });
    release();
    await allEnded();
  });

  it("can be retried at once, and what waits for it cannot", async () => {
    await using gateway = await lab.startGateway();
    const [head, next] = await blocked(gateway);
    expect(await gateway.redeliver(refTo(next))).toMatchObject({ ok: false, reason: "blocked" });
    expect(await gateway.redeliver(refTo(head))).toMatchObject({ ok: true });
    await allEnded();
    expect(sentIds().slice(-2)).toEqual([head?.id, next?.id]);
  });

  it("that has ended is the last of its call when it is sent again", async () => {
    await using gateway = await lab.startGateway();
    await say(gateway, "call");
    await allEnded();
    const [first] = await blocked(gateway);
    const [, head, next] = await deliveries();
    expect(await gateway.redeliver(refTo(first))).toMatchObject({ ok: true });
    expect((await deliveries())[0]).toMatchObject({ status: "pending", job_id: null });
    if (head !== undefined) await makeDue(head);
    await allEnded();
    expect(sentIds().slice(-3)).toEqual([head?.id, next?.id, first?.id]);
  });
});

describe("the sweep", () => {
  async function stuck(gateway: Gateway): Promise<void> {
    sink.answers(() => ({ status: 500 }));
    for (let n = 0; n < 3; n++) await say(gateway, "call");
    await waitFor(async () => (await deliveries())[0]?.attempts === 1);
    sink.answers(() => ({ status: 200 }));
  }

  it.each([
    ["is missing", "delete from ordered_deliveries where is_head"],
    ["has ended", "update deliveries set status = 'failed', job_id = null where attempts = 1"],
    ["has no job", "update deliveries set job_id = null where attempts = 1"],
  ])("releases what waits for a head that %s", async (_how, statement) => {
    await using gateway = await lab.startGateway();
    await stuck(gateway);
    await lab.query(statement);
    await waitFor(async () => sink.requests.length >= 3, { what: "the others to go out" });
  });

  it("releases all that waits once its webhook has no order any more", async () => {
    await using gateway = await lab.startGateway();
    await stuck(gateway);
    await lab.query("update webhooks set ordering = 'none' where id = $1", [webhookId]);
    await waitFor(async () => sink.requests.length === 3, { what: "the others to go out" });
    expect((await statuses())[0]).toBe("pending");
  });

  it("finds nothing to do where everything is in order", async () => {
    await using gateway = await lab.startGateway();
    const release = sink.holds();
    for (let n = 0; n < 3; n++) await say(gateway, "call");
    await waitFor(async () => (await linedUp()) === 3);
    release();
    await allEnded();
    expect(gateway.log.filter(({ message: text }) => text.includes("waited for nothing"))).toEqual(
      [],
    );
  });
});

describe("a webhook without an order", () => {
  it("has no rows in the lines", async () => {
    await using gateway = await lab.startGateway();
    await lab.query("update webhooks set ordering = 'none'");
    await lab.query("update workspaces set config_version = config_version + 1");
    const release = sink.holds();
    for (let n = 0; n < 3; n++) await say(gateway, "call");
    await sink.received(3);
    expect(await linedUp()).toBe(0);
    release();
    await allEnded();
  });
});
