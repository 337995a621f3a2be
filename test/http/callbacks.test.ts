import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type CallbackRoutesDependencies, callbackRoutes } from "#src/http/routes/callbacks.ts";
import { createByteBudget } from "#src/pipeline/byte-budget.ts";
import type { OpenSpool } from "#src/pipeline/media-ports.ts";
import type { Arrival } from "#src/pipeline/receive.ts";
import { acknowledgement, defineProvider } from "#src/provider.ts";

const MIB = 1024 * 1024;
const CONNECTION = "01890000-0000-7000-8000-000000000001";

function providerNamed(id: string) {
  return defineProvider({
    id,
    settings: z.object({}),
    ranges: { cidrs: [], names: [], enforceable: false, source: "none" },
    bodyLimitBytes: () => 3 * MIB,
    identify: () => [],
    evidence: () => null,
    receiver: () => ({
      verify: () => ({ ok: true, value: undefined }),
      normalize: () => ({ ok: true, value: { type: "anything", facts: [] } }),
      acknowledge: acknowledgement,
    }),
  });
}

/** Keeps bodies in memory, and counts those that were not done away with. */
function fakeSpool() {
  const spooled: { query: string; bytes: number }[] = [];
  const left = { count: 0 };
  const openSpool: OpenSpool = async (query) => {
    const chunks: Uint8Array[] = [];
    const body = { query, bytes: 0 };
    spooled.push(body);
    left.count++;
    let isFinished = false;
    const dispose = async () => void left.count--;
    return {
      async write(chunk) {
        chunks.push(chunk.slice());
        body.bytes += chunk.byteLength;
      },
      finish() {
        isFinished = true;
        return {
          sizeBytes: body.bytes,
          digest: new Uint8Array(32),
          load: async () => Buffer.concat(chunks),
          keepFor: () => Promise.reject(new Error("not expected to be kept")),
          [Symbol.asyncDispose]: dispose,
        };
      },
      async [Symbol.asyncDispose]() {
        if (!isFinished) await dispose();
      },
    };
  };
  return { openSpool, spooled, left };
}

function open(changes: Partial<CallbackRoutesDependencies> = {}) {
  const arrivals: Arrival[] = [];
  const spool = fakeSpool();
  const routes = callbackRoutes({
    providers: new Map(["first", "middle", "last"].map((id) => [id, providerNamed(id)])),
    getCallbacks: new Set(),
    asksFirst: new Set(),
    receive: async (arrival) => {
      arrivals.push(arrival);
      return { kind: "accepted", reply: acknowledgement({ duplicate: false }) };
    },
    handshake: async () => ({ kind: "refused" }),
    openSpool: spool.openSpool,
    admit: createByteBudget(2 * MIB),
    publicUrl: () => "https://hooks.example.com",
    clientAddress: (peer) => peer,
    clientName: () => null,
    now: () => new Date("2026-03-01T12:00:00.000Z"),
    ...changes,
  });
  // The whole gateway has paths that only this one of Hono's routers takes.
  const app = new Hono({ router: new TrieRouter() }).route("/", routes);
  const post = (path: string, body: NonNullable<RequestInit["body"]>) =>
    app.request(path, {
      method: "POST",
      body,
      ...(body instanceof ReadableStream && { duplex: "half" }),
    });
  return { post, arrivals, ...spool };
}

describe("the path of a callback", () => {
  it.each(["first", "middle", "last"])("names %s and its connection", async (id) => {
    const { post, arrivals } = open();
    await post(`/api/webhooks/${id}`, "{}");
    await post(`/api/webhooks/${id}/${CONNECTION}`, "{}");
    expect(arrivals).toMatchObject([
      { provider: { id }, connectionId: null },
      { provider: { id }, connectionId: CONNECTION },
    ]);
  });

  it.each(["/api/webhooks/other", "/api/webhooks/middleman", "/api/webhooks/middle/x/y"])(
    "%s names nothing",
    async (path) => {
      const { post, arrivals } = open();
      expect((await post(path, "{}")).status).toBe(404);
      expect(arrivals).toEqual([]);
    },
  );
});

describe("the body of a callback", () => {
  it.each([
    [0, 0],
    [MIB, 0],
    [MIB + 1, 1],
    [3 * MIB, 1],
  ])("of %i bytes arrives exactly, over %i files", async (size, files) => {
    const body = randomBytes(size);
    const { post, arrivals, spooled, left } = open();
    expect((await post("/api/webhooks/middle?a=1&b=2", body)).status).toBe(200);
    const [arrival] = arrivals;
    expect(Buffer.from(arrival?.request.body ?? []).equals(body)).toBe(true);
    expect(spooled).toEqual(files === 0 ? [] : [{ query: "a=1&b=2", bytes: size }]);
    expect(arrival?.spooled?.sizeBytes).toBe(files === 0 ? undefined : size);
    expect(left.count).toBe(0);
  });

  it("that is too large is refused, and its file is done away with", async () => {
    const { post, arrivals, spooled, left } = open();
    const parts = [2 * MIB, MIB, 1].map((size) => randomBytes(size));
    const response = await post("/api/webhooks/middle", ReadableStream.from(parts));
    expect(response.status).toBe(413);
    expect(spooled).toHaveLength(1);
    expect(left.count).toBe(0);
    expect(arrivals).toEqual([]);
  });

  it("that breaks off is refused, and its file is done away with", async () => {
    const { post, arrivals, left } = open();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(randomBytes(2 * MIB));
      },
      pull(controller) {
        controller.error(new Error("the sender went away"));
      },
    });
    expect((await post("/api/webhooks/middle", body)).status).toBe(400);
    expect(left.count).toBe(0);
    expect(arrivals).toEqual([]);
  });

  it("waits for room in memory while others are large as well", async () => {
    const held = Promise.withResolvers<void>();
    const inside: number[] = [];
    const { post, left } = open({
      receive: async ({ request }) => {
        inside.push(request.body.byteLength);
        if (request.body.byteLength > MIB) await held.promise;
        return { kind: "accepted", reply: acknowledgement({ duplicate: false }) };
      },
    });
    const large = [0, 1, 2].map((n) => post("/api/webhooks/middle", randomBytes(1.5 * MIB + n)));
    // Small ones pass meanwhile.
    expect((await post("/api/webhooks/middle", "{}")).status).toBe(200);
    expect(inside.filter((bytes) => bytes > MIB).length).toBeLessThanOrEqual(1);
    held.resolve();
    await Promise.all(large);
    expect(inside).toHaveLength(4);
    expect(left.count).toBe(0);
  });
});
