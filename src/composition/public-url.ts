import type { Config } from "#src/config.ts";

export type PublicUrl = {
  /** External base URL, without a trailing slash; right once the port is known. */
  publicUrl(): string;
  /** Tells the port, which decides the URL where none is configured. */
  listensOn(port: number): void;
};

export function createPublicUrl({ http }: Config): PublicUrl {
  let port = http.port;
  return {
    publicUrl: () => http.publicUrl ?? `http://${hostForUrl(http.host)}:${port}`,
    listensOn: (actual) => {
      port = actual;
    },
  };
}

/** An address that means "all" is not one to call. */
function hostForUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
