import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadOrCreateDevSettings } from "#src/cli/dev-settings.ts";
import { type LoopbackAnswer, loopbackServer } from "../support/loopback-server.ts";
import { runCommand } from "../support/run-command.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const ANSWER = {
  id: "01890000-0000-7000-8000-000000000002",
  name: "Acme",
  key: "shk_once",
  scopes: ["webhooks:read", "events:read"],
  url: "https://hooks.example.com/dashboard/sign-in#code=once",
  expiresAt: "2026-01-01T00:15:00.000Z",
  callbackUrl: "https://hooks.example.com/api/webhooks/whatsapp/1",
};

function created(): LoopbackAnswer {
  return {
    status: 201,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(ANSWER),
  };
}

const COMMANDS = [
  {
    argv: ["workspace", "create", "--name", "Acme"],
    path: "/admin/workspaces",
    body: { name: "Acme" },
    shows: [ANSWER.id, "Acme"],
  },
  {
    argv: ["key", "create", "--workspace", WORKSPACE, "--name", "ci"],
    path: `/admin/workspaces/${WORKSPACE}/keys`,
    body: { name: "ci", scopes: ["*"] },
    shows: ["shk_once", ANSWER.id],
  },
  {
    argv: [
      ...["key", "create", "--workspace", WORKSPACE, "--name", "ci"],
      ...["--scopes", "webhooks:read,events:read", "agents:read"],
    ],
    path: `/admin/workspaces/${WORKSPACE}/keys`,
    body: { name: "ci", scopes: ["webhooks:read", "events:read", "agents:read"] },
    shows: ["shk_once"],
  },
  {
    argv: [
      ...["connection", "create", "--workspace", WORKSPACE, "--provider", "whatsapp"],
      ...["--name", "main", "--secret", "one", "--secret", "two", "--identifier", "1065"],
      ...["--settings", '{"verifyToken":"t"}'],
    ],
    path: `/admin/workspaces/${WORKSPACE}/connections`,
    body: {
      provider: "whatsapp",
      name: "main",
      secret: ["one", "two"],
      identifiers: ["1065"],
      settings: { verifyToken: "t" },
    },
    shows: [ANSWER.callbackUrl, ANSWER.id],
  },
  {
    argv: [
      ...["agent", "create", "--workspace", WORKSPACE, "--name", "Ana"],
      ...["--reference", "+525538808448", "agent_1", "--inactive", "--mailbox"],
    ],
    path: `/admin/workspaces/${WORKSPACE}/agents`,
    body: {
      name: "Ana",
      references: ["+525538808448", "agent_1"],
      isActive: false,
      isMailbox: true,
    },
    shows: [ANSWER.id, "Acme"],
  },
  {
    argv: ["dashboard-link", "--workspace", WORKSPACE],
    path: `/admin/workspaces/${WORKSPACE}/dashboard-links`,
    body: { scopes: ["*"] },
    shows: [ANSWER.url, ANSWER.expiresAt],
  },
  {
    argv: ["dashboard-link", "--workspace", WORKSPACE, "--scopes", "events:read,webhooks:read"],
    path: `/admin/workspaces/${WORKSPACE}/dashboard-links`,
    body: { scopes: ["events:read", "webhooks:read"] },
    shows: [ANSWER.url],
  },
];

describe("create commands", () => {
  it.each(COMMANDS)("ask the gateway: $argv", async ({ argv, path, body, shows }) => {
    await using gateway = await loopbackServer(created);
    const outcome = await runCommand([
      ...argv,
      "--url",
      gateway.url,
      "--admin-token",
      "secret-token",
    ]);
    expect(outcome).toMatchObject({ exitCode: 0, err: "" });
    for (const text of shows) expect(outcome.out).toContain(text);
    const [request] = gateway.requests;
    expect(request).toMatchObject({ method: "POST", target: path });
    expect(request?.headers.authorization).toBe("Bearer secret-token");
    expect(JSON.parse(String(request?.body))).toEqual(body);
  });

  it.each(COMMANDS)("print the whole answer with --json: $argv", async ({ argv }) => {
    await using gateway = await loopbackServer(created);
    const { out } = await runCommand([
      ...argv,
      "--json",
      "--url",
      gateway.url,
      "--admin-token",
      "t",
    ]);
    expect(JSON.parse(out)).toEqual(ANSWER);
  });

  it("take the gateway and the token from the environment", async () => {
    await using gateway = await loopbackServer(created);
    const env = { PORT: new URL(gateway.url).port, HOST: "0.0.0.0", ADMIN_TOKEN: "from-env" };
    const { exitCode } = await runCommand(["workspace", "create", "--name", "Acme"], { env });
    expect(exitCode).toBe(0);
    expect(gateway.requests[0]?.headers.authorization).toBe("Bearer from-env");
  });

  it("find the token generated for development in DATA_DIR", async () => {
    await using gateway = await loopbackServer(created);
    const dataDir = await mkdtemp(join(tmpdir(), "switchhook-cli-"));
    try {
      const { adminToken } = await loadOrCreateDevSettings(dataDir);
      const env = { PUBLIC_URL: `${gateway.url}/`, DATA_DIR: dataDir };
      await runCommand(["workspace", "create", "--name", "Acme"], { env });
      expect(gateway.requests[0]).toMatchObject({
        target: "/admin/workspaces",
        headers: { authorization: `Bearer ${adminToken}` },
      });
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it("pass on what the gateway says is wrong", async () => {
    await using gateway = await loopbackServer(() => ({
      status: 400,
      headers: { "content-type": "application/problem+json" },
      body: JSON.stringify({
        title: "The request is not valid",
        detail: "provider unknown provider",
        errors: [{ path: "provider", message: "unknown provider" }],
      }),
    }));
    const { exitCode, out, err } = await runCommand([
      ...["workspace", "create", "--name", "x", "--url", gateway.url, "--admin-token", "t"],
    ]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toBe(
      "switchhook: the gateway answered 400: The request is not valid\n  provider: unknown provider\n",
    );
  });

  it.each([
    ["an answer that is not ours", { status: 200, body: "<html>" }, /does not answer like/],
    ["a refusal without a reason", { status: 502, body: "<html>" }, /answered 502/],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, /answered 302/],
  ])("say so in one line when there is %s", async (_case, answer, message) => {
    await using gateway = await loopbackServer(() => answer);
    const { exitCode, err } = await runCommand([
      ...["workspace", "create", "--name", "x", "--url", gateway.url, "--admin-token", "t"],
    ]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("say that the gateway cannot be reached", async () => {
    const { exitCode, err } = await runCommand([
      ...[
        "workspace",
        "create",
        "--name",
        "x",
        "--url",
        "http://127.0.0.1:1",
        "--admin-token",
        "t",
      ],
    ]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/cannot reach the gateway at http:\/\/127\.0\.0\.1:1.*Is it running\?/);
    expect(err).not.toContain("    at ");
  });

  it("say which token is missing", async () => {
    const env = { DATA_DIR: join(tmpdir(), "switchhook-nowhere") };
    const { exitCode, err } = await runCommand(["workspace", "create", "--name", "x"], { env });
    expect(exitCode).toBe(1);
    expect(err).toContain("ADMIN_TOKEN");
  });

  it.each(["{", "[1]", '"text"', "null"])("refuse --settings %s", async (settings) => {
    const { exitCode, err } = await runCommand([
      ...["connection", "create", "--workspace", WORKSPACE, "--provider", "whatsapp"],
      ...["--name", "x", "--secret", "s", "--settings", settings],
      ...["--url", "http://127.0.0.1:1", "--admin-token", "t"],
    ]);
    expect(exitCode).toBe(1);
    expect(err).toContain("--settings is not a JSON object");
  });
});
