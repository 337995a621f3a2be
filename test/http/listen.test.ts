import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkAddress, type Listening, listen } from "#src/http/listen.ts";
import { limitBody } from "#src/http/middleware/json-body.ts";
import type { RequestEnv } from "#src/http/problem.ts";

const HOST = "127.0.0.1";
const MIB = 1024 * 1024;

let server: Listening;

beforeEach(async () => {
  const app = new Hono<RequestEnv>()
    .use("/limited", limitBody)
    .post("/limited", (c) => c.text("taken"))
    .get("/", (c) => c.text("here"))
    .notFound((c) => c.text("nothing", 405));
  server = await listen(app.fetch, { host: HOST, port: 0 });
});

afterEach(() => server.close(0));

/** Everything that comes back until the other side closes. */
function exchange(...lines: string[]): Promise<string> {
  const socket = connect(server.port, HOST);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return text(socket);
}

/** Sends everything before it reads anything, as many clients do. Resolves with the status line, or what broke. */
async function post(head: string, body: Uint8Array): Promise<string> {
  const socket = connect(server.port, HOST).pause();
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.on("error", (error) => resolve(error.message));
  socket.write(`POST /limited HTTP/1.1\r\nHost: h\r\n${head}\r\n\r\n`);
  socket.write(body, async (error) => {
    if (!error) resolve((await text(socket)).split("\r\n")[0] ?? "");
  });
  return await promise;
}

describe("a body beyond the limit", () => {
  const content = Buffer.alloc(9 * MIB);
  const size = content.byteLength;

  it.each([
    ["announced", `Content-Length: ${size}`, content],
    [
      "sent in chunks",
      "Transfer-Encoding: chunked",
      Buffer.concat([
        Buffer.from(`${size.toString(16)}\r\n`),
        content,
        Buffer.from("\r\n0\r\n\r\n"),
      ]),
    ],
  ])("is answered also to who reads last, %s", async (_how, head, body) => {
    const answers = [];
    for (let time = 0; time < 30; time++) answers.push(await post(head, body));
    expect(answers).toEqual(Array.from({ length: 30 }, () => "HTTP/1.1 413 Payload Too Large"));
  });

  it("that never ends is cut off", async () => {
    const socket = connect(server.port, HOST).resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    // The reset that this is about.
    socket.on("error", () => undefined);
    socket.write("POST /limited HTTP/1.1\r\nHost: h\r\nContent-Length: 999999999\r\n\r\n");
    function send(): void {
      while (socket.writable && socket.write(content.subarray(0, MIB)));
    }
    socket.on("drain", send);
    send();
    await closed;
    expect(socket.bytesWritten).toBeLessThan(64 * MIB);
  });
});

describe("below the routes", () => {
  it.each([
    ["no Host", ["GET / HTTP/1.1", "Connection: close"], 200],
    ["no Host in HTTP/1.0", ["GET / HTTP/1.0"], 200],
    ["TRACE", ["TRACE /limited HTTP/1.1", "Host: h", "Connection: close"], 405],
  ])("%s is a request as others are", async (_what, lines, status) => {
    expect(await exchange(...lines)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it.each([
    ["no HTTP", ["nonsense"], 400],
    ["a Host that is none", ["GET / HTTP/1.1", "Host: a b/c", "Connection: close"], 400],
    ["headers without end", ["GET / HTTP/1.1", `X: ${"x".repeat(17 * 1024)}`], 431],
    ["a wish that is not known", ["GET / HTTP/1.1", "Host: h", "Expect: wonders"], 417],
    [
      "a body in broken chunks",
      ["POST /limited HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "", "zz"],
      400,
    ],
  ])("%s is answered with a problem", async (_what, lines, status) => {
    const answer = await exchange(...lines);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head.toLowerCase()).toContain("content-type: application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ status });
  });
});

describe("an address", () => {
  it("that is taken is known beforehand, and at the start", async () => {
    await expect(checkAddress({ host: HOST, port: server.port })).rejects.toThrow(/EADDRINUSE/);
    const again = listen(() => new Response(), { host: HOST, port: server.port });
    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });

  it("that was checked is free", async () => {
    const socket = createServer().listen(0, HOST);
    await once(socket, "listening");
    const { port } = socket.address() as AddressInfo;
    socket.close();
    await once(socket, "close");
    await checkAddress({ host: HOST, port });
    await checkAddress({ host: HOST, port });
  });
});
