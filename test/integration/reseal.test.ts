import { expect, it } from "vitest";
import { SEALED_COLUMNS } from "#src/db/reseal.ts";
import { apiOf } from "../support/api.ts";
import { ENCRYPTION_KEY, startApp, type TestApp } from "../support/app.ts";
import { runCommand } from "../support/run-command.ts";
import { createSink } from "../support/sink.ts";
import { webhookByApi, whatsappText } from "../support/tenant-by-api.ts";

const NEW_KEY = new Uint8Array(32).fill(11);
const OTHER_KEY = new Uint8Array(32).fill(12);

const encoded = (...keys: readonly Uint8Array[]) =>
  keys.map((key) => Buffer.from(key).toString("base64")).join(",");

function resealing(app: TestApp, ...keys: readonly Uint8Array[]) {
  const env = { DATABASE_URL: app.connectionString, ENCRYPTION_KEY: encoded(...keys) };
  return runCommand(["reseal", "--json"], { env });
}

/** The names of the keys that sealed what is stored. */
async function keysInUse(app: TestApp): Promise<readonly string[]> {
  const parts = [
    "select sealed from encryption_check",
    ...SEALED_COLUMNS.map(({ table, column }) => `select ${column} from ${table}`),
  ];
  const rows = await app.query<{ key: string }>(
    `select distinct split_part(sealed, '.', 2) as key from (${parts.join(" union all ")}) s
     where sealed is not null`,
  );
  return rows.map(({ key }) => key);
}

it("knows every sealed column there is", async () => {
  await using app = await startApp({ ROLE: "api" });
  const columns = await app.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name like '%sealed'`,
  );
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  expect(columns.map(({ name }) => name).toSorted()).toEqual(
    [...known, "encryption_check.sealed"].toSorted(),
  );
});

it("seals everything with the new key, after which the old one is needed for nothing", async () => {
  await using app = await startApp();
  await using sink = await createSink();
  const tenant = await app.tenant();
  const api = apiOf(app, tenant);
  const id = await webhookByApi(api, sink.url, "whatsapp.messageReceived");
  await api(`PATCH /v1/webhooks/${id}`, { body: { headers: { "X-Tenant": "t" } } });
  await api(`POST /v1/webhooks/${id}/secret/rotate`, { body: { gracePeriodSeconds: 3600 } });
  const [old] = await keysInUse(app);

  await app.restart([NEW_KEY]);
  const first = await resealing(app, NEW_KEY, ENCRYPTION_KEY);
  expect(first.err).toBe("");
  // The check; three connections with secrets and settings; a webhook with headers and two secrets at least.
  expect(JSON.parse(first.out).resealed).toBeGreaterThanOrEqual(10);
  const keys = await keysInUse(app);
  expect(keys).toHaveLength(1);
  expect(keys).not.toContain(old);

  // The running gateway goes on.
  await app.send(tenant, "whatsapp", whatsappText("while it runs"));
  const [request] = await sink.received(1);
  expect(request?.headers["x-tenant"]).toBe("t");
  expect((await resealing(app, NEW_KEY)).out).toBe('{"resealed":0}\n');
  // Everything is opened for the next change of keys, and the old one is not there.
  expect((await resealing(app, OTHER_KEY, NEW_KEY)).exitCode).toBe(0);
});

it("changes nothing it cannot open, and says so", async () => {
  await using app = await startApp({ ROLE: "api" });
  await app.tenant();
  const before = await keysInUse(app);
  const refused = await resealing(app, OTHER_KEY);
  expect(refused.exitCode).toBe(1);
  expect(refused.err).toContain("is not among the encryption keys");
  expect(await keysInUse(app)).toEqual(before);
  expect((await runCommand(["reseal"])).err).toContain("set DATABASE_URL and ENCRYPTION_KEY");
});
