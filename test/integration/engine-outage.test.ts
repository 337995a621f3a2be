import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { isItemFault } from "#src/db/item-fault.ts";
import { createPool } from "#src/db/pool.ts";
import { createTransaction } from "#src/db/transact.ts";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const NAME = "cut off";

let lab: Lab;
let sink: Sink;
let tenant: Tenant;

beforeEach(async () => {
  lab = await createLab();
  sink = await createSink();
  tenant = await lab.tenant();
  await lab.webhook(tenant, { url: sink.url });
});

afterEach(async () => {
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

/** Ends the gateway's connections and lets nobody connect, until it is restored. */
async function takeAway(): Promise<AsyncDisposable & { restore(): Promise<void> }> {
  const database = new URL(lab.connectionString).pathname.slice(1);
  const admin = new pg.Client({ connectionString: inject("adminConnectionString") });
  await admin.connect();
  await admin.query(`alter database ${database} allow_connections false`);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = $1 and application_name = $2`,
    [database, NAME],
  );
  let isAway = true;
  async function restore(): Promise<void> {
    if (!isAway) return;
    isAway = false;
    await admin.query(`alter database ${database} allow_connections true`);
    await admin.end();
  }
  return { restore, [Symbol.asyncDispose]: restore };
}

function logged({ log }: Gateway, text: string) {
  return waitFor(async () => log.some(({ message: line }) => line === text), {
    what: `the log to say "${text}"`,
  });
}

async function allDelivered(count: number): Promise<void> {
  await waitFor(
    async () => {
      const deliveries = await lab.deliveries(tenant);
      return deliveries.filter(({ status }) => status === "delivered").length === count;
    },
    { what: `${count} delivered` },
  );
  await waitFor(async () => (await lab.jobs()).length === 0, { what: "no job to be left" });
}

/** Sends a callback as a provider does: again until it is told that it was taken. */
function taken(gateway: Gateway, text: string): Promise<string> {
  return waitFor(
    () =>
      gateway.ingest(tenant, [message(text)]).then(
        () => text,
        () => false,
      ),
    { what: "the callback to be taken" },
  );
}

const many = (count: number) => Array.from({ length: count }, (_, n) => message(`many ${n}`));

describe("while the database is away", () => {
  it("results are kept, and written when it is back", async () => {
    await using gateway = await lab.startGateway({ name: NAME });
    const release = sink.holds();
    await gateway.ingest(tenant, many(20));
    await sink.received(20);
    await using outage = await takeAway();
    release();
    await logged(gateway, "results could not be written, trying again");
    await waitFor(async () => gateway.dispatcher?.inFlight() === 20);
    await outage.restore();
    await allDelivered(20);
    await waitFor(async () => gateway.dispatcher?.inFlight() === 0);
    const counters = await lab.query("select success_count, failure_count from webhook_counters");
    expect(counters).toEqual([{ success_count: 20, failure_count: 0 }]);
  });

  it("callbacks are refused, all of them at once, and taken when it is back", async () => {
    await using gateway = await lab.startGateway({ name: NAME });
    await using outage = await takeAway();
    const before = performance.now();
    const outcomes = await Promise.allSettled(
      many(100).map((fact) => gateway.ingest(tenant, [fact])),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2_000);
    await waitFor(async () => gateway.dispatcher?.inFlight() === 0);
    await outage.restore();
    await Promise.all(Array.from({ length: 100 }, (_, n) => taken(gateway, `many ${n}`)));
    await allDelivered(100);
  });

  it("a process has no identity; it takes one when it is back, and delivers", async () => {
    await using gateway = await lab.startGateway({ name: NAME });
    await using outage = await takeAway();
    await waitFor(async () => gateway.dispatcher?.reserve([]) === null);
    await outage.restore();
    await taken(gateway, "before it has one");
    await allDelivered(1);
    await waitFor(async () => gateway.dispatcher?.reserve([]) !== null);
  });

  it("a process stops within its time", async () => {
    const gateway = await lab.startGateway({ name: NAME, graceMs: 300 });
    const release = sink.holds();
    await gateway.ingest(tenant, many(3));
    await sink.received(3);
    await using outage = await takeAway();
    release();
    await logged(gateway, "results could not be written, trying again");
    const before = performance.now();
    await gateway[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(3_000);
    await outage.restore();
    await using next = await lab.startGateway();
    await allDelivered(3);
    expect(next.log).toContainEqual(
      expect.objectContaining({ message: "freed the jobs of dispatchers that are gone" }),
    );
  });
});

describe("connections that break again and again", () => {
  it("lose nothing that was answered, and send each event under one id", async () => {
    await using gateway = await lab.startGateway({ name: NAME });
    let isBreaking = true;
    const answered: string[] = [];
    async function breakConnections(): Promise<void> {
      while (isBreaking) {
        await lab.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
          [NAME],
        );
        const { length } = answered;
        await waitFor(async () => !isBreaking || answered.length > length + 20);
      }
    }
    const breaking = breakConnections();
    for (let n = 0; n < 400; n += 8) {
      const texts = Array.from({ length: 8 }, (_, index) => `broken ${n + index}`);
      const sent = texts.map((text) => taken(gateway, text).then(() => answered.push(text)));
      await Promise.all(sent);
    }
    isBreaking = false;
    await breaking;
    await allDelivered(400);
    const ids = new Map<string, Set<string>>();
    for (const { body, deliveryId } of sink.requests) {
      const { messageId } = JSON.parse(body);
      ids.set(messageId, (ids.get(messageId) ?? new Set()).add(deliveryId));
    }
    expect(answered.filter((text) => !ids.has(text))).toEqual([]);
    expect([...ids.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });
});

describe("a lost connection", () => {
  /** Takes connections and does with them what it is told. */
  async function serverThat(treat: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      treat(socket);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    return {
      url: `postgres://nobody@127.0.0.1:${port}/none`,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  /** A message of PostgreSQL's protocol: its type, its length with itself, its content. */
  function packet(type: string, content: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeInt32BE(content.length + 4);
    return Buffer.concat([Buffer.from(type), length, content]);
  }

  async function errorOf(connectionString: string): Promise<unknown> {
    const pool = createPool({ connectionString, max: 1, onError: () => undefined });
    try {
      await createTransaction(pool)((client) => client.query("select 1"));
    } catch (error) {
      return error;
    } finally {
      await pool.end();
    }
    return null;
  }

  it("at the beginning is no fault of the items: they are not tried one by one", async () => {
    await using server = await serverThat((socket) => socket.end());
    const error = await errorOf(server.url);
    expect(error).toBeInstanceOf(Error);
    expect(isItemFault(error)).toBe(false);
  });

  it("in the very moment in which it was made does not end the process", async () => {
    const welcomeAndFarewell = Buffer.concat([
      packet("R", Buffer.from([0, 0, 0, 0])),
      packet("Z", Buffer.from("I")),
      packet("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection\0\0")),
    ]);
    await using server = await serverThat((socket) => {
      socket.once("data", () => socket.end(welcomeAndFarewell));
    });
    expect(isItemFault(await errorOf(server.url))).toBe(false);
  });

  it("to a server that does not answer is none either", async () => {
    await using server = await serverThat(() => undefined);
    const before = performance.now();
    const error = await errorOf(server.url);
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(error).toBeInstanceOf(Error);
    expect(isItemFault(error)).toBe(false);
  });

  it("in the middle of a transaction is none either", async () => {
    const pool = createPool({
      connectionString: lab.connectionString,
      max: 1,
      onError: () => undefined,
    });
    try {
      const broken = createTransaction(pool)(async (client) => {
        const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        const gone = new Promise((resolve) => client.once("end", resolve));
        await lab.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
        await gone;
        await client.query("select 1");
      });
      const error = await broken.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(isItemFault(error)).toBe(false);
      // The next transaction has a connection that works.
      expect(await createTransaction(pool)(async () => "works")).toBe("works");
    } finally {
      await pool.end();
    }
  });

  it.each<[string, string, boolean]>([
    ["a value that does not fit its type", "select 'a'::int", true],
    [
      "a row that breaks a constraint",
      "insert into workspaces (id, name) values (null, 'x')",
      true,
    ],
    [
      "a statement that took too long",
      "set local statement_timeout = 20; select pg_sleep(5)",
      false,
    ],
    ["a schema that is not what we think", "select no_such_column from workspaces", false],
  ])("is told apart from %s", async (_what, statement, isFault) => {
    const { connectionString } = lab;
    const pool = createPool({ connectionString, max: 1, onError: () => undefined });
    try {
      const run = createTransaction(pool)((client) => client.query(statement));
      const error = await run.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(isItemFault(error)).toBe(isFault);
    } finally {
      await pool.end();
    }
  });

  it("is told apart from a defect met while working on one item", () => {
    expect(isItemFault(new TypeError("x is undefined"))).toBe(true);
  });
});
