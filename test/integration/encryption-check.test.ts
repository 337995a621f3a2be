import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStorage } from "#src/composition/storage.ts";
import { StartError } from "#src/start-error.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { recordingLog } from "../support/samples.ts";

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(() => database[Symbol.asyncDispose]());

async function open(...encryptionKeys: Uint8Array[]): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { connectionString } = database;
  await openStorage({ connectionString, poolSize: 2, encryptionKeys, log: recordingLog() }, stack);
}

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

describe("a database", () => {
  it("is opened again with the key of the first start, also behind a new one", async () => {
    await open(OLD);
    await open(OLD);
    await open(NEW, OLD);
    await open(OLD);
  });

  it("is not opened with another key", async () => {
    await open(OLD);
    await expect(open(NEW)).rejects.toThrow(StartError);
    await expect(open(NEW)).rejects.toThrow(
      /^ENCRYPTION_KEY does not open the secrets in this database: .*dev-settings\.json/,
    );
  });

  it("is opened first by one of two that start at once with different keys", async () => {
    const outcomes = await Promise.allSettled([open(OLD), open(NEW)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("with older secrets is not taken over by another key", async () => {
    await open(OLD);
    await query(`
      with w as (insert into workspaces (id, name) values (gen_random_uuid(), 'w') returning id)
      insert into connections (id, workspace_id, provider, name, secrets_sealed, settings_sealed)
      select gen_random_uuid(), w.id, 'whatsapp', 'c', sealed, sealed from w, encryption_check`);
    await query("delete from encryption_check");
    await expect(open(NEW)).rejects.toThrow(StartError);
  });
});
