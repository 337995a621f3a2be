import { v7 as uuidv7 } from "uuid";
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
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  gateway = await openTenantGateway();
  ours = await withAllScopes(gateway.ours);
  theirs = await withAllScopes(gateway.theirs);
});

afterAll(() => gateway[Symbol.asyncDispose]());

async function withAllScopes(tenant: Tenant): Promise<Tenant> {
  return { ...tenant, key: await gateway.newKey(tenant.workspaceId, ["*"]) };
}

function api(request: string, options: ApiRequest = {}): Promise<Reply> {
  return send(gateway, request, { as: ours, ...options });
}

async function newAgent(body: object = {}, options: ApiRequest = {}): Promise<Reply["body"]> {
  const made = await api("POST /v1/agents", { ...options, body: { name: "Ana", ...body } });
  expect(made.body).toMatchObject({ id: expect.any(String) });
  return made.body;
}

async function newWebhook(agentIds: readonly string[]): Promise<string> {
  const id = uuidv7();
  await gateway.pool.query(
    `insert into webhooks (id, workspace_id, dialect, url, method, agent_ids, headers_sealed, secret_sealed, secret_preview)
     values ($1, $2, 'standard', 'https://example.com', 'POST', $3, '', '', '')`,
    [id, ours.workspaceId, agentIds],
  );
  return id;
}

async function webhookRow(id: string): Promise<{ agent_ids: string[]; revision: number }> {
  const { rows } = await gateway.pool.query(
    "select agent_ids, revision from webhooks where id = $1",
    [id],
  );
  return rows[0];
}

async function configVersion(): Promise<number> {
  const { rows } = await gateway.pool.query("select config_version from workspaces where id = $1", [
    ours.workspaceId,
  ]);
  return Number(rows[0].config_version);
}

describe("an agent", () => {
  it("is made, read, changed and deleted", async () => {
    const made = await api("POST /v1/agents", {
      body: { name: " Ana ", references: ["agent_1", "agent_1"], isMailbox: true },
    });
    const { id } = made.body;
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const shown = { id, name: "Ana", references: ["agent_1"], isActive: true, isMailbox: true };
    expect(made).toMatchObject({ status: 201 });
    expect(made.body).toEqual({ ...shown, createdAt: time, updatedAt: time });
    expect(made.headers.get("Location")).toBe(`/v1/agents/${id}`);
    const read = await api(`GET /v1/agents/${id}`);
    expect(read).toMatchObject({ status: 200, body: made.body });
    expect(read.headers.get("ETag")).toBe(made.headers.get("ETag"));
    const changed = await api(`PATCH /v1/agents/${id}`, { body: { isActive: false } });
    expect(changed).toMatchObject({ status: 200, body: { ...shown, isActive: false } });
    expect((await api(`GET /v1/agents/${id}`)).body).toEqual(changed.body);
    expect(await api(`DELETE /v1/agents/${id}`)).toMatchObject({ status: 204 });
    for (const request of ["GET", "PATCH", "DELETE"]) {
      const options = request === "PATCH" ? { body: {} } : {};
      expect(await api(`${request} /v1/agents/${id}`, options)).toMatchObject({ status: 404 });
    }
  });

  it("changes the workspace's configuration with every change, and with nothing else", async () => {
    const { id } = await newAgent();
    const before = await configVersion();
    await api(`PATCH /v1/agents/${id}`, { body: { name: "Bea" } });
    expect(await configVersion()).toBe(before + 1);
    await api(`PATCH /v1/agents/${id}`, { body: { name: "x" }, headers: { "If-Match": '"9"' } });
    await api(`GET /v1/agents/${id}`);
    expect(await configVersion()).toBe(before + 1);
    await api(`DELETE /v1/agents/${id}`);
    expect(await configVersion()).toBe(before + 2);
  });

  it.each([
    ["no name", {}, "name"],
    ["a blank name", { name: "  " }, "name"],
    ["a name that is too long", { name: "x".repeat(201) }, "name"],
    ["references that are no list", { name: "x", references: "agent_1" }, "references"],
    ["an empty reference", { name: "x", references: [""] }, "references.0"],
    ["a flag that is none", { name: "x", isMailbox: "yes" }, "isMailbox"],
    ["a NUL character", { name: "a\0b" }, "name"],
    ["half of a surrogate pair", '{"name":"\\ud800"}', "name"],
    ["a field that is not known", { name: "x", isactive: true }, "body"],
  ])("is refused with %s", async (_case, body, path) => {
    const reply = await api("POST /v1/agents", { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

describe("a reference", () => {
  it("belongs to one agent, however it is spelt", async () => {
    const owner = await newAgent({ references: ["+52 55 3880 8448"] });
    const second = await api("POST /v1/agents", {
      body: { name: "Bea", references: ["525538808448"] },
    });
    expect(second).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(second.body.detail).toContain(owner.id);
    const other = await newAgent();
    const body = { references: ["tel:+525538808448"] };
    expect(await api(`PATCH /v1/agents/${other.id}`, { body })).toMatchObject({ status: 409 });
    expect((await api(`GET /v1/agents/${other.id}`)).body.references).toEqual([]);
  });

  it("may be kept, given up and then taken by another", async () => {
    const owner = await newAgent({ references: ["agent_kept"] });
    const body = { references: ["agent_kept", "agent_more"] };
    expect(await api(`PATCH /v1/agents/${owner.id}`, { body })).toMatchObject({ status: 200 });
    await api(`PATCH /v1/agents/${owner.id}`, { body: { references: ["agent_more"] } });
    expect((await newAgent({ references: ["agent_kept"] })).references).toEqual(["agent_kept"]);
  });

  it("may be the same in another workspace", async () => {
    await newAgent({ references: ["agent_shared"] });
    const made = await newAgent({ references: ["agent_shared"] }, { as: theirs });
    expect(made.references).toEqual(["agent_shared"]);
  });

  it("is not given to two that ask at once", async () => {
    const body = { name: "x", references: ["agent_raced"] };
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => api("POST /v1/agents", { body })),
    );
    const statuses = replies.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe("deleting an agent", () => {
  it("is refused while a webhook is limited to it alone", async () => {
    const { id } = await newAgent();
    const webhookId = await newWebhook([id]);
    const reply = await api(`DELETE /v1/agents/${id}`);
    expect(reply).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(reply.body.detail).toContain("1 webhook");
    expect(await webhookRow(webhookId)).toEqual({ agent_ids: [id], revision: 1 });
    expect(await api(`GET /v1/agents/${id}`)).toMatchObject({ status: 200 });
  });

  it("takes it out of webhooks that are limited to others as well", async () => {
    const [{ id }, other] = [await newAgent(), await newAgent()];
    const webhookId = await newWebhook([id, other.id]);
    expect(await api(`DELETE /v1/agents/${id}`)).toMatchObject({ status: 204 });
    expect(await webhookRow(webhookId)).toEqual({ agent_ids: [other.id], revision: 2 });
  });
});

describe("If-Match", () => {
  async function patch(id: string, tag: string): Promise<Reply> {
    return api(`PATCH /v1/agents/${id}`, { body: { name: "Bea" }, headers: { "If-Match": tag } });
  }

  it("lets one of two changes through that start from the same state", async () => {
    const made = await api("POST /v1/agents", { body: { name: "Ana" } });
    const tag = made.headers.get("ETag") ?? "";
    expect(tag).toMatch(/^"[^"]+"$/);
    const replies = await Promise.all([patch(made.body.id, tag), patch(made.body.id, tag)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const winner = replies.find(({ status }) => status === 200);
    expect(winner?.headers.get("ETag")).not.toBe(tag);
    const loser = replies.find(({ status }) => status === 412);
    expect(loser?.headers.get("Content-Type")).toBe("application/problem+json");
    expect(loser?.body).toMatchObject({ code: "precondition-failed", status: 412 });
  });

  it.each([
    ["*", 200],
    ['"1"', 200],
    ['"7", "1"', 200],
    ['"7" ,, "a,b"', 412],
    ['W/"1"', 412],
    ['W/"1", "1"', 200],
    ['"01"', 412],
    ['"99999999999999999999"', 412],
    ["1", 400],
    ['"1', 400],
    ['*, "1"', 400],
  ])("of %s answers %i", async (tag, status) => {
    const { id } = await newAgent();
    expect(await patch(id, tag)).toMatchObject({ status });
  });

  it("holds for a deletion too", async () => {
    const { id } = await newAgent();
    const stale = { headers: { "If-Match": '"2"' } };
    expect(await api(`DELETE /v1/agents/${id}`, stale)).toMatchObject({ status: 412 });
    const fresh = { headers: { "If-Match": '"1"' } };
    expect(await api(`DELETE /v1/agents/${id}`, fresh)).toMatchObject({ status: 204 });
  });
});

describe("the list of agents", () => {
  it("can be filtered, sorted and paged, and is the workspace's own", async () => {
    const tenant = await withAllScopes(await gateway.newTenant());
    await gateway.pool.query("delete from agents where workspace_id = $1", [tenant.workspaceId]);
    for (const name of ["Ana", "Bea", "Eva"]) {
      await newAgent({ name, isMailbox: name === "Eva" }, { as: tenant });
    }
    const names = async (query: string) => {
      const { body } = await api(`GET /v1/agents?${query}`, { as: tenant });
      return body.data.map(({ name }: { name: string }) => name);
    };
    expect(await names("")).toEqual(["Eva", "Bea", "Ana"]);
    expect(await names("sort=name&limit=2")).toEqual(["Ana", "Bea"]);
    expect(await names(`filter=${encodeURIComponent("eq(isMailbox,true)")}`)).toEqual(["Eva"]);
    expect(await api("GET /v1/agents?sort=secret", { as: tenant })).toMatchObject({ status: 400 });
  });
});

describe("another workspace's agent", () => {
  it("is not there", async () => {
    const { id } = await newAgent();
    for (const request of ["GET", "PATCH", "DELETE"]) {
      const options = { as: theirs, ...(request === "PATCH" && { body: { name: "mine" } }) };
      expect(await api(`${request} /v1/agents/${id}`, options)).toMatchObject({ status: 404 });
    }
    expect((await api(`GET /v1/agents/${id}`)).body.name).toBe("Ana");
  });
});

it.each([
  ["GET /v1/agents", "agents:read"],
  ["POST /v1/agents", "agents:write"],
  ["GET /v1/workflows", "workflows:read"],
  ["POST /v1/workflows", "workflows:write"],
  ["GET /v1/connections", "connections:read"],
  ["POST /v1/connections", "connections:write"],
  ["GET /v1/api-keys", "keys:read"],
  ["POST /v1/api-keys", "keys:write"],
])("%s needs the scope %s and no other", async (request, scope) => {
  const body = request.startsWith("POST") ? { body: {} } : {};
  const { workspaceId } = ours;
  const others = ["webhooks:read", "webhooks:write", "agents:read", "connections:read"];
  const without = await gateway.newKey(
    workspaceId,
    others.filter((name) => name !== scope),
  );
  const refused = await api(request, { as: { ...ours, key: without }, ...body });
  expect(refused).toMatchObject({ status: 403, body: { code: "missing-scope" } });
  const key = await gateway.newKey(workspaceId, [scope]);
  expect((await api(request, { as: { ...ours, key }, ...body })).status).not.toBe(403);
});
