import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ApiRequest,
  openTenantGateway,
  type Reply,
  send,
  type Tenant,
  type TenantGateway,
} from "../support/tenant-gateway.ts";

let gateway: TenantGateway;

beforeAll(async () => {
  gateway = await openTenantGateway();
});

afterAll(() => gateway[Symbol.asyncDispose]());

async function tenantWith(...scopes: string[]): Promise<Tenant> {
  const { ours } = gateway;
  return { ...ours, key: await gateway.newKey(ours.workspaceId, scopes) };
}

async function api(request: string, options: ApiRequest = {}): Promise<Reply> {
  return send(gateway, request, { as: await tenantWith("*"), ...options });
}

async function newKey(scopes: readonly string[], as?: Tenant): Promise<Reply["body"]> {
  const body = { name: "CI", scopes };
  const made = await api("POST /v1/api-keys", { body, ...(as && { as }) });
  expect(made.status).toBe(201);
  return made.body;
}

describe("a key", () => {
  it("is shown once, works at once, and afterwards only its traces are seen", async () => {
    const made = await newKey(["webhooks:read", "webhooks:read"]);
    expect(made).toEqual({
      id: expect.any(String),
      name: "CI",
      key: expect.stringMatching(/^shk_.{43}$/),
      prefix: made.key.slice(0, 12),
      scopes: ["webhooks:read"],
      createdAt: expect.stringMatching(/Z$/),
    });
    const { key, ...rest } = made;
    const shown = await api(`GET /v1/api-keys/${made.id}`);
    expect(shown.body).toEqual({ ...rest, lastUsedAt: null });
    expect(await api("GET /v1/webhooks", { as: { ...gateway.ours, key } })).toMatchObject({
      status: 200,
    });
    const listed = await api("GET /v1/api-keys?limit=100");
    const used = listed.body.data.find(({ id }: { id: string }) => id === made.id);
    expect(used.lastUsedAt).toMatch(/Z$/);
    expect(JSON.stringify(listed.body)).not.toContain(key);
  });

  it("opens nothing from the moment it is revoked", async () => {
    const { id, key } = await newKey(["webhooks:read"]);
    const as = { ...gateway.ours, key };
    expect(await api("GET /v1/webhooks", { as })).toMatchObject({ status: 200 });
    expect(await api(`DELETE /v1/api-keys/${id}`)).toMatchObject({ status: 204 });
    expect(await api("GET /v1/webhooks", { as })).toMatchObject({ status: 401 });
    expect(await api(`GET /v1/api-keys/${id}`)).toMatchObject({ status: 404 });
    expect(await api(`DELETE /v1/api-keys/${id}`)).toMatchObject({ status: 404 });
    const { data } = (await api("GET /v1/api-keys?limit=100")).body;
    expect(data.map((shown: { id: string }) => shown.id)).not.toContain(id);
  });

  it.each([
    ["no scope", { name: "CI", scopes: [] }, "scopes"],
    ["an unknown scope", { name: "CI", scopes: ["root"] }, "scopes.0"],
    ["no name", { scopes: ["*"] }, "name"],
    ["a field of its own", { name: "CI", scopes: ["*"], key: "shk_mine" }, "body"],
  ])("is refused with %s", async (_case, body, path) => {
    const reply = await api("POST /v1/api-keys", { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

describe("nobody hands on what they may not do", () => {
  it.each([[["webhooks:write"]], [["keys:write", "events:read"]], [["*"]]])(
    "%j",
    async (scopes) => {
      const as = await tenantWith("keys:write", "webhooks:read");
      const reply = await api("POST /v1/api-keys", { as, body: { name: "more", scopes } });
      expect(reply).toMatchObject({ status: 403, body: { code: "missing-scope" } });
      const { rows } = await gateway.pool.query("select id from api_keys where name = 'more'");
      expect(rows).toEqual([]);
    },
  );

  it("but what they may", async () => {
    const as = await tenantWith("keys:write", "webhooks:read");
    const made = await newKey(["webhooks:read", "keys:write"], as);
    expect(made.scopes).toEqual(["webhooks:read", "keys:write"]);
  });
});

describe("another workspace's key", () => {
  it("is neither seen nor revoked", async () => {
    const { id, key } = await newKey(["webhooks:read"]);
    const as = {
      ...gateway.theirs,
      key: await gateway.newKey(gateway.theirs.workspaceId, ["*"]),
    };
    expect(await api(`GET /v1/api-keys/${id}`, { as })).toMatchObject({ status: 404 });
    expect(await api(`DELETE /v1/api-keys/${id}`, { as })).toMatchObject({ status: 404 });
    const { data } = (await api("GET /v1/api-keys?limit=100", { as })).body;
    expect(data.map((shown: { id: string }) => shown.id)).not.toContain(id);
    expect(await api("GET /v1/webhooks", { as: { ...gateway.ours, key } })).toMatchObject({
      status: 200,
    });
  });
});
