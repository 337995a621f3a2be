/** An issuer of tokens: keys of its own, and their public halves at a URL on 127.0.0.1. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export type Issuer = AsyncDisposable & {
  readonly url: string;
  /** The keys at the URL. */
  readonly published: readonly JWK[];
  /** How often the keys were fetched. */
  readonly fetches: number;
  /** What the URL answers from now on; the keys, until told. */
  answers(status: number, body?: string): void;
  /** Adds a key; its public half is returned as it is published. */
  addKey(algorithm: string, kid?: string): Promise<JWK>;
  /** Signed with the last key of that algorithm. */
  sign(algorithm: string, claims: Readonly<Record<string, unknown>>, kid?: string): Promise<string>;
};

type Key = { readonly algorithm: string; readonly secret: CryptoKey; readonly shown: JWK };

export async function createIssuer(): Promise<Issuer> {
  const keys: Key[] = [];
  const state: { status: number; body: string | null; fetches: number } = {
    status: 200,
    body: null,
    fetches: 0,
  };
  const server = createServer((_request, response) => {
    state.fetches++;
    response.writeHead(state.status, { "Content-Type": "application/json" });
    response.end(state.body ?? JSON.stringify({ keys: keys.map(({ shown }) => shown) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/keys`,
    get published() {
      return keys.map(({ shown }) => shown);
    },
    get fetches() {
      return state.fetches;
    },
    answers(status, body) {
      state.status = status;
      state.body = body ?? null;
    },
    async addKey(algorithm, kid) {
      const pair = await generateKeyPair(algorithm);
      const shown = { ...(await exportJWK(pair.publicKey)), ...(kid !== undefined && { kid }) };
      keys.push({ algorithm, secret: pair.privateKey, shown });
      return shown;
    },
    async sign(algorithm, claims, kid) {
      const key = keys.findLast((known) => known.algorithm === algorithm);
      if (key === undefined) throw new Error(`there is no key for ${algorithm}`);
      const named = kid ?? key.shown.kid;
      return new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, ...(named !== undefined && { kid: named }) })
        .sign(key.secret);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
