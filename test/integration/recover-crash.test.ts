import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAdvanceRecovery, createRecoveryStore } from "#src/db/recovery-store.ts";
import { type NewJob, RETRIES } from "#src/pipeline/jobs.ts";
import type { RecoveryView } from "#src/pipeline/webhook-operation-ports.ts";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let sink: Sink;
let tenant: Tenant & { readonly webhookId: string };
/** Answers requests; delivers and recovers nothing. */
let api: Gateway;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  api = await lab.startGateway({ role: "api" });
  const made = await lab.tenant();
  tenant = { ...made, webhookId: await lab.webhook(made, { url: sink.url }) };
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

/** Deliveries as they are left when they were given up. */
async function seedFailed(count: number): Promise<void> {
  await lab.query(
    `insert into deliveries (id, workspace_id, webhook_id, event_id, event_key, status, body, attempts, ended_at)
     select gen_random_uuid(), $1, $2, gen_random_uuid(), 'whatsapp.messageReceived', 'failed', '{}', 1, now()
     from generate_series(1, $3::int)`,
    [tenant.workspaceId, tenant.webhookId, count],
  );
}

async function start(): Promise<RecoveryView> {
  const scope = { since: new Date(0), until: null, statuses: ["failed"] as const };
  const recovery = { ...scope, id: randomUUID() };
  const started = await createRecoveryStore(api.storage).start(tenant, recovery);
  if (started === null || started === "inactive") throw new Error("the recovery was refused");
  return started;
}

async function recovery(): Promise<{ state: string; requeued: number; skipped: number }> {
  const [row] = await lab.query<{ state: string; requeued: number; skipped: number }>(
    "select state, requeued, skipped from recoveries",
  );
  return row ?? { state: "none", requeued: 0, skipped: 0 };
}

async function allDelivered(count: number): Promise<void> {
  await waitFor(
    async () => {
      const [row] = await lab.query<{ count: number }>(
        "select count(*)::int as count from deliveries where status = 'delivered' and attempts = 2",
      );
      return row?.count === count;
    },
    { what: `${count} delivered`, timeoutMs: 20_000 },
  );
}

describe("a process that is killed during a recovery", () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("leaves it to the next, which sends the rest and nothing else", async () => {
    const count = 600;
    await seedFailed(count);
    await start();
    const script = fileURLToPath(new URL("../support/engine-process.ts", import.meta.url));
    const { connectionString, dataDir } = lab;
    const { workspaceId, whatsappId } = tenant;
    const child = spawn(
      process.execPath,
      [script, connectionString, dataDir, workspaceId, whatsappId, "0"],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    children.push(child);
    await sink.received(150, 20_000);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    const left = await recovery();
    expect(left).toMatchObject({ state: "running" });
    expect(left.requeued).toBeLessThan(count);

    await using _next = await lab.startGateway();
    await allDelivered(count);
    await waitFor(async () => (await recovery()).state === "completed");
    expect(await recovery()).toMatchObject({ requeued: count, skipped: 0 });
    await waitFor(async () => (await lab.jobs()).length === 0, { what: "no job to be left" });
    const sent = Map.groupBy(sink.requests, ({ deliveryId }) => deliveryId);
    expect(sent.size).toBe(count);
    // What was under way when the process died goes out once more; a second send by the recovery would be attempt 3.
    expect(new Set(sink.requests.map(({ attempt }) => attempt))).toEqual(new Set([2]));
  }, 60_000);

  it("in the middle of a step undoes the step", async () => {
    await seedFailed(3);
    const { id } = await start();
    // A step that took the recovery and its deliveries, and got no further.
    const abandoned = new pg.Client({ connectionString: lab.connectionString });
    abandoned.on("error", () => undefined);
    await abandoned.connect();
    await abandoned.query("begin");
    await abandoned.query("select id from recoveries where id = $1 for update", [id]);
    await abandoned.query("update deliveries set status = 'pending', job_id = gen_random_uuid()");
    const [backend] = await lab.query<{ pid: number }>(
      "select pid from pg_stat_activity where query like 'update deliveries set status%' and state like 'idle in%'",
    );
    const advance = createAdvanceRecovery(api.storage);
    const pace = { step: 100, crowd: 500, slowStep: 10 };
    expect(await advance(pace)).toBe(false);

    await lab.query("select pg_terminate_backend($1)", [backend?.pid]);
    await waitFor(() => advance(pace), { what: "the recovery to be free" });
    expect(await recovery()).toMatchObject({ state: "running", requeued: 3 });
    expect(await advance(pace)).toBe(true);
    expect(await recovery()).toMatchObject({ state: "completed", requeued: 3, skipped: 0 });
    await abandoned.end().catch(() => undefined);
    expect(await lab.jobs()).toHaveLength(3);
  });
});

describe("the pace of a recovery", () => {
  async function seedJobs(count: number, startAt: Date | null): Promise<void> {
    const jobs = Array.from(
      { length: count },
      (): NewJob => ({
        id: randomUUID(),
        queue: RETRIES,
        webhookId: randomUUID(),
        data: { deliveryId: randomUUID() },
        startAt,
      }),
    );
    await api.storage.transaction((client) =>
      api.storage.jobs.insert({ executeSql: (text, values) => client.query(text, values) }, jobs),
    );
  }

  const PACE = { step: 50, crowd: 20, slowStep: 5 };

  it("is full while no retries wait that are due", async () => {
    await seedFailed(60);
    await start();
    await seedJobs(19, null);
    await seedJobs(30, new Date(Date.now() + 3_600_000));
    await createAdvanceRecovery(api.storage)(PACE);
    expect(await recovery()).toMatchObject({ requeued: 50 });
  });

  it("slows down while retries queue up", async () => {
    await seedFailed(60);
    await start();
    await seedJobs(20, null);
    await createAdvanceRecovery(api.storage)(PACE);
    expect(await recovery()).toMatchObject({ requeued: 5 });
  });

  it("is shared by the recoveries there are", async () => {
    await seedFailed(60);
    await start();
    const other = await lab.tenant();
    const first = tenant;
    tenant = { ...other, webhookId: await lab.webhook(other, { url: sink.url }) };
    await seedFailed(60);
    await start();
    tenant = first;
    const advance = createAdvanceRecovery(api.storage);
    for (let step = 0; step < 4; step++) await advance({ ...PACE, step: 10, crowd: 1_000 });
    const rows = await lab.query<{ requeued: number }>("select requeued from recoveries");
    expect(rows).toEqual([{ requeued: 20 }, { requeued: 20 }]);
  });
});
