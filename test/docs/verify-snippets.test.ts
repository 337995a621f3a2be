import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { agentsStudio } from "#src/dialects/agents-studio/index.ts";

const SNIPPETS = fileURLToPath(new URL("../../docs/snippets/", import.meta.url));
const BODY = '{"event":"call.callEnded","metadata":{"contact":"Zoë & co"}}';
const SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a plain secret, ñ and all"];
const HOUR_MS = 60 * 60 * 1000;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

function signed(secret: string, at: Date): Record<string, string> {
  const messageId = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";
  return { ...agentsStudio.sign(BODY, { secret, messageId, eventKey: "call.callEnded", at }) };
}

/** The snippet as an endpoint on a free port, as its first comment says to run it. */
async function run(command: string, file: string, secret: string) {
  const child = spawn(command, [`${SNIPPETS}${file}`, "0"], {
    env: { ...process.env, WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
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
  { file: "verify.mjs", command: process.execPath, isThere: true },
  { file: "verify.py", command: "python3", isThere: hasPython },
])("docs/snippets/$file", ({ file, command, isThere }) => {
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
});
