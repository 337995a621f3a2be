/** Tenants' endpoints, good and bad, and what each was sent and has acknowledged. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { type Certificate, selfSigned } from "./certificate.ts";
import type { Random } from "./random.ts";
import { openTlsDoor, type TlsDoor } from "./tls-door.ts";

export const KINDS = [
  ...["healthy", "ordered", "flaky", "reset", "drip", "stall", "flood", "bomb", "busy", "gone"],
  "poison",
] as const;
/** Behind TLS, each on a port of its own. */
export const TLS_KINDS = ["tls", "unknown-tls", "torn-tls"] as const;
export type TlsKind = (typeof TLS_KINDS)[number];

export type Arrival = {
  readonly workspaceId: string;
  readonly kind: string;
  /** The `webhook-id`. */
  readonly id: string;
  /** Of the callback; null: the body names none. */
  readonly marker: string | null;
  readonly at: number;
  readonly acknowledged: boolean;
};

export type ChaosSink = AsyncDisposable & {
  readonly port: number;
  readonly tlsPorts: Readonly<Record<TlsKind, number>>;
  /** The one that is well, as a rule. */
  readonly tls: Pick<TlsDoor, "show">;
  readonly arrivals: readonly Arrival[];
  /** Bytes written to a tenant's answer that never ends, at most, before the gateway hung up. */
  largestFlood(): number;
};

export const MARKER = /chaos-[0-9a-f-]{36}-\d+/;
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const CHUNK = Buffer.alloc(64 * 1024, "x");
const GIGABYTE = 2 ** 30;

/** `trusted`: the certificate that gateways are told to trust. */
export async function createSink(random: Random, trusted: Certificate): Promise<ChaosSink> {
  const arrivals: Arrival[] = [];
  let largestFlood = 0;

  function retryAfter(): string {
    const soon = new Date(Date.now() + 1_000).toUTCString();
    return random.pick(["1", "0", soon, "-5", "soup", "Thu, 01 Jan 1970 00:00:00 GMT", "1e9"]);
  }

  async function flood(response: ServerResponse): Promise<void> {
    response.writeHead(200);
    const closed = once(response, "close");
    let written = 0;
    while (written < GIGABYTE && !response.destroyed) {
      written += CHUNK.length;
      if (!response.write(CHUNK)) {
        await Promise.race([once(response, "drain"), closed]);
      }
    }
    largestFlood = Math.max(largestFlood, written);
    response.end();
  }

  function drip(response: ServerResponse): void {
    response.writeHead(200);
    const timer = setInterval(() => response.write("."), 200);
    response.once("close", () => clearInterval(timer));
  }

  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    reset: (response) => response.socket?.resetAndDestroy(),
    drip,
    stall: () => undefined,
    flood: (response) => void flood(response).catch(() => response.destroy()),
    bomb: (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB),
    busy: (response) =>
      response.writeHead(random.pick([429, 503]), { "retry-after": retryAfter() }).end(),
    gone: (response) => response.writeHead(410).end(),
  };

  function isGood(kind: string): boolean {
    const fails: Readonly<Record<string, number>> = { flaky: 0.3, ordered: 0.05 };
    return random.next() >= (fails[kind] ?? 0);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, workspaceId = "", kind = ""] = (request.url ?? "").split("/");
    const body = (await buffer(request)).toString();
    const answer = answers[kind];
    const acknowledged = answer === undefined && isGood(kind);
    const id = String(request.headers["webhook-id"]);
    const marker = MARKER.exec(body)?.[0] ?? null;
    arrivals.push({ workspaceId, kind, id, marker, at: performance.now(), acknowledged });
    if (answer !== undefined) answer(response);
    else response.writeHead(acknowledged ? 200 : 500).end();
  }

  function listener(request: IncomingMessage, response: ServerResponse): void {
    // A request that breaks off has nothing that could be written down.
    take(request, response).catch(() => response.destroy());
  }

  const server = createServer(listener);
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const certificates = { well: trusted, unknown: selfSigned("somebody else") };
  const tls = await openTlsDoor({ ...certificates, first: "well" }, listener);
  const unknown = await openTlsDoor({ ...certificates, first: "unknown" }, listener);
  const torn = await openTlsDoor({ ...certificates, first: "torn" }, listener);
  return {
    tlsPorts: { tls: tls.port, "unknown-tls": unknown.port, "torn-tls": torn.port },
    tls,
    port: (server.address() as AddressInfo).port,
    arrivals,
    largestFlood: () => largestFlood,
    async [Symbol.asyncDispose]() {
      for (const door of [tls, unknown, torn]) await door[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
