import { createServer, type Server } from "node:http";
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Server as SocketServer,
} from "node:net";
import { getRequestListener } from "@hono/node-server";
import { answerBelowHttp, answerUnmetExpectation, answerUnroutable } from "./below-routes.ts";
import type { Direct } from "./direct-callbacks.ts";

export type Address = { readonly host: string; readonly port: number };

export type Listening = {
  readonly port: number;
  /** Takes no new connections and lets requests under way end, until the deadline cuts them off. */
  close(graceMs: number): Promise<void>;
};

type Fetch = Parameters<typeof getRequestListener>[0];

/**
 * Rejects with Node's error (`EADDRINUSE`, …) when the address cannot be had. Port 0: any free one. `direct` is asked
 * before the routes are.
 */
export async function listen(
  fetch: Fetch,
  address: Address,
  direct: Direct = () => false,
): Promise<Listening> {
  const server = createHttpServer(fetch, direct);
  await bind(server, address);
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) =>
      new Promise((resolve) => {
        // Connections fall idle one by one as their requests end; kept-alive ones would hold the server open.
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Rejects as listen would at this moment. */
export async function checkAddress(address: Address): Promise<void> {
  const server = createSocketServer();
  await bind(server, address);
  await new Promise((resolve) => server.close(resolve));
}

function createHttpServer(fetch: Fetch, direct: Direct): Server {
  const listener = getRequestListener(fetch, {
    // For requests without a Host; nothing is made from it.
    hostname: "localhost",
    errorHandler: answerUnroutable,
  });
  const server = createServer(
    {
      headersTimeout: 10_000,
      // The largest callback is 100 MiB of audio.
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16 * 1024,
      // Health checks of load balancers do without.
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      if (!direct(incoming, outgoing)) void listener(incoming, outgoing);
    },
  );
  server.on("clientError", answerBelowHttp);
  server.on("checkExpectation", answerUnmetExpectation);
  return server;
}

function bind(server: SocketServer, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 2_048 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
