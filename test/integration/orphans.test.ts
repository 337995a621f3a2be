import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOrphanStore } from "#src/db/orphan-store.ts";
import type { OrphanStore } from "#src/pipeline/orphan-ports.ts";
import { createOrphanSweep, reconcileAll } from "#src/pipeline/orphans.ts";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message, recordingLog } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const AT_ONCE = { olderThanMs: -1_000, dryRun: false };

let lab: Lab;
let sink: Sink;
let tenant: Tenant;
/** Takes and delivers nothing. */
let api: Gateway;
let store: OrphanStore;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  tenant = await lab.tenant();
  api = await lab.startGateway({ role: "api" });
  // As if it were ten minutes later: what was made in these five is looked at too.
  store = createOrphanStore({ ...api.storage, now: () => new Date(Date.now() + 600_000) });
});

afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const loseJobs = () => lab.query("delete from pgboss.job where not name like E'\\\\_\\\\_%'");

async function delivered(count: number): Promise<void> {
  await waitFor(
    async () =>
      (await lab.deliveries(tenant)).filter(({ status }) => status === "delivered").length ===
      count,
    { what: `${count} delivered` },
  );
}

describe("a delivery whose job is gone", () => {
  it("is given another one, and delivered", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one"), message("two"), message("three")]);
    await loseJobs();
    const done = await reconcileAll(store, AT_ONCE);
    expect(done).toMatchObject({ deliveries: 3, jobs: 0 });
    await using _worker = await lab.startGateway({ role: "worker" });
    await delivered(3);
    expect(await reconcileAll(store, AT_ONCE)).toMatchObject({ deliveries: 0, jobs: 0 });
    expect(sink.requests).toHaveLength(3);
  });

  it("is only told of in a dry run", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one")]);
    await loseJobs();
    const [delivery] = await lab.deliveries(tenant);
    const done = await reconcileAll(store, { ...AT_ONCE, dryRun: true });
    expect(done).toMatchObject({ deliveries: 1, examples: [delivery?.id] });
    expect(await lab.jobs()).toEqual([]);
    expect(await lab.deliveries(tenant)).toEqual([delivery]);
  });

  it("is left alone while it is young", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one")]);
    await loseJobs();
    const options = { olderThanMs: 660_000, dryRun: false };
    expect(await reconcileAll(store, options)).toMatchObject({ deliveries: 0 });
  });

  it("of a line releases the whole line, in its order", async () => {
    await lab.webhook(tenant, { url: sink.url, ordering: "call" });
    for (const text of ["first", "second", "third"]) {
      await api.ingest(tenant, [message(text, { callId: "call" })]);
    }
    await loseJobs();
    expect(await reconcileAll(store, AT_ONCE)).toMatchObject({ deliveries: 1 });
    await using _worker = await lab.startGateway({ role: "worker" });
    await delivered(3);
    const told = sink.requests.map(({ body }) => /first|second|third/.exec(body)?.[0]);
    expect(told).toEqual(["first", "second", "third"]);
  });

  it("is found in the background, counted and told of", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one")]);
    await loseJobs();
    const log = recordingLog();
    const repaired: [string, number][] = [];
    const onRepaired = (kind: string, count: number) => void repaired.push([kind, count]);
    await using sweep = createOrphanSweep(
      { store, onRepaired, log },
      { everyMs: 10, olderThanMs: 0 },
    );
    sweep.start();
    await waitFor(async () => repaired.length > 0, { what: "a repair" });
    expect(repaired).toEqual([["delivery", 1]]);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { count: 1 } }]);
  });
});

describe("a job that no delivery stands for", () => {
  it("is removed; the others stay", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one"), message("two"), message("three")]);
    const [ended, gone, kept] = await lab.deliveries(tenant);
    await lab.query("update deliveries set status = 'delivered' where id = $1", [ended?.id]);
    await lab.query("delete from deliveries where id = $1", [gone?.id]);
    expect(await reconcileAll(store, AT_ONCE)).toMatchObject({ deliveries: 0, jobs: 2 });
    expect(await lab.jobs()).toMatchObject([{ data: { deliveryId: kept?.id } }]);
  });
});

describe("a job that cannot be read", () => {
  it("holds up nobody, and its delivery is given another", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one"), message("two")]);
    const [broken, whole] = await lab.deliveries(tenant);
    await lab.query(`update pgboss.job set data = '{"deliveryId":5}' where id = $1`, [
      broken?.job_id,
    ]);
    await using _worker = await lab.startGateway({ role: "worker" });
    await delivered(1);
    expect(sink.requests.map(({ deliveryId }) => deliveryId)).toEqual([whole?.id]);
    await waitFor(async () => (await lab.jobs()).length === 0, { what: "the job to be gone" });
    expect(await reconcileAll(store, AT_ONCE)).toMatchObject({ deliveries: 1 });
    await delivered(2);
  });

  it("is removed where it waits for its time", async () => {
    await lab.webhook(tenant, { url: sink.url });
    await api.ingest(tenant, [message("one")]);
    await lab.query(
      `update pgboss.job set data = '{"deliveryId":5}' where name = 'first-attempts'`,
    );
    const done = await reconcileAll(store, { ...AT_ONCE, dryRun: true });
    expect(done).toMatchObject({ jobs: 1 });
  });
});
