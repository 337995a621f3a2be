/** An endpoint behind TLS, and what can be wrong with its handshake. */
import type { RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Certificate } from "./certificate.ts";

/** `unknown`: with a certificate that nobody vouches for; `torn`: it breaks off in the middle of the handshake. */
export type Face = "well" | "unknown" | "torn";

export type TlsDoor = AsyncDisposable & {
  readonly port: number;
  /** From the next handshake on; connections that are open are cut. */
  show(face: Face): void;
};

/** A record that promises 122 bytes of a ServerHello, and has two. */
const BEGINNING = Buffer.from("160303007a0200", "hex");

export async function openTlsDoor(
  faces: { readonly first: Face; readonly well: Certificate; readonly unknown: Certificate },
  listener: RequestListener,
): Promise<TlsDoor> {
  const servers = {
    well: createSecureServer(faces.well, listener),
    unknown: createSecureServer(faces.unknown, listener),
  };
  const sockets = new Set<Socket>();
  let current = faces.first;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Whoever is refused, or cut, may go in the rudest way.
    socket.on("error", () => socket.destroy());
    if (current === "torn") socket.once("data", () => socket.end(BEGINNING));
    else servers[current].emit("connection", socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    port: (server.address() as AddressInfo).port,
    show(face) {
      current = face;
      cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
