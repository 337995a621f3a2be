import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSender, type Sender } from "#src/outbound/client.ts";
import { createEgressPolicy } from "#src/outbound/egress.ts";
import type { SendOutcome, SendRequest } from "#src/pipeline/send-ports.ts";
import { type Loopback, TLS_CERTIFICATE, tcpServer, tlsServer } from "./loopback.ts";

const POLICY = createEgressPolicy({ allowPrivateTargets: true });

let sender: Sender;
beforeEach(() => {
  sender = createSender({ policy: POLICY, userAgent: "Switchhook/test" });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sender.close();
});

function post(url: string, more: Partial<SendRequest> = {}): Promise<SendOutcome> {
  const request: SendRequest = { url, method: "POST", headers: {}, body: "{}", timeoutMs: 5_000 };
  return sender.send({ ...request, ...more });
}

/** Answers every request with the same bytes. */
function answering(text: string | Buffer): Promise<Loopback> {
  return tcpServer((socket) => socket.write(text));
}

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

describe("a response", () => {
  it("comes with status, headers, body and timings", async () => {
    await using server = await answering(
      "HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello",
    );
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({
      kind: "response",
      status: 201,
      headers: { "x-a": "1, 2", "content-length": "5" },
      truncated: false,
      retryAfterMs: 7_000,
    });
    expect(textOf(outcome)).toBe("hello");
    expect(outcome.timings.connectMs).toBeGreaterThanOrEqual(0);
    expect(outcome.timings.firstByteMs).toBeGreaterThanOrEqual(0);
    expect(outcome.timings.totalMs).toBeGreaterThan(0);
    expect(outcome.timings.tlsMs).toBeUndefined();
    expect(outcome.timings.dnsMs).toBeUndefined();
  });

  it("is a redirect where the server redirects: nobody follows", async () => {
    await using elsewhere = await answering(OK);
    await using server = await answering(
      `HTTP/1.1 307 Temporary Redirect\r\nLocation: ${elsewhere.url}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(await post(server.url)).toMatchObject({ kind: "response", status: 307 });
    expect(elsewhere.accepted).toHaveLength(0);
  });

  it("is the final one after informational ones", async () => {
    await using server = await answering(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`);
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({ kind: "response", status: 200 });
    expect(textOf(outcome)).toBe("ok");
  });

  it.each([
    ["UTF-8", Buffer.from("é"), "é"],
    ["Latin-1", Buffer.from("é", "latin1"), "é"],
  ])("has its header values read where they are %s", async (_, bytes, expected) => {
    const head = Buffer.from("HTTP/1.1 204 No Content\r\nX-Name: ");
    await using server = await answering(Buffer.concat([head, bytes, Buffer.from("\r\n\r\n")]));
    expect(await post(server.url)).toMatchObject({ headers: { "x-name": expected } });
  });

  it("may carry headers named like parts of an object", async () => {
    await using server = await answering(
      "HTTP/1.1 204 No Content\r\n__proto__: a\r\nconstructor: b\r\n\r\n",
    );
    const outcome = await post(server.url);
    const headers = outcome.kind === "response" ? outcome.headers : {};
    expect(Object.entries(headers)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  it("keeps the first 16 KiB of an endless body and lets go of the rest", async () => {
    await using server = await tcpServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
      pour(socket);
    });
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({ kind: "response", status: 200, truncated: true });
    expect(textOf(outcome)).toBe("x".repeat(16_384));
    await closed(server.accepted[0]);
  });

  it("of exactly 16 KiB is whole", async () => {
    const body = "y".repeat(16_384);
    await using server = await answering(`HTTP/1.1 200 OK\r\nContent-Length: 16384\r\n\r\n${body}`);
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({ kind: "response", truncated: false });
    expect(textOf(outcome)).toBe(body);
  });

  it("that is compressed stays so", async () => {
    const bomb = gzipSync(Buffer.alloc(2_000_000));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    await using server = await answering(Buffer.concat([Buffer.from(head), bomb]));
    const outcome = await post(server.url);
    expect(outcome.kind === "response" && Buffer.from(outcome.body)).toEqual(bomb);
    expect(server.received()).toMatch(/accept-encoding: identity\r\n/i);
  });
});

describe("a request", () => {
  it("carries its own headers, the gateway's name, and nothing that changes its framing or host", async () => {
    await using server = await answering(OK);
    await post(server.url, {
      body: '{"é":1}',
      headers: {
        "X-Custom": "1",
        Host: "inner.example",
        "Transfer-Encoding": "chunked",
        "Content-Length": "3",
        Connection: "upgrade",
        "Accept-Encoding": "gzip",
      },
    });
    const request = server.received();
    expect(request).toContain(`host: 127.0.0.1:${server.port}\r\n`);
    expect(request).toContain("user-agent: Switchhook/test\r\n");
    expect(request).toContain("x-custom: 1\r\n");
    expect(request).toContain("content-length: 8\r\n");
    expect(request).not.toMatch(/inner\.example|chunked|upgrade|gzip/);
    expect(Buffer.from(request, "latin1").toString("utf8")).toMatch(/\r\n\r\n\{"é":1\}$/);
  });

  it("sends no body with GET, however long its query", async () => {
    await using server = await answering(OK);
    const payload = "p".repeat(5_000);
    await post(`${server.url}?payload=${payload}`, { method: "GET", body: null });
    expect(server.received()).toMatch(/^GET \/hook\?payload=p{5000} HTTP\/1.1\r\n/);
    expect(server.received()).not.toMatch(/content-length|transfer-encoding/i);
  });

  it("with a header that cannot be sent is an outcome, too", async () => {
    await using server = await answering(OK);
    const outcome = await post(server.url, { headers: { "x-a": "1\r\nx-b: 2" } });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "internal_error" });
    expect(server.received()).toBe("");
  });

  it("ignores proxies named in the environment", async () => {
    await using proxy = await answering(OK);
    await using server = await answering(OK);
    vi.stubEnv("HTTP_PROXY", proxy.url);
    expect(await post(server.url)).toMatchObject({ status: 200 });
    expect(proxy.accepted).toHaveLength(0);
  });
});

describe("trouble", () => {
  it.each([
    ["no answer", ""],
    ["half a status line", "HTTP/1.1 20"],
    ["headers that never end", "HTTP/1.1 200 OK\r\nX-A: 1\r\n"],
    ["a body that never ends", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
    ["a chunk that never ends", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf"],
    ["a body of exactly 16 KiB without an end", `HTTP/1.1 200 OK\r\n\r\n${"z".repeat(16_384)}`],
  ])("%s is a timeout, and the connection is dropped", async (_, text) => {
    await using server = await answering(text);
    const outcome = await post(server.url, { timeoutMs: 150 });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "timeout" });
    expect(outcome.timings.totalMs).toBeGreaterThanOrEqual(145);
    expect(outcome.timings.totalMs).toBeLessThan(1_500);
    await closed(server.accepted[0]);
  });

  it.each([
    ["header", "HTTP/1.1 200 OK\r\n", "X-A: 1\r\n"],
    ["body", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "x"],
    ["chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"],
    ["series of 103s", "", "HTTP/1.1 103 Early Hints\r\n\r\n"],
  ])("a dripping %s does not move the deadline", async (_, head, drop) => {
    await using server = await tcpServer((socket) => {
      socket.write(head);
      const drip = setInterval(() => socket.write(drop), 20);
      socket.once("close", () => clearInterval(drip));
    });
    const outcome = await post(server.url, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "timeout" });
    expect(outcome.timings.totalMs).toBeLessThan(1_500);
    await closed(server.accepted[0]);
  });

  it.each([
    ["garbage", "\u0000\u0001garbage\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["a status that is no number", "HTTP/1.1 abc OK\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ],
    ["a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    [
      "an unasked upgrade",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    ],
    ["1 MB of headers", `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(1_000_000)}\r\n\r\n`],
    ["100,000 headers", `HTTP/1.1 200 OK\r\n${"X-A: 1\r\n".repeat(100_000)}\r\n`],
  ])("%s is an invalid response", async (_, text) => {
    await using server = await answering(text);
    expect(await post(server.url)).toMatchObject({ kind: "error", errorClass: "invalid_response" });
  });

  it.each([
    ["on connecting", (socket: Socket) => socket.resetAndDestroy()],
    [
      "within the headers",
      (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\n", () => socket.resetAndDestroy()),
    ],
    [
      "within the body",
      (socket: Socket) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha", () =>
          socket.resetAndDestroy(),
        ),
    ],
    ["politely, without an answer", (socket: Socket) => socket.end()],
    [
      "politely, within the body",
      (socket: Socket) =>
        socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nha"),
    ],
  ])("a connection closed %s is a reset, and the request is not repeated", async (_, serve) => {
    await using server = await tcpServer(serve);
    expect(await post(server.url)).toMatchObject({ kind: "error", errorClass: "connection_reset" });
    expect(server.accepted).toHaveLength(1);
  });

  it("nobody listening is a refused connection", async () => {
    const server = await answering(OK);
    await server[Symbol.asyncDispose]();
    const outcome = await post(server.url);
    expect(outcome).toMatchObject({ kind: "error", errorClass: "connection_refused" });
  });

  it.each([
    "not a url",
    "ftp://example.com/",
    "http://u:p@localhost/",
    "http://169.254.169.254/",
    "http://[fe80::1]/",
  ])("%s is a blocked target", async (url) => {
    expect(await post(url)).toMatchObject({ kind: "error", errorClass: "blocked_target" });
  });

  it("a cancelled request is one at once, before and while it is sent", async () => {
    await using server = await answering("");
    const controller = new AbortController();
    const pending = sender.send({
      ...{ url: server.url, method: "POST", headers: {}, body: "{}", timeoutMs: 5_000 },
      signal: controller.signal,
    });
    await until(() => server.received() !== "");
    controller.abort();
    expect(await pending).toMatchObject({ kind: "error", errorClass: "internal_error" });
    const late = await sender.send({
      ...{ url: server.url, method: "POST", headers: {}, body: "{}", timeoutMs: 5_000 },
      signal: controller.signal,
    });
    expect(late).toMatchObject({ kind: "error", errorClass: "internal_error" });
    expect(server.accepted).toHaveLength(1);
  });
});

describe("TLS", () => {
  const answer = (socket: Socket) => void socket.write(OK);

  it("is verified: an unknown certificate is an error, and nothing is sent", async () => {
    let heard = 0;
    await using server = await tlsServer(() => heard++);
    expect(await post(server.url)).toMatchObject({ kind: "error", errorClass: "tls_error" });
    expect(heard).toBe(0);
  });

  it("is verified even where the environment switches that off", async () => {
    await using server = await tlsServer(answer);
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(await post(server.url)).toMatchObject({ errorClass: "tls_error" });
  });

  it("refuses a trusted certificate of another host", async () => {
    await using server = await tlsServer(answer);
    await using trusting = trustingSender(["127.0.0.1"]);
    const outcome = await trusting.send(request(`https://other.example:${server.port}/`));
    expect(outcome).toMatchObject({ kind: "error", errorClass: "tls_error" });
  });

  it("works with a trusted certificate, by name and by address, and is timed", async () => {
    await using server = await tlsServer(answer);
    await using trusting = trustingSender(["127.0.0.1"]);
    const byName = await trusting.send(request(`https://localhost:${server.port}/`));
    expect(byName).toMatchObject({ kind: "response", status: 200 });
    expect(byName.timings.dnsMs).toBeGreaterThanOrEqual(0);
    expect(byName.timings.tlsMs).toBeGreaterThan(0);
    expect(await trusting.send(request(server.url))).toMatchObject({ status: 200 });
  });

  it("spoken to a server without it is an error", async () => {
    await using server = await answering("HTTP/1.1 400 Bad Request\r\n\r\n");
    const outcome = await post(`https://127.0.0.1:${server.port}/`);
    expect(outcome).toMatchObject({ kind: "error", errorClass: "tls_error" });
  });

  it("that is never answered is a connection not made in time", async () => {
    await using server = await answering("");
    const outcome = await post(`https://127.0.0.1:${server.port}/`, { timeoutMs: 150 });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "connect_timeout" });
    await closed(server.accepted[0]);
  });

  function trustingSender(addresses: string[]): Sender {
    return createSender({
      policy: POLICY,
      userAgent: "Switchhook/test",
      ca: TLS_CERTIFICATE,
      lookup: async () => addresses,
    });
  }
});

describe("connections", () => {
  it("are kept and used again", async () => {
    await using server = await answering(OK);
    const outcomes: SendOutcome[] = [];
    for (let i = 0; i < 20; i++) outcomes.push(await post(server.url));
    expect(outcomes.every((o) => o.kind === "response" && o.status === 200)).toBe(true);
    // A request that follows at once finds the first connection not yet freed, and opens a second.
    expect(server.accepted.length).toBeLessThanOrEqual(2);
    const opened = outcomes.filter((o) => o.timings.connectMs !== undefined);
    expect(opened).toHaveLength(server.accepted.length);
  });

  it("are opened anew where the server closed them in between", async () => {
    await using server = await tcpServer((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    );
    for (let i = 0; i < 3; i++) {
      expect(await post(server.url)).toMatchObject({ status: 200 });
      await closed(server.accepted[i]);
    }
    expect(server.accepted).toHaveLength(3);
  });

  it("are closed when idle for some seconds", async () => {
    await using server = await answering(OK);
    await post(server.url);
    await closed(server.accepted[0]);
  });

  it("are limited per origin where asked for, and what waits too long is a timeout", async () => {
    await using server = await answering("");
    await using narrow = createSender({ policy: POLICY, userAgent: "x", connections: 2 });
    const sent = [600, 600, 150, 150, 150, 150].map((timeoutMs) =>
      narrow.send({ ...request(server.url), timeoutMs }),
    );
    const outcomes = await Promise.all(sent);
    expect(outcomes.map((o) => o.kind === "error" && o.errorClass)).toEqual(
      Array(6).fill("timeout"),
    );
    expect(server.received().match(/POST/g)).toHaveLength(2);
  });

  it("serve 2,000 requests at once, without warnings", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    const { signal } = new AbortController();
    await using server = await tcpServer((socket) => {
      setTimeout(() => socket.write(OK), 20);
    });
    const sent = Array.from({ length: 2_000 }, () =>
      sender.send({ ...request(server.url), timeoutMs: 20_000, signal }),
    );
    const outcomes = await Promise.all(sent);
    process.off("warning", note);
    expect(outcomes.filter((o) => o.kind === "response" && o.status === 200)).toHaveLength(2_000);
    expect(warnings).toEqual([]);
  });

  it("are let finish by close, and none is opened afterwards", async () => {
    await using server = await tcpServer((socket) => {
      setTimeout(() => socket.write(OK), 100);
    });
    const pending = post(server.url);
    await sender.close();
    expect(await pending).toMatchObject({ status: 200 });
    expect(await post(server.url)).toMatchObject({ kind: "error", errorClass: "internal_error" });
    expect(server.accepted).toHaveLength(1);
  });
});

function request(url: string): SendRequest {
  return { url, method: "POST", headers: {}, body: "{}", timeoutMs: 5_000 };
}

function textOf(outcome: SendOutcome): string {
  return outcome.kind === "response" ? Buffer.from(outcome.body).toString() : outcome.errorClass;
}

function pour(socket: Socket): void {
  if (socket.destroyed) return;
  socket.write("x".repeat(65_536), () => pour(socket));
}

async function until(state: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!state()) {
    if (performance.now() > deadline) throw new Error("the awaited state never came");
    await new Promise(setImmediate);
  }
}

function closed(socket: Socket | undefined): Promise<void> {
  return until(() => socket === undefined || socket.destroyed);
}
