import { describe, expect, it } from "vitest";
import { createHandshake } from "#src/pipeline/handshake.ts";
import type { Candidate, Connections } from "#src/pipeline/ports.ts";

const QUERY = new URLSearchParams({ "hub.verify_token": "right" });

/** Answers with its own id when the token is its own. */
function candidate(connectionId: string, token: string): Candidate {
  return {
    connectionId,
    workspaceId: "w",
    receiver: {
      verify: () => ({ ok: true, value: undefined }),
      normalize: () => ({ ok: true, value: { type: "x", facts: [] } }),
      acknowledge: () => ({ status: 200, contentType: "text/plain", body: "" }),
    },
    sourceAddresses: null,
    handshake: (query) =>
      query.get("hub.verify_token") === token
        ? { status: 200, contentType: "text/plain", body: connectionId }
        : null,
  };
}

function connectionsOf(
  first: readonly Candidate[],
  afterRefresh?: readonly Candidate[],
): Connections & { refreshes: number } {
  let known = first;
  return {
    refreshes: 0,
    byId: async (_provider, id) => known.find(({ connectionId }) => connectionId === id) ?? null,
    matching: async () => known,
    async refresh() {
      this.refreshes++;
      if (afterRefresh === undefined) return false;
      known = afterRefresh;
      return true;
    },
  };
}

async function answer(connections: Connections, connectionId: string | null) {
  const shaken = await createHandshake(connections)("whatsapp", connectionId, QUERY);
  return shaken.kind === "answered" ? shaken.reply.body : shaken.kind;
}

describe("a provider's opening question", () => {
  const two = [candidate("a", "other"), candidate("b", "right")];

  it.each<[string, string | null, string]>([
    ["is answered by the connection whose token it is", null, "b"],
    ["is answered by the connection that the path names", "b", "b"],
    ["is not answered by another than the path names", "a", "refused"],
    ["is not answered where the path names none that exists", "c", "unknown-connection"],
  ])("%s", async (_what, connectionId, expected) => {
    expect(await answer(connectionsOf(two), connectionId)).toBe(expected);
  });

  it("is answered by a connection made a moment ago elsewhere", async () => {
    const connections = connectionsOf([], two);
    expect(await answer(connections, null)).toBe("b");
    expect(connections.refreshes).toBe(1);
  });

  it("loads nothing anew when it has its answer", async () => {
    const connections = connectionsOf(two, []);
    await answer(connections, null);
    expect(connections.refreshes).toBe(0);
  });

  it("is not answered where there is no connection", async () => {
    expect(await answer(connectionsOf([]), null)).toBe("refused");
  });
});
