import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createPool } from "#src/db/pool.ts";
import { createProvisioningTransact } from "#src/db/provisioning.ts";
import { createTransaction } from "#src/db/transact.ts";
import { createProvisioning, type Provisioning } from "#src/pipeline/provisioning.ts";
import { acknowledgement, defineProvider } from "#src/provider.ts";
import { apiKeyDigest, generateApiKey } from "#src/security/api-key.ts";
import { sealContext } from "#src/security/sealed-columns.ts";
import { createSecretBox } from "#src/security/secret-box.ts";
import { secretPreview } from "#src/security/standard-webhooks.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { waitFor } from "../support/wait-for.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const UNKNOWN_ID = "01890000-0000-7000-8000-000000000000";
const NO_SUCH_WORKSPACE = { ok: false, reason: { kind: "not-found" } };

const box = createSecretBox([new Uint8Array(32).fill(7)]);

const acme = defineProvider({
  id: "acme",
  settings: z.object({
    secrets: z.array(z.string().min(8, "must have 8 characters at least")),
    settings: z.object({ verifyToken: z.string().optional(), windowSeconds: z.int().optional() }),
  }),
  ranges: { cidrs: [], names: [], enforceable: false, source: "none" },
  bodyLimitBytes: () => 1024,
  identify: () => [],
  evidence: () => null,
  receiver: () => ({
    verify: () => ({ ok: true, value: undefined }),
    normalize: () => ({ ok: true, value: { type: "anything", facts: [] } }),
    acknowledge: acknowledgement,
  }),
});

let database: TestDatabase;
let pool: pg.Pool;
let provisioning: Provisioning;

beforeAll(async () => {
  database = await createDatabase();
  pool = createPool({
    connectionString: database.connectionString,
    max: 4,
    onError: (error) => {
      throw error;
    },
  });
  let ids = 0;
  provisioning = createProvisioning({
    transact: createProvisioningTransact(createTransaction(pool), box),
    providers: new Map([[acme.id, acme]]),
    publicUrl: () => "https://hooks.example.com",
    secretPreview,
    sources: { isEnforced: false, knowsSources: () => true },
    newId: () => `01890000-0000-7000-8000-${String(++ids).padStart(12, "0")}`,
    now: () => NOW,
    generateApiKey,
  });
});

afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

async function one<Row extends object>(text: string, values: unknown[]): Promise<Row> {
  const { rows } = await pool.query<Row>(text, values);
  if (rows[0] === undefined || rows.length > 1) throw new Error(`${rows.length} rows`);
  return rows[0];
}

async function newWorkspaceId(): Promise<string> {
  return (await provisioning.createWorkspace({ name: "Acme" })).id;
}

async function configVersion(workspaceId: string): Promise<number> {
  const { version } = await one<{ version: number }>(
    "select config_version as version from workspaces where id = $1",
    [workspaceId],
  );
  return version;
}

function value<T>(result: { ok: true; value: T } | { ok: false; reason: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.reason));
  return result.value;
}

describe("workspaces", () => {
  it("are stored as named", async () => {
    const workspace = await provisioning.createWorkspace({ name: "Clínica Dental" });
    expect(
      await one("select name, created_at from workspaces where id = $1", [workspace.id]),
    ).toEqual({
      name: "Clínica Dental",
      created_at: NOW,
    });
  });
});

describe("API keys", () => {
  it("are stored as a digest only", async () => {
    const workspaceId = await newWorkspaceId();
    const issued = value(
      await provisioning.createApiKey({
        workspaceId,
        name: "ci",
        scopes: ["webhooks:read", "events:read", "webhooks:read"],
      }),
    );
    const row = await one<Record<string, unknown>>("select * from api_keys where id = $1", [
      issued.id,
    ]);
    expect(row).toMatchObject({
      workspace_id: workspaceId,
      name: "ci",
      prefix: issued.prefix,
      key_digest: apiKeyDigest(issued.key),
      scopes: ["webhooks:read", "events:read"],
    });
    expect(JSON.stringify(row)).not.toContain(issued.key);
  });

  it.each([
    ["an unknown scope", ["webhooks:read", "root"], "scopes.1"],
    ["no scope", [], "scopes"],
  ])("refuses %s", async (_case, scopes, path) => {
    const result = await provisioning.createApiKey({
      workspaceId: await newWorkspaceId(),
      name: "ci",
      scopes,
    });
    expect(result).toMatchObject({ ok: false, reason: { kind: "invalid", issues: [{ path }] } });
  });

  it("need a workspace", async () => {
    const request = { workspaceId: UNKNOWN_ID, name: "ci", scopes: ["*"] };
    expect(await provisioning.createApiKey(request)).toMatchObject(NO_SUCH_WORKSPACE);
  });
});

describe("connections", () => {
  it("answer with their callback URL and masked settings", async () => {
    const connection = value(
      await provisioning.createConnection({
        workspaceId: await newWorkspaceId(),
        provider: "acme",
        name: "main line",
        secret: "secret-one",
        identifiers: ["project-1", "project-1"],
        settings: { verifyToken: "open sesame", windowSeconds: 5 },
      }),
    );
    expect(connection).toEqual({
      id: connection.id,
      callbackUrl: `https://hooks.example.com/api/webhooks/acme/${connection.id}`,
      provider: "acme",
      name: "main line",
      identifiers: ["project-1"],
      secretPreviews: ["********************"],
      settings: { verifyToken: "********", windowSeconds: 5 },
      isReadable: true,
      enforceSourceIps: false,
      lastCallbackAt: null,
      lastRejectedAt: null,
      revision: 1,
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  it("keep secrets and settings sealed, each for its own column and row", async () => {
    const { id } = value(
      await provisioning.createConnection({
        workspaceId: await newWorkspaceId(),
        provider: "acme",
        name: "rotating",
        secret: ["secret-one", "secret-two"],
        settings: { verifyToken: "open sesame" },
      }),
    );
    const row = await one<{ secrets_sealed: string; settings_sealed: string }>(
      "select secrets_sealed, settings_sealed from connections where id = $1",
      [id],
    );
    expect(JSON.stringify(row)).not.toMatch(/secret-one|sesame/);
    expect(JSON.parse(box.open(row.secrets_sealed, sealContext.connectionSecrets(id)))).toEqual([
      "secret-one",
      "secret-two",
    ]);
    expect(JSON.parse(box.open(row.settings_sealed, sealContext.connectionSettings(id)))).toEqual({
      verifyToken: "open sesame",
    });
  });

  it.each([
    ["an unknown provider", { provider: "nobody", secret: "secret-one" }, "provider"],
    ["an empty secret", { provider: "acme", secret: "" }, "secret"],
    ["a blank secret among others", { provider: "acme", secret: ["secret-one", " "] }, "secret"],
    ["no secret at all", { provider: "acme", secret: [] }, "secret"],
    ["a secret the provider refuses", { provider: "acme", secret: ["short"] }, "secret.0"],
    [
      "settings the provider refuses",
      { provider: "acme", secret: "secret-one", settings: { windowSeconds: "soon" } },
      "settings.windowSeconds",
    ],
  ])("refuse %s", async (_case, request, path) => {
    const workspaceId = await newWorkspaceId();
    const result = await provisioning.createConnection({ workspaceId, name: "x", ...request });
    expect(result).toMatchObject({ ok: false, reason: { kind: "invalid", issues: [{ path }] } });
    expect(await configVersion(workspaceId)).toBe(1);
  });

  it("name the known providers when theirs is not one", async () => {
    const result = await provisioning.createConnection({
      workspaceId: await newWorkspaceId(),
      provider: "nobody",
      name: "x",
      secret: "secret-one",
    });
    expect(JSON.stringify(result)).toContain("acme");
  });

  it("need a workspace", async () => {
    const request = { workspaceId: UNKNOWN_ID, provider: "acme", name: "x", secret: "secret-one" };
    expect(await provisioning.createConnection(request)).toMatchObject(NO_SUCH_WORKSPACE);
  });
});

describe("agents", () => {
  it("are active and nameless at providers unless told otherwise", async () => {
    const workspaceId = await newWorkspaceId();
    const agent = value(await provisioning.createAgent({ workspaceId, name: "Ana" }));
    expect(
      await one(
        "select workspace_id, name, provider_references, is_active from agents where id = $1",
        [agent.id],
      ),
    ).toEqual({
      workspace_id: workspaceId,
      name: "Ana",
      provider_references: [],
      is_active: true,
    });
  });

  it("keep their references, each once", async () => {
    const agent = value(
      await provisioning.createAgent({
        workspaceId: await newWorkspaceId(),
        name: "Ana",
        references: ["+525538808448", "agent_1", "agent_1"],
        isActive: false,
      }),
    );
    expect(agent).toMatchObject({ references: ["+525538808448", "agent_1"], isActive: false });
  });

  it("need a workspace", async () => {
    const result = await provisioning.createAgent({ workspaceId: UNKNOWN_ID, name: "Ana" });
    expect(result).toMatchObject(NO_SUCH_WORKSPACE);
  });
});

describe("a change to a workspace's configuration", () => {
  it("raises the version and reaches listeners, once per change", async () => {
    const workspaceId = await newWorkspaceId();
    const listener = new pg.Client({ connectionString: database.connectionString });
    const heard: (string | undefined)[] = [];
    listener.on("notification", ({ payload }) => heard.push(payload));
    await listener.connect();
    try {
      await listener.query("listen switchhook_config");
      value(await provisioning.createAgent({ workspaceId, name: "Ana" }));
      value(
        await provisioning.createConnection({
          workspaceId,
          provider: "acme",
          name: "x",
          secret: "secret-one",
        }),
      );
      await waitFor(async () => heard.length >= 2, { what: "two notifications" });
    } finally {
      await listener.end();
    }
    expect(heard).toEqual([workspaceId, workspaceId]);
    expect(await configVersion(workspaceId)).toBe(3);
  });
});
