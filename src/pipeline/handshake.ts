import type { Reply } from "#src/provider.ts";
import type { Connections } from "./ports.ts";

export type Shake = (
  provider: string,
  connectionId: string | null,
  query: URLSearchParams,
) => Promise<Reply | null>;

/** Finds the connection that a provider's opening question is for. Null: none; the answer is a refusal. */
export function createHandshake(connections: Connections): Shake {
  async function ask(...[provider, connectionId, query]: Parameters<Shake>) {
    const one = connectionId === null ? null : await connections.byId(provider, connectionId);
    const all = connectionId === null ? await connections.matching(provider, []) : [one];
    for (const candidate of all) {
      const reply = candidate?.handshake(query) ?? null;
      if (reply !== null) return reply;
    }
    return null;
  }

  return async (provider, connectionId, query) => {
    const reply = await ask(provider, connectionId, query);
    if (reply !== null || !(await connections.refresh(provider))) return reply;
    return ask(provider, connectionId, query);
  };
}
