/** Answers to what is no request that routes could hear of. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { RequestError } from "@hono/node-server";

const CONTENT_TYPE = "application/problem+json";
/** How long a caller may take to fetch the answer. */
const LINGER_MS = 1_000;

type BelowStatus = 400 | 408 | 413 | 417 | 431 | 500;
type Below = { readonly status: BelowStatus; readonly code: string; readonly detail: string };

const MALFORMED: Below = {
  status: 400,
  code: "malformed-request",
  detail: "This is not a valid HTTP request.",
};

/** By Node's code of the error. */
const BELOW: Readonly<Record<string, Below>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "request-timeout",
    detail: "The request did not arrive in time.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "payload-too-large",
    detail: "The extensions of the body's chunks are too large.",
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "headers-too-large",
    detail: "The request line and the headers are larger than 16 KiB.",
  },
};

function bodyOf({ status, code, detail }: Below): string {
  const type = `urn:switchhook:problem:${code}`;
  return JSON.stringify({ type, title: STATUS_CODES[status], status, detail, code });
}

/** `clientError`: what came is not HTTP, or too much of it, or too slow. Answers and closes. */
export function answerBelowHttp(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return void socket.destroy();
  // What came after the bad bytes; the answer is on its way.
  if (!socket.writable) return;
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  if (isAnswering(socket)) return void socket.end();
  const below = BELOW[error.code ?? ""] ?? MALFORMED;
  const body = bodyOf(below);
  const head = [
    `HTTP/1.1 ${below.status} ${STATUS_CODES[below.status]}`,
    `Content-Type: ${CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** An answer has begun: another head in the middle of it would be taken for its body. */
function isAnswering(socket: Duplex): boolean {
  // Node's own default asks the same field.
  const answer: unknown = Reflect.get(socket, "_httpMessage");
  return (
    typeof answer === "object" &&
    answer !== null &&
    "headersSent" in answer &&
    answer.headersSent === true
  );
}

/** `checkExpectation`: an `Expect` other than `100-continue`. */
export function answerUnmetExpectation(_incoming: IncomingMessage, outgoing: ServerResponse): void {
  const below: Below = {
    status: 417,
    code: "expectation-failed",
    detail: "Of expectations only 100-continue is met.",
  };
  const body = bodyOf(below);
  const headers = { "Content-Type": CONTENT_TYPE, "Content-Length": Buffer.byteLength(body) };
  outgoing.writeHead(below.status, { ...headers, Connection: "close" }).end(body);
}

/** A Host or a target of which no URL can be made; anything else is a fault of ours. */
export function answerUnroutable(error: unknown): Response {
  const isTheirs = error instanceof RequestError;
  const below: Below = isTheirs
    ? { status: 400, code: "invalid-request", detail: "Host or request target is not valid." }
    : { status: 500, code: "internal-error", detail: "The gateway failed." };
  const headers = { "Content-Type": CONTENT_TYPE };
  return new Response(bodyOf(below), { status: below.status, headers });
}
