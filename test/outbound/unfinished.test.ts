import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSender, type Sender } from "#src/outbound/client.ts";
import { createEgressPolicy } from "#src/outbound/egress.ts";
import type { SendOutcome } from "#src/pipeline/send-ports.ts";
import { tcpServer } from "./loopback.ts";

let sender: Sender;
beforeEach(() => {
  const policy = createEgressPolicy({ allowPrivateTargets: true });
  sender = createSender({ policy, userAgent: "Switchhook/test" });
});
afterEach(() => sender.close());

function post(url: string, timeoutMs: number): Promise<SendOutcome> {
  return sender.send({ url, method: "POST", headers: {}, body: "{}", timeoutMs });
}

function partialOf(outcome: SendOutcome) {
  if (outcome.kind !== "error") throw new Error("an unfinished response is an error");
  const { partial } = outcome;
  return partial && { ...partial, body: Buffer.from(partial.body).toString() };
}

const HEAD = "HTTP/1.1 200 OK\r\nX-Trace: abc\r\nContent-Length: 10\r\n\r\n";
const SEEN = { status: 200, headers: { "x-trace": "abc", "content-length": "10" } };

describe("a response that never becomes whole", () => {
  it.each<[string, string, (socket: Socket) => void, string]>([
    ["stalls", "timeout", (socket) => socket.write(`${HEAD}half`), "half"],
    ["stalls before its body", "timeout", (socket) => socket.write(HEAD), ""],
    ["is cut off", "connection_reset", (socket) => socket.end(`${HEAD}ha`), "ha"],
  ])("and %s is a %s that keeps what came", async (_, errorClass, serve, body) => {
    await using server = await tcpServer(serve);
    const outcome = await post(server.url, 300);
    expect(outcome).toMatchObject({ kind: "error", errorClass });
    expect(partialOf(outcome)).toEqual({ ...SEEN, body, truncated: true });
  });

  it("and drips keeps the drops so far", async () => {
    await using server = await tcpServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
      const drip = setInterval(() => socket.write("x"), 20);
      socket.once("close", () => clearInterval(drip));
    });
    const outcome = await post(server.url, 400);
    expect(outcome).toMatchObject({ kind: "error", errorClass: "timeout" });
    expect(partialOf(outcome)?.body).toMatch(/^x{2,}$/);
  });

  it.each([
    ["no head", ""],
    ["half a head", "HTTP/1.1 200 OK\r\nX-A: 1\r\n"],
    ["an informational head", "HTTP/1.1 103 Early Hints\r\n\r\n"],
  ])("and had %s keeps nothing", async (_, text) => {
    await using server = await tcpServer((socket) => socket.write(text));
    expect(partialOf(await post(server.url, 150))).toBeUndefined();
  });
});

it("header values come without control characters, whatever their bytes", async () => {
  const value = Buffer.from([0x61, 0x09, 0x62, 0x85, 0xff, 0x63]);
  const head = Buffer.from("HTTP/1.1 204 No Content\r\nX-Odd: ");
  await using server = await tcpServer((socket) =>
    socket.write(Buffer.concat([head, value, Buffer.from("\r\n\r\n")])),
  );
  expect(await post(server.url, 2_000)).toMatchObject({ headers: { "x-odd": "a bÿc" } });
});
