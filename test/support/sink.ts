import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { waitFor } from "./wait-for.ts";

export type SinkRequest = {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The `webhook-id`. */
  readonly deliveryId: string;
  readonly attempt: number;
  readonly at: number;
};

export type SinkAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Answer = (request: SinkRequest) => SinkAnswer | Promise<SinkAnswer>;

/** A tenant's endpoint on 127.0.0.1 that keeps what it was sent. */
export type Sink = AsyncDisposable & {
  readonly url: string;
  readonly requests: readonly SinkRequest[];
  /** How it answers from now on; 200 until told. */
  answers(answer: Answer): void;
  /** From now on nothing is answered until the function returned is called. */
  holds(): () => void;
  /** Waits until it has this many requests. */
  received(count: number, timeoutMs?: number): Promise<readonly SinkRequest[]>;
};

const OK: SinkAnswer = { status: 200 };

export async function createSink(first: Answer = () => OK): Promise<Sink> {
  const requests: SinkRequest[] = [];
  let answer = first;
  const server = createServer(async (incoming, outgoing) => {
    const { headers } = incoming;
    const request: SinkRequest = {
      method: incoming.method ?? "",
      target: incoming.url ?? "",
      headers,
      body: (await buffer(incoming)).toString(),
      deliveryId: String(headers["webhook-id"]),
      attempt: Number(headers["x-switchhook-attempt"]),
      at: Date.now(),
    };
    requests.push(request);
    const { status, headers: own = {}, body = "" } = await answer(request);
    outgoing.writeHead(status, own).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    answers(next) {
      answer = next;
    },
    holds() {
      const { promise, resolve } = Promise.withResolvers<SinkAnswer>();
      answer = () => promise;
      return () => {
        answer = () => OK;
        resolve(OK);
      };
    },
    async received(count, timeoutMs = 10_000) {
      await waitFor(async () => requests.length >= count, {
        timeoutMs,
        what: `${count} requests at the tenant`,
      });
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
