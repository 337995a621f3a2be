import { createGateway } from "#src/composition/gateway.ts";
import type { Storage } from "#src/composition/storage.ts";
import { readConfig } from "#src/config.ts";

type Described = { request(path: string): Response | Promise<Response> };

/** The HTTP surface without anything behind it: good for its description, and for nothing else. */
export function describedApp(): Described {
  const config = readConfig({ ADMIN_TOKEN: "described" });
  const { fetch } = createGateway(
    {
      config,
      adminToken: "described",
      log: { info: () => undefined, warn: () => undefined, error: console.error },
      publicUrl: () => "https://switchhook.example.com",
      media: absent(),
      edge: absent(),
      redis: null,
      live: absent(),
      watch: absent(),
    },
    absent<Storage>({ newId: () => "described" }),
    absent(),
    absent(),
  );
  return { request: (path) => fetch(new Request(`https://switchhook.example.com${path}`)) };
}

/** Whatever it is asked for, it has, and does nothing. */
function absent<T extends object>(known: Partial<T> = {}): T {
  const nothing = () => undefined;
  return new Proxy<T>(nothing as unknown as T, {
    get(_target, property) {
      if (property === "then") return undefined;
      return Reflect.get(known, property) ?? absent();
    },
    apply: () => absent(),
  });
}
