import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { signers } from "#src/registry.ts";
import { UserError } from "./io.ts";

const REQUEST_FILE = "request.json";

/** `request.json` of a recorded callback. */
const RecordedRequest = z.object({
  method: z.enum(["GET", "POST"]).default("POST"),
  url: z.string().regex(/^https?:\/\//i, "must be an absolute URL"),
  headers: z.record(z.string(), z.string()),
  secrets: z.array(z.string()).default([]),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Time of receipt. */
  now: z.iso.datetime().nullable().default(null),
});
type RecordedRequest = z.infer<typeof RecordedRequest>;

/** A recorded callback of a provider. */
export type Fixture = RecordedRequest & {
  /** `whatsapp/01-text`. */
  readonly name: string;
  readonly directory: string;
  readonly provider: string;
  /** Exactly the bytes to send. */
  readonly body: Uint8Array;
};

/**
 * The fixtures at these paths, directories walked in name order. A fixture is a folder with a `request.json`; it
 * belongs to `provider`, else to the provider whose name a folder above it has. Throws a UserError.
 */
export async function readFixtures(
  paths: readonly string[],
  provider: string | null,
): Promise<readonly Fixture[]> {
  const found = await Promise.all(paths.map(fixtureFolders));
  const empty = paths.find((_, index) => found[index]?.length === 0);
  if (empty !== undefined)
    throw new UserError(`no fixture (a folder with request.json) in ${empty}`);
  const folders = [...new Set(found.flat())];
  return Promise.all(folders.map((folder) => readFixture(folder, provider)));
}

async function fixtureFolders(path: string): Promise<readonly string[]> {
  const absolute = resolve(path);
  const entry = await stat(absolute).catch((cause: unknown) => {
    throw new UserError(`no such file or folder: ${path}`, { cause });
  });
  return entry.isDirectory() ? walk(absolute) : walk(dirname(absolute));
}

async function walk(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === REQUEST_FILE)) return [folder];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const inside = folders.toSorted().map((name) => walk(join(folder, name)));
  return (await Promise.all(inside)).flat();
}

async function readFixture(directory: string, provider: string | null): Promise<Fixture> {
  const request = await readRequest(join(directory, REQUEST_FILE));
  const owner = provider ?? providerAbove(directory);
  if (owner === null) {
    throw new UserError(`${directory} is in no provider's folder: name one with --provider`);
  }
  const body = await readBody(join(directory, "body.raw"), request.method);
  return { ...request, directory, body, provider: owner, name: shortName(directory, owner) };
}

async function readRequest(path: string): Promise<RecordedRequest> {
  try {
    return RecordedRequest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new UserError(`cannot read ${path}: ${reason}`, { cause });
  }
}

/** A GET has no body, and needs no file for it. */
async function readBody(path: string, method: "GET" | "POST"): Promise<Uint8Array> {
  if (method === "GET") return new Uint8Array();
  return readFile(path).catch((cause: unknown) => {
    throw new UserError(`cannot read ${path}: ${String(cause)}`, { cause });
  });
}

function providerAbove(directory: string): string | null {
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    if (signers.has(basename(folder))) return basename(folder);
  }
  return null;
}

function shortName(directory: string, provider: string): string {
  const marker = `/${provider}/`;
  const path = directory.replaceAll("\\", "/");
  const start = path.lastIndexOf(marker);
  return start === -1 ? basename(directory) : path.slice(start + 1);
}
