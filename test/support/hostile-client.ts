/** Requests that no well-behaved client would make, byte for byte. */
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type RawReply = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
};

const LONGEST_WAIT_MS = 5_000;
const INTERIM = /^HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n/;

/** Sends the bytes on a connection of their own; status 0 where the server closes it without a word. */
export async function exchange(
  port: number,
  bytes: string | Uint8Array,
  { endEarly = false } = {},
): Promise<RawReply> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    // A server that refuses a body midway may reset the connection; what it said before counts.
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks).toString("latin1"))) resolve();
    });
  });
  socket.write(bytes);
  if (endEarly) socket.end();
  await Promise.race([closed, delay(LONGEST_WAIT_MS, undefined, { ref: false })]);
  socket.destroy();
  return parsed(Buffer.concat(chunks).toString("latin1"));
}

function isWhole(text: string): boolean {
  const final = text.replace(INTERIM, "");
  const headEnd = final.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  const head = final.slice(0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return final.length - headEnd - 4 >= Number(length);
  return final.endsWith("0\r\n\r\n") || /^HTTP\/1\.1 (204|304)/.test(head);
}

function parsed(text: string): RawReply {
  const final = text.replace(INTERIM, "");
  const [head = "", ...rest] = final.split("\r\n\r\n");
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    contentType: /\r\ncontent-type: ([^\r]*)/i.exec(head)?.[1] ?? "",
    text: Buffer.from(rest.join("\r\n\r\n"), "latin1").toString("utf8"),
  };
}

export type RawRequest = {
  readonly target: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
};

/** A request with the right length and whatever else is given; text travels as UTF-8. */
export function rawRequest({ target, method = "GET", headers = [], body }: RawRequest): Uint8Array {
  const content = body === undefined ? null : Buffer.from(body);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: gateway.example.com",
    ...headers,
    ...(content === null ? [] : [`Content-Length: ${content.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), content ?? Buffer.alloc(0)]);
}
