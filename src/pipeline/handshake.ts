import type { Reply } from "#src/provider.ts";
import type { Connections } from "./ports.ts";

/** `refused`: the question is for none of the connections that it might be for. */
export type Shaken =
  | { readonly kind: "answered"; readonly reply: Reply }
  | { readonly kind: "refused" }
  | { readonly kind: "unknown-connection" };

export type Shake = (
  provider: string,
  connectionId: string | null,
  query: URLSearchParams,
) => Promise<Shaken>;

/** Finds the connection that a provider's opening question is for. */
export function createHandshake(connections: Connections): Shake {
  async function asked(provider: string, connectionId: string | null) {
    if (connectionId === null) return connections.matching(provider, []);
    const named = await connections.byId(provider, connectionId);
    return named === null ? null : [named];
  }

  async function ask(...[provider, connectionId, query]: Parameters<Shake>): Promise<Shaken> {
    const candidates = await asked(provider, connectionId);
    if (candidates === null) return { kind: "unknown-connection" };
    for (const candidate of candidates) {
      const reply = candidate.handshake(query);
      if (reply !== null) return { kind: "answered", reply };
    }
    return { kind: "refused" };
  }

  return async (provider, connectionId, query) => {
    const shaken = await ask(provider, connectionId, query);
    if (shaken.kind === "answered" || !(await connections.refresh(provider))) return shaken;
    return ask(provider, connectionId, query);
  };
}
