import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export type Loopback = AsyncDisposable & {
  readonly port: number;
  readonly url: string;
  /** Sockets accepted so far. */
  readonly accepted: Socket[];
  /** Bytes received so far, over all sockets. */
  received(): string;
};

/** A TCP server on 127.0.0.1 that speaks whatever `serve` makes it speak. */
export function tcpServer(serve: (socket: Socket, request: string) => void): Promise<Loopback> {
  const accepted: Socket[] = [];
  let text = "";
  const server = createServer((socket) => track(socket));
  function track(socket: Socket): void {
    accepted.push(socket);
    // The tests end connections in the rudest ways; what that does to this side is not their subject.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      serve(socket, chunk.toString("latin1"));
    });
  }
  return listen(server, accepted, { scheme: "http", received: () => text });
}

/** As tcpServer, behind TLS with a certificate for localhost and 127.0.0.1. */
export function tlsServer(serve: (socket: Socket, request: string) => void): Promise<Loopback> {
  const accepted: Socket[] = [];
  const server = createTlsServer({ key: TLS_KEY, cert: TLS_CERTIFICATE }, (socket) => {
    accepted.push(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => serve(socket, chunk.toString("latin1")));
  });
  return listen(server, accepted, { scheme: "https", received: () => "" });
}

async function listen(
  server: Server,
  accepted: Socket[],
  { scheme, received }: { scheme: string; received: () => string },
): Promise<Loopback> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    url: `${scheme}://127.0.0.1:${address.port}/hook`,
    accepted,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of accepted) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Self-signed, for tests alone. */
const TLS_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9tPJMXJrQFWtqcgc
juq3yUIYqHE45Tp+FeX5+J1wpo2hRANCAARQDSagDuwsKiVZTaH/Y9SmDKnag/H8
MrjMnTxg7clTR9pC75kKcvUXJXFLJbWhz4Qy6RztTjXJvrE/UH+2voKq
-----END PRIVATE KEY-----`;

export const TLS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUOhmN1klyR3help8Twto3vxj0tQIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA5MjAzOVoYDzIxMjYxMDI4
MDkyMDM5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARQDSagDuwsKiVZTaH/Y9SmDKnag/H8MrjMnTxg7clTR9pC75kKcvUX
JXFLJbWhz4Qy6RztTjXJvrE/UH+2voKqo28wbTAdBgNVHQ4EFgQUn0EJvQvZQp5r
5wk1VqKhSiN2ps4wHwYDVR0jBBgwFoAUn0EJvQvZQp5r5wk1VqKhSiN2ps4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgMvnI8yNEzG73o+ADt+oi7KW+4YQzzwkwhZTb74p4TcYCIQCd
DbNGc2a79WVJPC96XWZJtZtd68SCuugsWWDAMjE6iA==
-----END CERTIFICATE-----`;
