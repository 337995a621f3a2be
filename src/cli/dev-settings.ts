import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const FILE = "dev-settings.json";
const KEY_BYTES = 32;
const TOKEN_BYTES = 24;

const DevSettings = z.object({ encryptionKey: z.string().min(1), adminToken: z.string().min(1) });
/** Stand in for ENCRYPTION_KEY and ADMIN_TOKEN where neither is set, outside production. */
export type DevSettings = z.infer<typeof DevSettings>;

/** Those of an earlier start; null when there was none. Throws when the file cannot be read as ours. */
export async function loadDevSettings(dataDir: string): Promise<DevSettings | null> {
  const path = join(dataDir, FILE);
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return DevSettings.parse(JSON.parse(text));
  } catch (cause) {
    // Never replaced: with the key, all secrets in the database would be gone.
    throw new Error(`${path} is damaged; restore it, or remove DATA_DIR to begin anew`, { cause });
  }
}

/** Makes them on the first start, readable by the owner alone; several starts at once agree on one. */
export async function loadOrCreateDevSettings(dataDir: string): Promise<DevSettings> {
  const existing = await loadDevSettings(dataDir);
  if (existing !== null) return existing;
  await mkdir(dataDir, { recursive: true });
  const created = {
    encryptionKey: randomBytes(KEY_BYTES).toString("base64"),
    adminToken: randomBytes(TOKEN_BYTES).toString("base64url"),
  };
  return (await publish(dataDir, created)) ? created : loadOrCreateDevSettings(dataDir);
}

/** Whole or not at all: written aside, then linked, which fails when somebody else was first. */
async function publish(dataDir: string, settings: DevSettings): Promise<boolean> {
  const aside = join(dataDir, `.${FILE}.${randomBytes(6).toString("hex")}`);
  await writeFile(aside, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  try {
    await link(aside, join(dataDir, FILE));
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
