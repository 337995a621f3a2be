import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let sink: Sink;
let tenant: Tenant & { readonly webhookId: string };

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  const made = await lab.tenant();
  tenant = { ...made, webhookId: await lab.webhook(made, { url: sink.url }) };
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

function ownerOf({ dispatcher }: Gateway): string | null {
  return dispatcher?.reserve([])?.ownerId ?? null;
}

/** Ends the connection that holds the owner's lock. */
async function killPresence(ownerId: string | null): Promise<void> {
  const killed = await lab.query<{ killed: boolean }>(
    `select pg_terminate_backend(l.pid) as killed from owners o
     join pg_locks l on l.locktype = 'advisory' and l.objid = o.lock_key::bigint::oid and l.objsubid = 2
       and l.database = (select oid from pg_database where datname = current_database())
     where o.id = $1`,
    [ownerId],
  );
  expect(killed).toEqual([{ killed: true }]);
}

async function allDelivered(count: number, timeoutMs = 10_000): Promise<void> {
  await waitFor(
    async () => {
      const deliveries = await lab.deliveries(tenant);
      return deliveries.filter(({ status }) => status === "delivered").length === count;
    },
    { what: `${count} delivered`, timeoutMs },
  );
  await waitFor(async () => (await lab.jobs()).length === 0, { what: "no job to be left" });
}

async function attempts(): Promise<number> {
  const [row] = await lab.query<{ count: number }>("select count(*)::int as count from attempts");
  return row?.count ?? 0;
}

async function counters() {
  return lab.query("select success_count, failure_count from webhook_counters");
}

const many = (count: number) => Array.from({ length: count }, (_, n) => message(`many ${n}`));

describe("a process whose presence is lost", () => {
  it("takes a new identity", async () => {
    await using gateway = await lab.startGateway();
    const before = ownerOf(gateway);
    await killPresence(before);
    const after = await waitFor(async () => {
      const owner = ownerOf(gateway);
      return owner !== before && owner;
    });
    const owners = await waitFor(async () => {
      const rows = await lab.query<{ id: string }>("select id from owners");
      return rows.every(({ id }) => id !== before) && rows;
    });
    expect(owners.map(({ id }) => id)).toContain(after);
  });

  it("hears of waiting jobs under its new identity", async () => {
    await using api = await lab.startGateway({ role: "api" });
    await using worker = await lab.startGateway({ role: "worker" });
    const before = ownerOf(worker);
    await killPresence(before);
    await waitFor(async () => ![null, before].includes(ownerOf(worker)));
    const at = Date.now();
    await api.ingest(tenant, [message("one")]);
    const [request] = await sink.received(1);
    expect(Number(request?.at) - at).toBeLessThan(450);
    await allDelivered(1);
  });

  it.each<[string, readonly ("all" | "api" | "worker")[]]>([
    ["leased", ["all"]],
    ["fetched", ["api", "worker"]],
  ])(
    "has its %s jobs freed and sent again, and what it learns too late changes nothing",
    async (_how, roles) => {
      await using stack = new AsyncDisposableStack();
      const gateways: Gateway[] = [];
      for (const role of roles) gateways.push(stack.use(await lab.startGateway({ role })));
      const [front, back] = [gateways[0], gateways.at(-1)];
      if (front === undefined || back === undefined) throw new Error("there are gateways");
      const release = sink.holds();
      await front.ingest(tenant, many(5));
      await sink.received(5);
      const before = (await lab.deliveries(tenant)).map(({ job_id }) => job_id);
      const killedAt = Date.now();
      await killPresence(ownerOf(back));
      const requests = await sink.received(10, 5_000);
      expect(Number(requests[5]?.at) - killedAt).toBeLessThan(3_000);
      expect(requests.slice(5).every(({ attempt }) => attempt === 1)).toBe(true);
      const after = (await lab.deliveries(tenant)).map(({ job_id }) => job_id);
      expect(after.filter((job) => before.includes(job))).toEqual([]);
      release();
      await allDelivered(5);
      await waitFor(async () => back.dispatcher?.inFlight() === 0);
      const late = back.log.filter((line) => line.message === "attempt was no longer ours");
      expect(late).toHaveLength(5);
      expect(await attempts()).toBe(5);
      expect(await counters()).toEqual([{ success_count: 5, failure_count: 0 }]);
      expect((await lab.deliveries(tenant)).every(({ attempts: made }) => made === 1)).toBe(true);
    },
  );

  it("may learn of a failure too late: the delivery that succeeded meanwhile stays delivered", async () => {
    await using gateway = await lab.startGateway();
    const first = Promise.withResolvers<{ status: number }>();
    sink.answers(() => (sink.requests.length === 1 ? first.promise : { status: 200 }));
    await gateway.ingest(tenant, [message("one")]);
    await sink.received(1);
    await killPresence(ownerOf(gateway));
    await allDelivered(1);
    first.resolve({ status: 410 });
    await waitFor(async () =>
      gateway.log.some((line) => line.message === "attempt was no longer ours"),
    );
    expect(await lab.deliveries(tenant)).toMatchObject([{ status: "delivered", attempts: 1 }]);
    expect(await lab.query("select is_active from webhooks")).toEqual([{ is_active: true }]);
    expect(await counters()).toEqual([{ success_count: 1, failure_count: 0 }]);
  });

  it("has the jobs it leaves freed once, by whichever of several processes is first", async () => {
    await using gateway = await lab.startGateway();
    await using second = await lab.startGateway();
    await using third = await lab.startGateway();
    const release = sink.holds();
    await gateway.ingest(tenant, many(10));
    await sink.received(10);
    await killPresence(ownerOf(gateway));
    await sink.received(20, 5_000);
    const freed = [gateway, second, third].flatMap(({ log }) =>
      log.filter((line) => line.message === "freed the jobs of dispatchers that are gone"),
    );
    expect(freed).toMatchObject([{ fields: { count: 10 } }]);
    release();
    await allDelivered(10);
    expect(sink.requests).toHaveLength(20);
  });

  it("does not take one up again that it lost while it stopped", async () => {
    const gateway = await lab.startGateway({ name: "stopping" });
    await using blocker = await locking("lock table owners in access exclusive mode");
    const owner = ownerOf(gateway);
    await lab.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and objsubid = 2 and granted and pid in
         (select pid from pg_stat_activity where application_name = 'stopping')`,
    );
    await waitFor(async () => ownerOf(gateway) !== owner, { what: "the loss to be noticed" });
    await waitFor(
      async () =>
        (
          await lab.query(
            `select 1 from pg_stat_activity where application_name = 'stopping'
             and query like '%insert into owners%' and wait_event_type = 'Lock'`,
          )
        ).length > 0,
      { what: "it to register anew" },
    );
    await gateway[Symbol.asyncDispose]();
    await blocker.release();
    await waitFor(
      async () =>
        (await lab.query("select 1 from pg_stat_activity where application_name = 'stopping'"))
          .length === 0,
      { what: "its connections to close", timeoutMs: 5_000 },
    );
  });
});

/** A transaction of its own that holds a lock until it is released. */
async function locking(statement: string) {
  const client = new pg.Client({ connectionString: lab.connectionString });
  await client.connect();
  await client.query("begin");
  await client.query(statement);
  let isHeld = true;
  async function release(): Promise<void> {
    if (!isHeld) return;
    isHeld = false;
    await client.query("rollback");
    await client.end();
  }
  return { release, [Symbol.asyncDispose]: release };
}

describe("a process that is killed", () => {
  const running: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of running.splice(0)) await kill(child);
  });

  /** Starts one that takes callbacks; `answered` grows as they are answered. */
  function start(count: number) {
    const script = fileURLToPath(new URL("../support/engine-process.ts", import.meta.url));
    const { connectionString, dataDir } = lab;
    const { workspaceId, whatsappId } = tenant;
    const child = spawn(
      process.execPath,
      [script, connectionString, dataDir, workspaceId, whatsappId, String(count)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    running.push(child);
    const answered: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => answered.push(line));
    return { child, answered };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  function namesIn(requests: Sink["requests"]): ReadonlySet<string> {
    return new Set(requests.map(({ body }) => JSON.parse(body).messageId));
  }

  it("in the middle of deliveries loses none that was answered: another sends them within 3 s", async () => {
    await using survivor = await lab.startGateway();
    const release = sink.holds();
    const { child, answered } = start(200);
    await waitFor(async () => answered.length === 200, { timeoutMs: 20_000 });
    // More than its 64 slots wait; what it holds is leased, what the survivor holds is fetched.
    await waitFor(async () => sink.requests.length >= 150);
    release();
    sink.answers(() => ({ status: 200 }));
    const held = sink.requests.length;
    const killedAt = Date.now();
    await kill(child);
    const [next] = await waitFor(async () => {
      const later = sink.requests.slice(held).filter(({ at }) => at >= killedAt);
      return later.length > 0 && later;
    });
    expect(Number(next?.at) - killedAt).toBeLessThan(3_000);
    await allDelivered(200);
    expect(answered.filter((name) => !namesIn(sink.requests).has(name))).toEqual([]);
    expect(survivor.log.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("while it takes callbacks loses none that was answered: they go out after a restart", async () => {
    sink.answers(({ attempt }) => ({ status: attempt === 1 ? 500 : 200 }));
    const { child, answered } = start(5_000);
    await waitFor(async () => answered.length >= 300, { timeoutMs: 20_000 });
    await kill(child);
    const before = sink.requests.length;
    const restartedAt = Date.now();
    await using restarted = await lab.startGateway();
    await waitFor(async () => sink.requests.length > before, { timeoutMs: 3_000 });
    expect(Date.now() - restartedAt).toBeLessThan(3_000);
    const count = (await lab.deliveries(tenant)).length;
    expect(count).toBeGreaterThanOrEqual(answered.length);
    await allDelivered(count, 20_000);
    expect(answered.filter((name) => !namesIn(sink.requests).has(name))).toEqual([]);
    expect(restarted.log.filter(({ level }) => level === "error")).toEqual([]);
  });
});
