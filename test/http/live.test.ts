/** The live tail's stream over a real socket, with times that a test can wait for. */
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "#src/http/listen.ts";
import { liveRoutes } from "#src/http/routes/live.ts";
import { tenantRouter } from "#src/http/tenant-router.ts";
import { createLiveTail, type LiveTail } from "#src/pipeline/live-tail.ts";
import type { LiveItem } from "#src/pipeline/live-tail-ports.ts";
import type { LiveStreamTimes } from "#src/pipeline/live-tail-stream.ts";
import { createLiveHub, type LiveHub } from "#src/shared-state/live-hub.ts";
import { messagesIn, readLive, requestLive } from "../support/live.ts";
import { waitFor } from "../support/wait-for.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const stack: AsyncDisposable[] = [];

afterEach(async () => {
  for (const opened of stack.splice(0).toReversed()) await opened[Symbol.asyncDispose]();
});

type Served = {
  readonly url: string;
  readonly port: number;
  readonly hub: LiveHub;
  readonly tail: LiveTail;
  /** What the credential of all requests is worth from now on. */
  holds: boolean | Error;
  /** How often that was looked at. */
  looks: number;
};

async function serve(times: Partial<LiveStreamTimes> = {}): Promise<Served> {
  const hub = createLiveHub();
  const tail = createLiveTail({ bus: hub, times });
  const app = tenantRouter();
  app.use(async (c, next) => {
    c.set("principal", { workspaceId: WORKSPACE, keyId: "k", scopes: ["*"] });
    c.set("stillHolds", async () => {
      served.looks++;
      if (served.holds instanceof Error) throw served.holds;
      return served.holds;
    });
    return next();
  });
  app.route("/", liveRoutes(tail));
  const server = await listen(app.fetch, { host: "127.0.0.1", port: 0 });
  stack.push({ [Symbol.asyncDispose]: () => server.close(60_000) });
  const { port } = server;
  const served: Served = {
    url: `http://127.0.0.1:${port}`,
    port,
    hub,
    tail,
    holds: true,
    looks: 0,
  };
  return served;
}

function items(count: number, size = 10): readonly LiveItem[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: "event",
    data: { id: `e-${index}`, text: "x".repeat(size) },
  }));
}

/** Asks for the stream and reads nothing of it. */
async function stalled({ port }: Served): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.pause();
  socket.write("GET /v1/live HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
  stack.push({ [Symbol.asyncDispose]: async () => void socket.destroy() });
  return socket;
}

describe("a reader", () => {
  it("who reads gets all, in order, many at a time", async () => {
    const served = await serve();
    await using reader = await readLive(served.url, { headers: {} });
    for (let i = 0; i < 10; i++) served.hub.publish(WORKSPACE, items(50));
    const events = await reader.received("event", 500);
    expect(events.slice(0, 50).map(({ id }) => id)).toEqual(items(50).map(({ data }) => data.id));
    expect(reader.messages.filter(({ event }) => event === "dropped")).toEqual([]);
  });

  it("who is overrun gets the newest, and how many there were besides", async () => {
    const served = await serve({ paceMs: 200 });
    await using reader = await readLive(served.url, { headers: {} });
    served.hub.publish(WORKSPACE, items(1));
    await reader.received("event");
    served.hub.publish(WORKSPACE, items(700));
    const [dropped] = await reader.received("dropped");
    expect(dropped?.data).toEqual({ count: 200 });
    const events = await reader.received("event", 501);
    expect(events[1]?.id).toBe("e-200");
    expect(events.at(-1)?.id).toBe("e-699");
  });

  it("is told of what other processes could not bring", async () => {
    const served = await serve();
    await using reader = await readLive(served.url, { headers: {} });
    served.hub.missed(WORKSPACE, 7);
    expect((await reader.received("dropped"))[0]?.data).toEqual({ count: 7 });
  });

  it("hears that the stream lives", async () => {
    const served = await serve({ heartbeatMs: 20 });
    await using reader = await readLive(served.url, { headers: {} });
    await waitFor(async () => reader.text().includes(":\n\n:\n\n:\n\n"), { what: "three signs" });
    expect(reader.messages).toEqual([]);
  });

  it("who leaves is forgotten at once", async () => {
    const served = await serve();
    const reader = await readLive(served.url, { headers: {} });
    expect(served.hub.hasWatchers()).toBe(true);
    await reader[Symbol.asyncDispose]();
    await waitFor(async () => !served.hub.hasWatchers(), { what: "the watcher to go" });
  });

  it("whose credential ends is sent away, and no other time", async () => {
    const served = await serve({ checkMs: 20 });
    await using reader = await readLive(served.url, { headers: {} });
    served.holds = new Error("the database is away");
    served.hub.publish(WORKSPACE, items(1));
    await reader.received("event");
    await waitFor(async () => served.looks > 3, { what: "several looks" });
    expect(reader.ended()).toBe(false);
    served.holds = false;
    await waitFor(async () => reader.ended(), { what: "the end" });
    expect(served.hub.hasWatchers()).toBe(false);
  });
});

describe("a reader who does not read", () => {
  it("holds up nobody, holds no more than 500 items, and is cut off", async () => {
    const served = await serve({ paceMs: 0, checkMs: 50, stallMs: 300 });
    const socket = await stalled(served);
    await waitFor(async () => served.hub.hasWatchers(), { what: "the stream" });
    const began = performance.now();
    // 60 MB: more than any socket takes on its own.
    for (let i = 0; i < 600; i++) {
      served.hub.publish(WORKSPACE, items(10, 10_000));
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(performance.now() - began).toBeLessThan(5_000);
    await waitFor(async () => !served.hub.hasWatchers(), { what: "the cut" });
    let text = "";
    socket.on("data", (data) => {
      text += data;
    });
    socket.resume();
    await waitFor(async () => socket.destroyed || socket.readableEnded, { what: "the end" });
    expect(text.length).toBeLessThan(40_000_000);
    expect(messagesIn(text.slice(0, 50_000)).length).toBeGreaterThan(0);
  });

  it("does not keep the gateway from stopping", async () => {
    const served = await serve({ paceMs: 0 });
    await stalled(served);
    await waitFor(async () => served.hub.hasWatchers(), { what: "the stream" });
    for (let i = 0; i < 40; i++) {
      served.hub.publish(WORKSPACE, items(500, 2_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [server] = stack.splice(0, 1);
    served.tail.stop();
    const began = performance.now();
    // Its own deadline is none: what is open is waited for.
    const closing = server?.[Symbol.asyncDispose]();
    await closing;
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("a tail that stops", () => {
  it("ends what is open and opens nothing more", async () => {
    const served = await serve();
    await using reader = await readLive(served.url, { headers: {} });
    served.tail.stop();
    await waitFor(async () => reader.ended(), { what: "the end" });
    const refused = await requestLive(served.url, { headers: {} });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  });
});
