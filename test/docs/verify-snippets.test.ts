import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Dialect } from "#src/dialect.ts";
import { elevenWire } from "#src/dialects/11wire/index.ts";
import { agentsStudio } from "#src/dialects/agents-studio/index.ts";
import { standard } from "#src/dialects/standard/index.ts";
import { talkover } from "#src/dialects/talkover/index.ts";
import { generateSigningKey } from "#src/security/standard-webhooks.ts";

const SNIPPETS = fileURLToPath(new URL("../../docs/snippets/", import.meta.url));
const BODY = '{"event":"call.callEnded","metadata":{"contact":"Zoë & co"}}';
const SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a plain secret, ñ and all"];
const HOUR_MS = 60 * 60 * 1000;
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const hasLibrary = spawnSync("python3", ["-c", "import cryptography"]).status === 0;

type Signing = { readonly dialect?: Dialect; readonly signingKey?: string | null };

function signed(secret: string, at: Date, signing: Signing = {}): Record<string, string> {
  const { dialect = agentsStudio, signingKey = null } = signing;
  const messageId = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";
  const attempt = { messageId, eventKey: "call.callEnded", at };
  const headers = dialect.sign(BODY, { secret, previousSecret: null, signingKey, ...attempt });
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function started(command: string, file: string, settings: Readonly<Record<string, string>>) {
  return spawn(command, [`${SNIPPETS}${file}`, "0"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The snippet as an endpoint on a free port, as its first comment says to run it. */
async function run(
  command: string,
  file: string,
  secret: string,
  settings: Readonly<Record<string, string>> = {},
) {
  const child = started(command, file, { WEBHOOK_SECRET: secret, ...settings });
  child.stderr.pipe(process.stderr);
  const exited = once(child, "exit");
  const [greeting] = await once(createInterface({ input: child.stdout }), "line");
  return {
    url: String(greeting).replace("listening on ", ""),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exited;
    },
  };
}

async function statusOf(url: string, headers: Record<string, string>, body = BODY) {
  const signal = AbortSignal.timeout(5_000);
  return (await fetch(url, { method: "POST", headers, body, signal })).status;
}

describe.each([
  { file: "verify.mjs", command: process.execPath, isThere: true, knowsEd25519: true },
  { file: "verify.py", command: "python3", isThere: hasPython, knowsEd25519: hasLibrary },
])("docs/snippets/$file", ({ file, command, isThere, knowsEd25519 }) => {
  it.skipIf(!isThere).each(SECRETS)("accepts only what was signed now with %s", async (secret) => {
    await using endpoint = await run(command, file, secret);
    const genuine = signed(secret, new Date());
    const others = [
      signed("another secret of some length", new Date()),
      signed(secret, new Date(Date.now() - HOUR_MS)),
      signed(secret, new Date(Date.now() + HOUR_MS)),
      { ...genuine, "x-signature": "" },
      { ...genuine, "webhook-signature": "v1," },
      { ...genuine, "x-timestamp": "now" },
      { ...genuine, "webhook-timestamp": "now" },
      {},
    ];

    expect(await statusOf(endpoint.url, genuine)).toBe(200);
    expect(await statusOf(endpoint.url, genuine, BODY.replace("ë", "e"))).toBe(401);
    expect(await Promise.all(others.map((headers) => statusOf(endpoint.url, headers)))).toEqual(
      others.map(() => 401),
    );
  });

  it.skipIf(!isThere)("reads the payload of a GET, and several signatures", async () => {
    const secret = SECRETS[0] ?? "";
    await using endpoint = await run(command, file, secret);
    const headers = signed(secret, new Date());
    headers["webhook-signature"] = `v1,AAAA ${headers["webhook-signature"]}`;
    const url = `${endpoint.url}/?tenant=1&payload=${encodeURIComponent(BODY)}`;

    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });

    expect(answer.status).toBe(200);
  });

  it.skipIf(!isThere).each(SECRETS)(
    "accepts only what 11wire signed now with %s",
    async (secret) => {
      const settings = { WEBHOOK_DIALECT: "11wire" };
      await using endpoint = await run(command, file, secret, settings);
      const at = (ms: number) => signed(secret, new Date(Date.now() + ms), { dialect: elevenWire });
      const genuine = at(0);
      const { "x-webhook-signature": signature = "" } = genuine;
      const others = [
        signed("another secret of some length", new Date(), { dialect: elevenWire }),
        at(-HOUR_MS),
        at(HOUR_MS),
        signed(secret, new Date()),
        { ...genuine, "x-webhook-signature": "" },
        { ...genuine, "x-webhook-signature": signature.replace("sha256=", "") },
        { ...genuine, "x-webhook-timestamp": "now" },
        { ...genuine, "x-webhook-timestamp": String(Number(genuine["x-webhook-timestamp"]) + 1) },
      ];

      expect(await statusOf(endpoint.url, genuine)).toBe(200);
      expect(await statusOf(endpoint.url, genuine, BODY.replace("ë", "e"))).toBe(401);
      expect(await Promise.all(others.map((headers) => statusOf(endpoint.url, headers)))).toEqual(
        others.map(() => 401),
      );
    },
  );

  it.skipIf(!isThere).each(SECRETS)("accepts only what talkover signed with %s", async (secret) => {
    await using endpoint = await run(command, file, secret, { WEBHOOK_DIALECT: "talkover" });
    const genuine = signed(secret, new Date(), { dialect: talkover });
    const { "x-webhook-signature": signature = "" } = genuine;
    const others = [
      signed("another secret of some length", new Date(), { dialect: talkover }),
      signed(secret, new Date(), { dialect: elevenWire }),
      signed(secret, new Date()),
      { ...genuine, "x-webhook-signature": "" },
      { ...genuine, "x-webhook-signature": signature.replace("sha256=", "") },
    ];

    expect(await statusOf(endpoint.url, genuine)).toBe(200);
    expect(await statusOf(endpoint.url, genuine, BODY.replace("ë", "e"))).toBe(401);
    expect(await Promise.all(others.map((headers) => statusOf(endpoint.url, headers)))).toEqual(
      others.map(() => 401),
    );
  });

  it.skipIf(!isThere)("accepts what the public key verifies, where it can", async () => {
    const secret = SECRETS[0] ?? "";
    const { signingKey, publicKey } = generateSigningKey();
    const settings = { WEBHOOK_DIALECT: "standard", WEBHOOK_PUBLIC_KEY: publicKey };
    if (!knowsEd25519) {
      const child = started(command, file, { WEBHOOK_SECRET: secret, ...settings });
      const [complaint] = await once(createInterface({ input: child.stderr }), "line");
      expect(complaint).toContain("pip install cryptography");
      return;
    }
    await using endpoint = await run(command, file, secret, settings);
    const at = (ms: number, key: string | null) =>
      signed(secret, new Date(Date.now() + ms), { dialect: standard, signingKey: key });
    const genuine = at(0, signingKey);
    const list = genuine["webhook-signature"] ?? "";
    const others = [
      at(0, null),
      at(0, generateSigningKey().signingKey),
      at(-HOUR_MS, signingKey),
      { ...genuine, "webhook-signature": list.replace(/v1a,.*/, "v1a,") },
      { ...genuine, "webhook-signature": list.replace("v1a,", "v1a,AAAA") },
      { ...genuine, "webhook-id": "another" },
    ];

    expect(await statusOf(endpoint.url, genuine)).toBe(200);
    expect(await statusOf(endpoint.url, genuine, BODY.replace("ë", "e"))).toBe(401);
    expect(await Promise.all(others.map((headers) => statusOf(endpoint.url, headers)))).toEqual(
      others.map(() => 401),
    );
  });
});
