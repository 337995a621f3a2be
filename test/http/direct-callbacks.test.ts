import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { directCallbacks } from "#src/http/direct-callbacks.ts";
import { type Listening, listen } from "#src/http/listen.ts";
import { readHeaders } from "#src/http/request-headers.ts";
import { callbackRoutes } from "#src/http/routes/callbacks.ts";
import { createHttpApp } from "#src/http/server.ts";
import { createByteBudget } from "#src/pipeline/byte-budget.ts";
import { Overloaded } from "#src/pipeline/group.ts";
import type { Arrival, Receive } from "#src/pipeline/receive.ts";
import { acknowledgement, defineProvider } from "#src/provider.ts";

const CONNECTION = "01890000-0000-7000-8000-000000000001";
const PATH = `/api/webhooks/first/${CONNECTION}?a=1`;
const LIMIT_BYTES = 1_000;

const provider = defineProvider({
  id: "first",
  settings: z.object({}),
  ranges: { cidrs: [], names: [], enforceable: false, source: "none" },
  bodyLimitBytes: () => LIMIT_BYTES,
  identify: () => [],
  evidence: () => null,
  receiver: () => ({
    verify: () => ({ ok: true, value: undefined }),
    normalize: () => ({ ok: true, value: { type: "anything", facts: [] } }),
    acknowledge: acknowledgement,
  }),
});

const servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

/** The gateway's server with callbacks alone; `routed` are those that took the long way. */
async function open(receive: Receive) {
  const arrivals: Arrival[] = [];
  const logged: string[] = [];
  const routed: string[] = [];
  const note = (message: string) => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const noSpool = () => Promise.reject(new Error("small bodies need no file"));
  const dependencies = {
    providers: new Map([[provider.id, provider]]),
    receive: (arrival: Arrival) => {
      arrivals.push(arrival);
      return receive(arrival);
    },
    publicUrl: () => "https://hooks.example.com",
    clientAddress: () => "192.0.2.1",
    clientName: () => "client",
    now: () => new Date("2026-03-01T12:00:00.000Z"),
    newRequestId: () => "made-here",
    log,
  };
  const app = createHttpApp({
    log,
    newRequestId: dependencies.newRequestId,
    tenant: null,
    mount(root) {
      root.use(async (c, next) => {
        routed.push(c.req.path);
        await next();
      });
      const nobody = new Set<string>();
      root.route(
        "/",
        callbackRoutes({
          ...dependencies,
          getCallbacks: nobody,
          asksFirst: nobody,
          handshake: async () => ({ kind: "refused" }),
          openSpool: noSpool,
          admit: createByteBudget(1),
        }),
      );
    },
  });
  const server = await listen(
    app.fetch,
    { host: "127.0.0.1", port: 0 },
    directCallbacks(dependencies),
  );
  servers.push(server);
  const post = (body: string, headers: Readonly<Record<string, string>> = {}, path = PATH) =>
    send(server.port, { path, body, headers });
  return { post, arrivals, logged, routed, port: server.port };
}

type Sent = {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

function send(port: number, { path, body, headers }: Sent) {
  const isChunked = headers["transfer-encoding"] === "chunked";
  const length = isChunked ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const options = {
        port,
        path,
        method: "POST",
        agent: false,
        headers: { ...length, ...headers },
      };
      request(options, async (response) => {
        const { date, "keep-alive": _, connection: __, ...rest } = response.headers;
        expect(date).toBeDefined();
        resolve({ status: response.statusCode ?? 0, headers: rest, body: await text(response) });
      })
        .on("error", reject)
        .end(body);
    },
  );
}

const accept: Receive = async () => ({
  kind: "accepted",
  reply: { status: 202, contentType: "text/xml", body: "<ok>é</ok>" },
});

it("hands on what came, byte for byte", async () => {
  const { post, arrivals, routed } = await open(accept);
  const answer = await post("é=1", { "X-Twice": "a, b", "content-type": "text/plain" });
  expect(routed).toEqual([]);
  expect(answer).toMatchObject({
    status: 202,
    body: "<ok>é</ok>",
    headers: { "x-request-id": "made-here", "content-type": "text/xml", "content-length": "11" },
  });
  const [arrival] = arrivals;
  expect(arrival).toMatchObject({
    provider: { id: "first" },
    connectionId: CONNECTION,
    target: PATH,
    remoteAddress: "192.0.2.1",
    clientName: "client",
    request: { method: "POST", url: `https://hooks.example.com${PATH}` },
  });
  expect(Buffer.from(arrival?.request.body ?? []).toString()).toBe("é=1");
  expect(arrival?.rawHeaders).toContainEqual(["X-Twice", "a, b"]);
  expect(arrival?.request.headers.get("Content-Type")).toBe("text/plain");
});

describe("is answered as by the routes", () => {
  const outcomes: readonly (readonly [string, Receive, string])[] = [
    ["accepted", accept, "body"],
    ["without a body", accept, ""],
    ["rejected", async () => ({ kind: "rejected", reason: "bad-signature" }), "body"],
    ["from elsewhere", async () => ({ kind: "rejected", reason: "source-address" }), "body"],
    ["for nobody", async () => ({ kind: "unknown-connection" }), "body"],
    ["one too many", () => Promise.reject(new Overloaded("too many")), "body"],
    ["a defect", () => Promise.reject(new Error("boom")), "body"],
  ];

  it.each(outcomes)("when it is %s", async (_what, receive, body) => {
    const { post, routed, logged } = await open(receive);
    const own = { "X-Request-Id": "from-the-caller" };
    const direct = await post(body, own);
    const told = logged.splice(0);
    expect(routed).toEqual([]);
    // A length that is not known beforehand takes the long way.
    const long = await post(body, { ...own, "transfer-encoding": "chunked" });
    expect(routed).toHaveLength(1);
    expect(direct).toEqual(long);
    expect(told).toEqual(logged);
  });

  it("when it is too large for its provider", async () => {
    const { post, arrivals } = await open(accept);
    const direct = await post("x".repeat(LIMIT_BYTES + 1));
    const long = await post("x".repeat(LIMIT_BYTES + 1), { "transfer-encoding": "chunked" });
    expect(direct.status).toBe(413);
    expect(direct.body).toBe(long.body);
    expect(arrivals).toEqual([]);
  });
});

it.each([
  ["encoded", { "content-encoding": "gzip" }, PATH, 415],
  ["named by no id", {}, "/api/webhooks/first/nobody", 404],
  ["of another provider", {}, "/api/webhooks/second", 404],
  ["at a longer path", {}, "/api/webhooks/first/x/y", 404],
  ["with a query in its path", {}, "/api/webhooks/first%3Fa", 404],
])("leaves what is %s to the routes", async (_what, headers, path, status) => {
  const { post, routed } = await open(accept);
  expect((await post("body", headers, path)).status).toBe(status);
  expect(routed).toHaveLength(1);
});

it("survives callers that go away in the middle of a body", async () => {
  const { post, arrivals, port } = await open(accept);
  const socket = connect(port, "127.0.0.1");
  socket.write(`POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf`);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.resetAndDestroy();
  expect((await post("body")).status).toBe(202);
  expect(arrivals).toHaveLength(1);
});

it.each([[["A", "1", "a", "2", "B", ""]], [["X-Signature", " s", "x-signature", "t"]], [[]]])(
  "reads headers as the platform does: %j",
  (flat) => {
    const pairs = flat.flatMap((name, index) =>
      index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as [string, string]] : [],
    );
    const [own, platform] = [readHeaders(flat.map((one) => one.trim())), new Headers(pairs)];
    for (const name of ["a", "A", "b", "x-SIGNATURE", "none"]) {
      expect(own.get(name)).toBe(platform.get(name));
      expect(own.has(name)).toBe(platform.has(name));
    }
  },
);
