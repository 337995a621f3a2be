import { Hono } from "hono";
import { beforeEach, describe, expect, it } from "vitest";
import { requestId } from "#src/http/middleware/request-id.ts";
import type { RequestEnv } from "#src/http/problem.ts";
import { adminRoutes } from "#src/http/routes/admin.ts";
import { createProvisioning } from "#src/pipeline/provisioning.ts";
import type {
  NewAgent,
  NewApiKey,
  NewConnection,
  ProvisioningUnit,
} from "#src/pipeline/provisioning-ports.ts";
import { providers } from "#src/registry.ts";
import { equalText } from "#src/security/hmac.ts";

const TOKEN = "admin-token-of-this-test";
const NOW = "2026-03-01T12:00:00.000Z";
const ELSEWHERE = "01890000-0000-7000-8000-ffffffffffff";
const NOBODY = `/admin/workspaces/${ELSEWHERE}`;

type Stored = {
  workspaces: Set<string>;
  apiKeys: NewApiKey[];
  connections: NewConnection[];
  agents: NewAgent[];
};

let stored: Stored;
let app: Hono<RequestEnv>;

beforeEach(() => {
  stored = { workspaces: new Set(), apiKeys: [], connections: [], agents: [] };
  let ids = 0;
  const provisioning = createProvisioning({
    transact: (work) => work(memoryUnit(stored)),
    providers,
    publicUrl: () => "https://hooks.example.com",
    secretPreview: () => "****",
    sources: { isEnforced: false, knowsSources: () => true },
    newId: () => `01890000-0000-7000-8000-${String(++ids).padStart(12, "0")}`,
    now: () => new Date(NOW),
    generateApiKey: () => ({ key: "shk_generated", prefix: "shk_gene" }),
  });
  const isAdminToken = (token: string) => equalText(token, TOKEN);
  app = new Hono<RequestEnv>()
    .use(requestId(() => "request-1"))
    .route("/", adminRoutes({ provisioning, console: NO_CONSOLE, isAdminToken }));
});

const NO_CONSOLE = {
  publicUrl: () => "https://hooks.example.com",
  sessions: {
    makeLink: async () => {
      throw new Error("not expected to be called");
    },
  },
};

/** The port, kept in memory. */
function memoryUnit({ workspaces, apiKeys, connections, agents }: Stored): ProvisioningUnit {
  return {
    insertWorkspace: async ({ id }) => void workspaces.add(id),
    insertApiKey: async (apiKey) => {
      if (!workspaces.has(apiKey.workspaceId)) return false;
      apiKeys.push(apiKey);
      return true;
    },
    announceChange: async (workspaceId) => workspaces.has(workspaceId),
    lockAgents: async (workspaceId) =>
      workspaces.has(workspaceId)
        ? agents.filter((agent) => agent.workspaceId === workspaceId)
        : null,
    insertConnection: async (connection) => void connections.push(connection),
    insertAgent: async (agent) => void agents.push(agent),
  };
}

type Reply = {
  status: number;
  headers: Headers;
  body: { id?: string; detail?: string; errors?: { path: string; message: string }[] };
};

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
): Promise<Reply> {
  const response = await app.request(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

async function newWorkspace(): Promise<string> {
  return String((await post("/admin/workspaces", { name: "Acme" })).body.id);
}

const ROUTES = [
  ["/admin/workspaces", { name: "Acme" }],
  [`${NOBODY}/keys`, { name: "ci", scopes: ["*"] }],
  [`${NOBODY}/connections`, { provider: "elevenlabs", name: "x", secret: "wsec_1" }],
  [`${NOBODY}/agents`, { name: "Ana" }],
] as const;

describe("every admin route", () => {
  it.each(ROUTES)("asks for the admin token: %s", async (path, body) => {
    const wrong = [
      {},
      { authorization: TOKEN },
      { authorization: "Bearer" },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: `Bearer ${TOKEN.slice(1)}` },
      { authorization: `Basic ${TOKEN}` },
      { "x-api-key": TOKEN },
    ];
    for (const headers of wrong) {
      const reply = await post(path, body, headers as Record<string, string>);
      expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
      expect(reply.headers.get("content-type")).toBe("application/problem+json");
      expect(reply.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
    expect(stored.workspaces.size).toBe(0);
  });

  it.each(ROUTES.slice(1))("knows no workspace but those that exist: %s", async (path, body) => {
    expect(await post(path, body)).toMatchObject({ status: 404, body: { code: "not-found" } });
    const misspelt = path.replace(ELSEWHERE, "not-an-id");
    expect(await post(misspelt, body)).toMatchObject({ status: 404, body: { code: "not-found" } });
  });

  it.each(ROUTES)("refuses what is not a JSON object: %s", async (path) => {
    const workspaceId = await newWorkspace();
    const here = path.replace(ELSEWHERE, workspaceId);
    for (const body of ["", "{", "[]", "null", '"x"', "{}"]) {
      expect(await post(here, body)).toMatchObject({ status: 400 });
    }
    const form = { authorization: `Bearer ${TOKEN}`, "content-type": "text/plain" };
    expect(await post(here, "{}", form)).toMatchObject({ status: 415 });
  });

  it.each(ROUTES)("names the fields that are wrong: %s", async (path) => {
    const workspaceId = await newWorkspace();
    const body = { name: "  ", scopes: "*", secret: 1, provider: 2, references: [""], isActive: 1 };
    const reply = await post(path.replace(ELSEWHERE, workspaceId), body);
    expect(reply).toMatchObject({ status: 400, body: { code: "invalid-request" } });
    expect(reply.body.errors).toContainEqual({ path: "name", message: expect.any(String) });
  });

  it.each(ROUTES)(
    "refuses fields it does not know, which are misspelt ones: %s",
    async (path, body) => {
      const workspaceId = await newWorkspace();
      const reply = await post(path.replace(ELSEWHERE, workspaceId), { ...body, identifer: ["x"] });
      expect(reply.status).toBe(400);
      expect(JSON.stringify(reply.body)).toContain("identifer");
    },
  );

  it.each(ROUTES)("refuses text that cannot be stored: %s", async (path, body) => {
    const workspaceId = await newWorkspace();
    const reply = await post(path.replace(ELSEWHERE, workspaceId), { ...body, name: "a\0b" });
    expect(reply.status).toBe(400);
  });
});

describe("POST /admin/workspaces", () => {
  it("makes a workspace", async () => {
    const reply = await post("/admin/workspaces", { name: " Acme " });
    const id = "01890000-0000-7000-8000-000000000001";
    expect(reply).toMatchObject({ status: 201, body: { id, name: "Acme", createdAt: NOW } });
    expect(reply.headers.get("location")).toBe(`/admin/workspaces/${id}`);
    expect(stored.workspaces).toEqual(new Set([id]));
  });
});

describe("POST /admin/workspaces/{id}/keys", () => {
  it("issues a key and shows it", async () => {
    const workspaceId = await newWorkspace();
    const reply = await post(`/admin/workspaces/${workspaceId}/keys`, {
      name: "ci",
      scopes: ["webhooks:read", "events:read"],
    });
    const id = "01890000-0000-7000-8000-000000000002";
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      id,
      name: "ci",
      key: "shk_generated",
      prefix: "shk_gene",
      scopes: ["webhooks:read", "events:read"],
      createdAt: NOW,
    });
    expect(reply.headers.get("location")).toBe(`/admin/workspaces/${workspaceId}/keys/${id}`);
    expect(stored.apiKeys).toMatchObject([{ workspaceId, key: "shk_generated" }]);
  });

  it.each([
    [["webhooks:admin"], "scopes.0"],
    [["*", ""], "scopes.1"],
    [[], "scopes"],
  ])("refuses the scopes %j", async (scopes, path) => {
    const workspaceId = await newWorkspace();
    const reply = await post(`/admin/workspaces/${workspaceId}/keys`, { name: "ci", scopes });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(stored.apiKeys).toEqual([]);
  });
});

describe("POST /admin/workspaces/{id}/connections", () => {
  it.each([
    ["signalwire", "PSK_1", { basicAuth: { username: "u", password: "p" } }],
    ["elevenlabs", ["wsec_1", "wsec_2"], { enrichmentWindowSeconds: 30 }],
    ["whatsapp", "app-secret", { verifyToken: "t" }],
  ])("connects %s and shows no secret", async (provider, secret, settings) => {
    const workspaceId = await newWorkspace();
    const reply = await post(`/admin/workspaces/${workspaceId}/connections`, {
      provider,
      name: "main",
      secret,
      identifiers: ["id-1"],
      settings,
    });
    expect(reply.status).toBe(201);
    const id = "01890000-0000-7000-8000-000000000002";
    expect(reply.body).toMatchObject({
      id,
      callbackUrl: `https://hooks.example.com/api/webhooks/${provider}/${id}`,
      provider,
      name: "main",
      identifiers: ["id-1"],
      createdAt: NOW,
    });
    expect(reply.headers.get("location")).toBe(
      `/admin/workspaces/${workspaceId}/connections/${id}`,
    );
    expect(stored.connections).toMatchObject([{ secrets: [secret].flat(), settings }]);
    const shown = JSON.stringify(reply.body);
    for (const hidden of [...[secret].flat(), '"p"', '"t"']) expect(shown).not.toContain(hidden);
  });

  it("names the known providers", async () => {
    const workspaceId = await newWorkspace();
    const body = { provider: "acme", name: "x", secret: "s" };
    const reply = await post(`/admin/workspaces/${workspaceId}/connections`, body);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: "provider" }] } });
    for (const id of providers.keys()) expect(reply.body.detail).toContain(id);
  });

  it("names the setting that the provider does not take", async () => {
    const workspaceId = await newWorkspace();
    const reply = await post(`/admin/workspaces/${workspaceId}/connections`, {
      provider: "signalwire",
      name: "x",
      secret: "s",
      settings: { basicAuth: { username: "u" } },
    });
    expect(reply).toMatchObject({
      status: 400,
      body: { errors: [{ path: "settings.basicAuth.password" }] },
    });
    expect(stored.connections).toEqual([]);
  });

  it.each(["", " ", [], [""], null])("refuses the secret %j", async (secret) => {
    const workspaceId = await newWorkspace();
    const body = { provider: "whatsapp", name: "x", secret, settings: { verifyToken: "t" } };
    const reply = await post(`/admin/workspaces/${workspaceId}/connections`, body);
    expect(reply.status).toBe(400);
    expect(String(reply.body.detail)).toContain("secret");
  });
});

describe("POST /admin/workspaces/{id}/agents", () => {
  it("gives a reference to one agent only", async () => {
    const path = `/admin/workspaces/${await newWorkspace()}/agents`;
    const first = await post(path, { name: "Ana", references: ["+525538808448"] });
    expect(first.status).toBe(201);
    const second = await post(path, { name: "Bea", references: ["525538808448"] });
    expect(second).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(stored.agents).toHaveLength(1);
  });

  it("makes an agent", async () => {
    const workspaceId = await newWorkspace();
    const reply = await post(`/admin/workspaces/${workspaceId}/agents`, {
      name: "Ana",
      references: ["+525538808448", "agent_1"],
      isActive: false,
      isMailbox: true,
    });
    const id = "01890000-0000-7000-8000-000000000002";
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      id,
      name: "Ana",
      references: ["+525538808448", "agent_1"],
      isActive: false,
      isMailbox: true,
      createdAt: NOW,
      updatedAt: NOW,
    });
    expect(reply.headers.get("location")).toBe(`/admin/workspaces/${workspaceId}/agents/${id}`);
    expect(stored.agents).toMatchObject([{ workspaceId, name: "Ana", isActive: false }]);
  });
});
