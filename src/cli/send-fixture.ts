import { Client } from "undici";
import { signers } from "#src/registry.ts";
import type { Fixture } from "./fixtures.ts";
import { UserError } from "./io.ts";
import { networkProblem } from "./network-problem.ts";

const TIMEOUT_MS = 30_000;
const LONGEST_ANSWER = 64 * 1024;
/** Belong to the connection that the recording was made on. */
const OF_THE_CONNECTION = new Set(["host", "content-length", "connection", "transfer-encoding"]);

export type Target = {
  /** Where to send: a base URL, or a whole callback URL. */
  readonly to: string;
  /** How the gateway calls itself, where that differs from `to`; URL-signing providers sign it. */
  readonly publicUrl: string | null;
  readonly connection: string | null;
  /** Null: the fixture's own. */
  readonly secret: string | null;
};

export type Answer = {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** The body, or why there was none. */
  readonly text: string;
  readonly ms: number;
};

/** Sends one fixture as its provider would send it now. Network trouble is an answer, too. */
export async function sendFixture(fixture: Fixture, target: Target, now: Date): Promise<Answer> {
  const signed = signedRequest(fixture, target, now);
  const client = new Client(new URL(target.to).origin);
  const started = performance.now();
  try {
    const response = await client.request({
      // The raw target: a URL parser would rewrite characters that were signed.
      path: targetOf(signed.url),
      method: fixture.method,
      headers: signed.headers,
      body: fixture.method === "GET" ? null : fixture.body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = (await response.body.text()).slice(0, LONGEST_ANSWER);
    return { status: response.statusCode, text, ms: elapsed(started) };
  } catch (error) {
    return { status: null, text: networkProblem(error), ms: elapsed(started) };
  } finally {
    await client.destroy();
  }
}

function elapsed(started: number): number {
  return Math.round(performance.now() - started);
}

function targetOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, "").replace(/^(?!\/)/, "/");
}

/** The request with a signature of its own; a kind of callback that its provider does not sign stays unsigned. */
export function signedRequest(
  fixture: Fixture,
  target: Target,
  now: Date,
): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const url = callbackUrl(fixture, target);
  const headers = keptHeaders(fixture.headers);
  if (!isSigned(fixture)) return { url, headers };
  const signer = signers.get(fixture.provider);
  const secret = target.secret ?? fixture.secrets[0];
  if (signer === undefined) throw new UserError(`nobody signs for ${fixture.provider}`);
  if (secret === undefined) throw new UserError(`${fixture.name} has no secret: give --secret`);
  const { method, body } = fixture;
  const signed = signer({ method, url, body, headers }, secret, now);
  return { url: signed.url, headers: { ...headers, ...signed.headers } };
}

function callbackUrl(fixture: Fixture, { to, publicUrl, connection }: Target): string {
  const [base = ""] = to.split(/[?#]/, 1);
  const path = /\/api\/webhooks\/.*$/.exec(base)?.[0];
  const query = /\?[^#]*/.exec(fixture.url)?.[0] ?? "";
  const ownPath = `/api/webhooks/${fixture.provider}${connection === null ? "" : `/${connection}`}`;
  const root = publicUrl ?? (path === undefined ? base : base.slice(0, -path.length));
  return `${root.replace(/\/+$/, "")}${path ?? ownPath}${query}`;
}

function keptHeaders(recorded: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(recorded).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(
    entries.filter(([name = ""]) => !OF_THE_CONNECTION.has(name) && !isSignatureHeader(name)),
  );
}

function isSigned({ headers, method, url }: Fixture): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  if (names.some(isSignatureHeader) || /[?&]bodySHA256=/.test(url)) return true;
  return method === "POST" && !names.includes("authorization");
}

function isSignatureHeader(name: string): boolean {
  return name.includes("signature");
}
