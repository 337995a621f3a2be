import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";

export type Listening = {
  readonly port: number;
  /** Takes no new connections and lets requests under way end, until the deadline cuts them off. */
  close(graceMs: number): Promise<void>;
};

/** Rejects with Node's error (`EADDRINUSE`, …) when the address cannot be had. Port 0: any free one. */
export async function listen(
  fetch: Parameters<typeof createAdaptorServer>[0]["fetch"],
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: 10_000,
      // The largest callback is 100 MiB of audio.
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16 * 1024,
    },
  });
  if (!("closeIdleConnections" in server)) throw new Error("an HTTP/1.1 server is expected");
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 2_048 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
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
