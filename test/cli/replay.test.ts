import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFixtures } from "#src/cli/fixtures.ts";
import { signedRequest } from "#src/cli/send-fixture.ts";
import { providers } from "#src/registry.ts";
import { loopbackServer } from "../support/loopback-server.ts";
import { runCommand } from "../support/run-command.ts";

const NOW = new Date("2030-05-05T05:05:05.000Z");
const FIXTURES = await readFixtures(["fixtures"], null);
const SHA1 = /^[0-9a-f]{40}$/;

function accepted() {
  return { status: 200, body: '{"success":true}' };
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchhook-replay-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A fixture of our own; its path. */
async function fixtureAt(path: string, request: object, body = "{}"): Promise<string> {
  const directory = join(folder, path);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "request.json"), JSON.stringify(request));
  await writeFile(join(directory, "body.raw"), body);
  return directory;
}

function recorded(url: string, headers: Record<string, string>) {
  return {
    method: "POST",
    url: `https://hooks.example.com/api/webhooks/${url}`,
    headers,
    secrets: ["own"],
  };
}

const SIGNED_JSON = {
  "content-type": "application/json",
  "x-signalwire-signature": "0".repeat(40),
  "content-length": "999",
};

describe("a replayed fixture", () => {
  it.each(FIXTURES)("is accepted by its provider's verification now: $name", (fixture) => {
    const target = { to: "http://127.0.0.1:8080", publicUrl: null, connection: null, secret: null };
    const { url, headers } = signedRequest(fixture, target, NOW);
    const { method, body, secrets, settings } = fixture;
    const receiver = providers.get(fixture.provider)?.open({ secrets, settings });
    const request = { method, url, body, headers: new Headers(headers), receivedAt: NOW };
    expect(receiver?.verify(request, NOW)).toMatchObject({ ok: true });
  });

  it("is sent byte for byte, with the recorded query and headers, signed for the target", async () => {
    const path = await fixtureAt(
      "signalwire/raw-query",
      recorded("signalwire?b=2&a='1'&a=%7e", SIGNED_JSON),
      '{ "a":1 }\n',
    );
    await using gateway = await loopbackServer(accepted);
    const { exitCode } = await runCommand(["replay", path, "--to", gateway.url]);
    expect(exitCode).toBe(0);
    const [request] = gateway.requests;
    expect(request?.target).toBe("/api/webhooks/signalwire?b=2&a='1'&a=%7e");
    expect(String(request?.body)).toBe('{ "a":1 }\n');
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": "10",
      "x-signalwire-signature": expect.stringMatching(SHA1),
    });
    const receiver = providers.get("signalwire")?.open({ secrets: ["own"], settings: {} });
    const verdict = receiver?.verify(
      {
        method: "POST",
        url: gateway.url + request?.target,
        headers: new Headers(request?.headers as Record<string, string>),
        body: request?.body ?? Buffer.alloc(0),
        receivedAt: NOW,
      },
      NOW,
    );
    expect(verdict).toMatchObject({ ok: true });
  });

  it.each([
    ["the base URL", "", [], "/api/webhooks/signalwire"],
    ["a base URL with a path", "/gateway/", [], "/gateway/api/webhooks/signalwire"],
    ["a connection", "", ["--connection", "c-1"], "/api/webhooks/signalwire/c-1"],
    ["a whole callback URL", "/api/webhooks/signalwire/c-2", [], "/api/webhooks/signalwire/c-2"],
  ])("goes to %s", async (_case, suffix, options, target) => {
    const path = await fixtureAt("signalwire/plain", recorded("signalwire", SIGNED_JSON));
    await using gateway = await loopbackServer(accepted);
    await runCommand(["replay", path, "--to", gateway.url + suffix, ...options]);
    expect(gateway.requests[0]?.target).toBe(target);
  });

  it("is signed for PUBLIC_URL where the gateway has another name outside", async () => {
    const path = await fixtureAt("signalwire/proxied", recorded("signalwire?a=1", SIGNED_JSON));
    const [fixture] = await readFixtures([path], null);
    if (fixture === undefined) throw new Error("no fixture");
    const target = { to: "http://127.0.0.1:1", connection: "c-1", secret: null };
    const { url } = signedRequest(
      fixture,
      { ...target, publicUrl: "https://out.example/gw/" },
      NOW,
    );
    expect(url).toBe("https://out.example/gw/api/webhooks/signalwire/c-1?a=1");
  });

  it("is signed with the secret that is given", async () => {
    const path = await fixtureAt("signalwire/secret", recorded("signalwire", SIGNED_JSON));
    await using gateway = await loopbackServer(accepted);
    await runCommand(["replay", path, "--to", gateway.url]);
    await runCommand(["replay", path, "--to", gateway.url, "--secret", "another"]);
    const [own, other] = gateway.requests.map(({ headers }) => headers["x-signalwire-signature"]);
    expect(own).toMatch(SHA1);
    expect(other).toMatch(SHA1);
    expect(own).not.toBe(other);
  });

  it("keeps its basic auth and stays unsigned where its provider does not sign", async () => {
    const headers = { Authorization: "Basic dTpw", "Content-Type": "application/json" };
    const path = await fixtureAt("signalwire/basic", recorded("signalwire", headers));
    await using gateway = await loopbackServer(accepted);
    await runCommand(["replay", path, "--to", gateway.url]);
    const sent = gateway.requests[0]?.headers ?? {};
    expect(sent.authorization).toBe("Basic dTpw");
    expect(Object.keys(sent).filter((name) => name.includes("signature"))).toEqual([]);
  });
});

describe("replay", () => {
  it("walks folders in name order and prints a table", async () => {
    await fixtureAt("tour/whatsapp/02-b", recorded("whatsapp", {}));
    await fixtureAt("tour/whatsapp/01-a", recorded("whatsapp", {}));
    await fixtureAt("tour/elevenlabs/10-c", recorded("elevenlabs", {}));
    await using gateway = await loopbackServer(accepted);
    const { exitCode, out, err } = await runCommand([
      ...["replay", join(folder, "tour"), "--to", gateway.url],
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(gateway.requests.map(({ target }) => target)).toEqual([
      "/api/webhooks/elevenlabs",
      "/api/webhooks/whatsapp",
      "/api/webhooks/whatsapp",
    ]);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^fixture +status +answer +ms$/);
    expect(lines[1]).toMatch(/^elevenlabs\/10-c +200 +\{"success":true\} +\d+$/);
    expect(lines[2]).toMatch(/^whatsapp\/01-a /);
    expect(lines[3]).toMatch(/^whatsapp\/02-b /);
    expect(lines[4]).toBe("3 callbacks, all accepted");
  });

  it("prints one JSON object a line with --json", async () => {
    const path = await fixtureAt("whatsapp/json", recorded("whatsapp", {}));
    await using gateway = await loopbackServer(accepted);
    const { out } = await runCommand(["replay", path, path, "--to", gateway.url, "--json"]);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        fixture: "whatsapp/json",
        provider: "whatsapp",
        status: 200,
        text: '{"success":true}',
        ms: expect.any(Number),
      },
    ]);
  });

  it.each(["request.json", "body.raw"])("takes a file of a fixture: %s", async (file) => {
    const path = await fixtureAt("whatsapp/by-file", recorded("whatsapp", {}));
    await using gateway = await loopbackServer(accepted);
    const { exitCode } = await runCommand(["replay", join(path, file), "--to", gateway.url]);
    expect(exitCode).toBe(0);
    expect(gateway.requests).toHaveLength(1);
  });

  it("exits with 1 when a callback is refused, after sending all", async () => {
    await fixtureAt("mixed/whatsapp/1", recorded("whatsapp", {}));
    await fixtureAt("mixed/whatsapp/2", recorded("whatsapp", {}));
    let answers = 0;
    await using gateway = await loopbackServer(() => ({ status: answers++ === 0 ? 401 : 200 }));
    const { exitCode, out, err } = await runCommand([
      ...["replay", join(folder, "mixed"), "--to", gateway.url],
    ]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/whatsapp\/1 +401/);
    expect(out).toMatch(/whatsapp\/2 +200/);
    expect(err).toBe("switchhook: 1 of 2 callbacks were not accepted\n");
  });

  it("says why there was no answer", async () => {
    const path = await fixtureAt("whatsapp/nobody", recorded("whatsapp", {}));
    const { exitCode, out } = await runCommand(["replay", path, "--to", "http://127.0.0.1:1"]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/whatsapp\/nobody +none +.*ECONNREFUSED/);
  });

  it("takes the provider that is named for fixtures outside a provider's folder", async () => {
    const path = await fixtureAt("elsewhere/x", recorded("whatsapp", {}));
    await using gateway = await loopbackServer(accepted);
    const unnamed = await runCommand(["replay", path, "--to", gateway.url]);
    expect(unnamed).toMatchObject({ exitCode: 1, err: expect.stringContaining("--provider") });
    const named = await runCommand([
      ...["replay", path, "--provider", "whatsapp", "--to", gateway.url],
    ]);
    expect(named.exitCode).toBe(0);
  });

  it.each([
    ["a path that is not there", "no/such/place", "http://127.0.0.1:1", /no such file or folder/],
    ["a folder without fixtures", "src/cli", "http://127.0.0.1:1", /no fixture/],
    [
      "a target that is not a URL",
      "fixtures",
      "localhost:8080",
      /not an http:\/\/ or https:\/\/ URL/,
    ],
  ])("refuses %s", async (_case, path, to, message) => {
    const { exitCode, out, err } = await runCommand(["replay", path, "--to", to]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toMatch(message);
  });

  it("refuses a request.json that is not one", async () => {
    const path = await fixtureAt("whatsapp/damaged", { method: "PUT" });
    const { exitCode, err } = await runCommand(["replay", path, "--to", "http://127.0.0.1:1"]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/cannot read .*request\.json/);
  });
});
