import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDevSettings, loadOrCreateDevSettings } from "#src/cli/dev-settings.ts";
import { readConfig } from "#src/config.ts";

let parent: string;
let dataDir: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "switchhook-dev-"));
  dataDir = join(parent, "deeper", "data");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe("development settings", () => {
  it("are made once, and are valid settings", async () => {
    const first = await loadOrCreateDevSettings(dataDir);
    expect(await loadOrCreateDevSettings(dataDir)).toEqual(first);
    const env = { ENCRYPTION_KEY: first.encryptionKey, ADMIN_TOKEN: first.adminToken };
    expect(readConfig(env).admin.token).toBe(first.adminToken);
  });

  it("differ from one data directory to another", async () => {
    const here = await loadOrCreateDevSettings(join(parent, "a"));
    const there = await loadOrCreateDevSettings(join(parent, "b"));
    expect(here.encryptionKey).not.toBe(there.encryptionKey);
    expect(here.adminToken).not.toBe(there.adminToken);
  });

  it("are readable by their owner alone, and leave nothing else behind", async () => {
    await loadOrCreateDevSettings(dataDir);
    const [file, ...others] = await readdir(dataDir);
    expect(others).toEqual([]);
    expect((await stat(join(dataDir, String(file)))).mode & 0o777).toBe(0o600);
  });

  it("are agreed on by starts at the same moment", async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => loadOrCreateDevSettings(dataDir)),
    );
    expect(new Set(all.map(({ encryptionKey }) => encryptionKey)).size).toBe(1);
  });

  it("are not made by looking for them", async () => {
    expect(await loadDevSettings(dataDir)).toBeNull();
  });

  it.each(["", "{", "{}", '{"encryptionKey":1}'])(
    "are never replaced when damaged: %j",
    async (text) => {
      await loadOrCreateDevSettings(dataDir);
      const [file] = await readdir(dataDir);
      const path = join(dataDir, String(file));
      await writeFile(path, text);
      await expect(loadOrCreateDevSettings(dataDir)).rejects.toThrow(/is damaged/);
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );
});
