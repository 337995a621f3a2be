import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fail, ok } from "#src/core/result.ts";
import type { IngestItem } from "#src/pipeline/ingest.ts";
import type { Candidate, StoredCallback } from "#src/pipeline/ports.ts";
import { type Arrival, createReceive, type ReceiveDependencies } from "#src/pipeline/receive.ts";
import { acknowledgement, defineProvider, type RejectionReason } from "#src/provider.ts";
import { message, NOW, recordingLog } from "../support/samples.ts";

/** Verifies `authorization: <secret>`; the body `unreadable` cannot be read, others are one message each. */
const acme = defineProvider({
  id: "acme",
  settings: z.object({ secret: z.string(), refusal: z.string().optional() }),
  ranges: { cidrs: [], names: [], enforceable: false, source: "none" },
  bodyLimitBytes: () => 1_024,
  identify: (request) => request.headers.get("x-accounts")?.split(",") ?? [],
  evidence: () => null,
  receiver: ({ secret, refusal }) => ({
    verify: (request) => {
      const given = request.headers.get("authorization");
      if (given === null) return fail("missing-signature");
      return given === secret ? ok() : fail((refusal ?? "bad-signature") as RejectionReason);
    },
    normalize: ({ body }) => {
      const text = new TextDecoder().decode(body);
      if (text === "unreadable") return fail("malformed", "not an object");
      return ok({ type: "message", facts: [message(text)] });
    },
    acknowledge: acknowledgement,
  }),
});

type Connection = {
  readonly secret: string;
  readonly accounts?: readonly string[];
  refusal?: string;
};

/** Connections by id; what was rotated shows after a refresh. */
function directoryOf(
  connections: Readonly<Record<string, Connection>>,
  rotated?: Readonly<Record<string, Connection>>,
) {
  let known = connections;
  let refreshes = 0;
  const open = ([connectionId, { secret, refusal }]: [string, Connection]): Candidate => ({
    connectionId,
    workspaceId: `workspace of ${connectionId}`,
    receiver: acme.open({ secret, refusal }),
    sourceAddresses: null,
    handshake: () => null,
  });
  return {
    refreshes: () => refreshes,
    connections: {
      byId: async (_provider: string, id: string) => {
        const connection = known[id];
        return connection === undefined ? null : open([id, connection]);
      },
      matching: async (_provider: string, identifiers: readonly string[]) => {
        const all = Object.entries(known);
        const named = all.filter(([, { accounts = [] }]) =>
          accounts.some((account) => identifiers.includes(account)),
        );
        return (named.length > 0 ? named : all).map(open);
      },
      refresh: async () => {
        refreshes++;
        if (rotated === undefined) return false;
        known = rotated;
        return true;
      },
    },
  };
}

function openReceive(
  connections: ReceiveDependencies["connections"],
  changes: Partial<ReceiveDependencies> = {},
) {
  const ingested: IngestItem[] = [];
  const rejected: StoredCallback[] = [];
  const receive = createReceive({
    connections,
    ingest: async (item) => {
      ingested.push(item);
      return { duplicate: false, eventIds: [] };
    },
    recordRejection: async (callback) => void rejected.push(callback),
    isAllowedSource: () => true,
    redact: {
      headers: (headers) => headers.map(([name]) => [name, "redacted"]),
      target: (target) => `${target} redacted`,
    },
    digest: (query, body) => new TextEncoder().encode(`${query}|${new TextDecoder().decode(body)}`),
    newId: () => "new id",
    isItemFault: () => false,
    log: recordingLog(),
    ...changes,
  });
  return { receive, ingested, rejected };
}

function arrival(
  changes: {
    readonly secret?: string | null;
    readonly accounts?: string;
    readonly connectionId?: string;
    readonly body?: string;
    readonly target?: string;
  } = {},
): Arrival {
  const { secret = "right", accounts, connectionId = null, body = "hello" } = changes;
  const { target = "/api/webhooks/acme" } = changes;
  const headers = new Headers();
  if (secret !== null) headers.set("authorization", secret);
  if (accounts !== undefined) headers.set("x-accounts", accounts);
  return {
    provider: acme,
    connectionId,
    target,
    rawHeaders: [...headers],
    remoteAddress: "203.0.113.9",
    clientName: null,
    request: {
      method: "POST",
      url: `https://hooks.example.com${target}`,
      headers,
      body: new TextEncoder().encode(body),
      receivedAt: NOW,
    },
  };
}

describe("the connection", () => {
  const both = { a: { secret: "of a" }, b: { secret: "right" } };

  it("named in the path is the only one asked", async () => {
    const { receive, ingested } = openReceive(directoryOf(both).connections);
    expect(await receive(arrival({ connectionId: "b" }))).toMatchObject({ kind: "accepted" });
    expect(await receive(arrival({ connectionId: "a" }))).toMatchObject({ kind: "rejected" });
    expect(ingested).toHaveLength(1);
  });

  it("that the path names may not exist", async () => {
    const { receive, rejected } = openReceive(directoryOf(both).connections);
    expect(await receive(arrival({ connectionId: "c" }))).toEqual({ kind: "unknown-connection" });
    expect(rejected).toEqual([]);
  });

  it("is else the one whose secret fits", async () => {
    const { receive, ingested } = openReceive(directoryOf(both).connections);
    await receive(arrival());
    expect(ingested[0]?.callback).toMatchObject({
      connectionId: "b",
      workspaceId: "workspace of b",
    });
  });

  it("is looked for among those that the payload names", async () => {
    const named = {
      a: { secret: "right", accounts: ["1"] },
      b: { secret: "right", accounts: ["2"] },
    };
    const { receive, ingested } = openReceive(directoryOf(named).connections);
    await receive(arrival({ accounts: "2" }));
    expect(ingested[0]?.callback.connectionId).toBe("b");
  });

  it("of another is not believed although its secret would fit, when the payload names one", async () => {
    const named = {
      a: { secret: "other", accounts: ["1"] },
      b: { secret: "right", accounts: ["2"] },
    };
    const { receive } = openReceive(directoryOf(named).connections);
    expect(await receive(arrival({ accounts: "1" }))).toMatchObject({ reason: "bad-signature" });
  });

  it("is loaded anew where no secret fits: it may have been rotated a moment ago", async () => {
    const { connections, refreshes } = directoryOf(
      { a: { secret: "old" } },
      { a: { secret: "right" } },
    );
    const { receive } = openReceive(connections);
    expect(await receive(arrival())).toMatchObject({ kind: "accepted" });
    expect(refreshes()).toBe(1);
  });

  it("is not loaded anew where one fits", async () => {
    const { connections, refreshes } = directoryOf(both, both);
    await openReceive(connections).receive(arrival());
    expect(refreshes()).toBe(0);
  });
});

describe("a refusal", () => {
  it.each<[string, Readonly<Record<string, Connection>>, string | null, RejectionReason]>([
    ["a signature that fits nothing", { a: { secret: "x" } }, "wrong", "bad-signature"],
    ["no signature", { a: { secret: "x" } }, null, "missing-signature"],
    ["no connection at all", {}, "right", "no-key"],
    [
      "several reasons, of which the most telling is given",
      {
        a: { secret: "x", refusal: "no-key" },
        b: { secret: "x", refusal: "stale-timestamp" },
        c: { secret: "x", refusal: "bad-signature" },
      },
      "right",
      "stale-timestamp",
    ],
  ])("for %s", async (_why, connections, secret, reason) => {
    const { receive, ingested, rejected } = openReceive(directoryOf(connections).connections);
    expect(await receive(arrival({ secret }))).toEqual({ kind: "rejected", reason });
    expect(rejected).toMatchObject([{ verdict: "rejected", reason, type: null, digest: null }]);
    expect(ingested).toEqual([]);
  });

  it("of a verified callback from elsewhere is for its address", async () => {
    const { receive, rejected, ingested } = openReceive(
      directoryOf({ a: { secret: "right" } }).connections,
      { isAllowedSource: () => false },
    );
    expect(await receive(arrival())).toEqual({ kind: "rejected", reason: "source-address" });
    expect(rejected).toMatchObject([{ connectionId: "a", remoteAddress: "203.0.113.9" }]);
    expect(ingested).toEqual([]);
  });

  it("keeps the beginning of the body and its whole length, credentials redacted", async () => {
    const { receive, rejected } = openReceive(directoryOf({ a: { secret: "x" } }).connections);
    await receive(arrival({ body: "b".repeat(10_000), target: "/api/webhooks/acme?token=1" }));
    expect(rejected[0]?.body).toHaveLength(4_096);
    expect(rejected).toMatchObject([
      {
        bodyBytes: 10_000,
        target: "/api/webhooks/acme?token=1 redacted",
        headers: [["authorization", "redacted"]],
      },
    ]);
  });

  it.each<[string, Readonly<Record<string, Connection>>, string | null]>([
    [
      "is shown to the workspace of the only connection that can be meant",
      { a: { secret: "x" } },
      "a",
    ],
    [
      "is shown to nobody where several can be meant",
      { a: { secret: "x" }, b: { secret: "x" } },
      null,
    ],
  ])("%s", async (_what, connections, connectionId) => {
    const { receive, rejected } = openReceive(directoryOf(connections).connections);
    await receive(arrival());
    expect(rejected).toMatchObject([
      { connectionId, workspaceId: connectionId && `workspace of ${connectionId}` },
    ]);
  });
});

describe("an accepted callback", () => {
  const one = directoryOf({ a: { secret: "right" } }).connections;

  it("is handed on with its facts", async () => {
    const { receive, ingested } = openReceive(one);
    await receive(arrival({ target: "/api/webhooks/acme/a?x=1&y=2", body: "hello" }));
    expect(ingested).toEqual([
      {
        facts: [message("hello")],
        callback: {
          id: "new id",
          workspaceId: "workspace of a",
          connectionId: "a",
          provider: "acme",
          type: "message",
          callId: null,
          verdict: "accepted",
          reason: null,
          method: "POST",
          target: "/api/webhooks/acme/a?x=1&y=2 redacted",
          headers: [["authorization", "redacted"]],
          body: new TextEncoder().encode("hello"),
          bodyBytes: 5,
          remoteAddress: "203.0.113.9",
          digest: new TextEncoder().encode("x=1&y=2|hello"),
          receivedAt: NOW,
        },
      },
    ]);
  });

  it("is answered after it was ingested, and says so when it was seen before", async () => {
    const { receive } = openReceive(one, {
      ingest: async () => ({ duplicate: true, eventIds: [] }),
    });
    expect(await receive(arrival())).toEqual({
      kind: "accepted",
      reply: acknowledgement({ duplicate: true }),
    });
  });

  it("that cannot be read is kept with the reason, and acknowledged", async () => {
    const { receive, ingested } = openReceive(one);
    expect(await receive(arrival({ body: "unreadable" }))).toMatchObject({ kind: "accepted" });
    expect(ingested).toMatchObject([
      { facts: [], callback: { verdict: "unreadable", type: null, reason: "not an object" } },
    ]);
  });

  it("is not acknowledged when it could not be stored", async () => {
    const { receive } = openReceive(one, {
      ingest: () => Promise.reject(new Error("connection refused")),
    });
    await expect(receive(arrival())).rejects.toThrow("connection refused");
  });
});

describe("a verified callback that the gateway itself fails to process", () => {
  it("is kept as unreadable and acknowledged where reading it throws", async () => {
    const { connections } = directoryOf({ one: { secret: "right" } });
    const stumbles = {
      ...connections,
      matching: async (provider: string, identifiers: readonly string[]) => {
        const found = await connections.matching(provider, identifiers);
        return found.map((candidate) => ({
          ...candidate,
          receiver: { ...candidate.receiver, normalize: failing },
        }));
      },
    };
    const { receive, ingested } = openReceive(stumbles);
    expect(await receive(arrival())).toMatchObject({ kind: "accepted" });
    expect(ingested.map(({ callback, facts }) => [callback.verdict, facts])).toEqual([
      ["unreadable", []],
    ]);
  });

  it("is kept without its facts where they cannot be stored", async () => {
    const stored: IngestItem[] = [];
    const refusal = new Error("invalid byte sequence");
    const { receive } = openReceive(directoryOf({ one: { secret: "right" } }).connections, {
      isItemFault: (error) => error === refusal,
      ingest: async (item) => {
        if (item.facts.length > 0) throw refusal;
        stored.push(item);
        return { duplicate: false, eventIds: [] };
      },
    });
    expect(await receive(arrival())).toMatchObject({ kind: "accepted" });
    expect(stored.map(({ callback }) => callback.verdict)).toEqual(["unreadable"]);
  });

  it("is not acknowledged where the database is away", async () => {
    const away = new Error("connection refused");
    const { receive } = openReceive(directoryOf({ one: { secret: "right" } }).connections, {
      ingest: () => Promise.reject(away),
    });
    await expect(receive(arrival())).rejects.toBe(away);
  });
});

function failing(): never {
  throw new TypeError("a defect of ours");
}
