import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCallbackBody } from "#src/media/callback-body.ts";
import { type MediaFiles, openMediaFiles } from "#src/media/files.ts";
import { StorageError } from "#src/pipeline/media-ports.ts";
import type { MediaDraft } from "#src/provider.ts";
import { recordingLog } from "../support/samples.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const BYTES = Buffer.alloc(3 * 1024 * 1024 + 17, "switchhook ");

let directory: string;
let named: Set<string>;
let files: MediaFiles;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "switchhook-media-")), "media");
  named = new Set();
  files = await open();
});

afterEach(async () => {
  await files[Symbol.asyncDispose]();
  await rm(join(directory, ".."), { recursive: true, force: true });
});

function open(isNamed: (path: string) => Promise<boolean> = async (path) => named.has(path)) {
  return openMediaFiles({ directory, isNamed, newId: () => uuidv7(), log: recordingLog() });
}

/** Everything below the media directory, without the directories. */
async function allFiles(): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

async function spool(bytes: Uint8Array, query = "") {
  await using spooling = await files.openSpool(query);
  for (let at = 0; at < bytes.byteLength; at += 65_536) {
    await spooling.write(bytes.subarray(at, at + 65_536));
  }
  return spooling.finish();
}

function draft(bytes: Uint8Array): MediaDraft {
  return {
    kind: "recording",
    key: "elevenlabs:conv_1",
    callId: null,
    conversationId: "conv_1",
    contentType: "audio/mpeg",
    bytes: () => bytes,
    references: [],
    agentId: null,
  };
}

async function contentOf(stream: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  if (stream === null) throw new Error("there is no such file");
  return Buffer.from(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );
}

describe("a body under way", () => {
  it("comes back as it was sent, with the digest of query and body", async () => {
    await using body = await spool(BYTES, "a=1");
    expect(body.sizeBytes).toBe(BYTES.byteLength);
    expect(Buffer.from(await body.load()).equals(BYTES)).toBe(true);
    const digest = createHash("sha256").update("a=1\n").update(BYTES).digest();
    expect(Buffer.from(body.digest)).toEqual(digest);
  });

  it("is on the disk for its owner alone", async () => {
    await using _body = await spool(BYTES);
    const [path] = await allFiles();
    const { mode, size } = await stat(join(directory, path ?? ""));
    expect({ mode: mode & 0o777, size }).toEqual({ mode: 0o600, size: BYTES.byteLength });
  });

  it("leaves nothing behind when it is done with, or breaks off", async () => {
    {
      await using _body = await spool(BYTES);
      await using broken = await files.openSpool("");
      await broken.write(BYTES);
      expect(await allFiles()).toHaveLength(2);
    }
    expect(await allFiles()).toEqual([]);
  });

  it("that the disk does not take is a StorageError", async () => {
    await mkdir(join(directory, ".."), { recursive: true });
    await writeFile(directory, "a file where the directory should be");
    await expect(files.openSpool("")).rejects.toBeInstanceOf(StorageError);
    await rm(directory);
  });
});

describe("the body of a callback", () => {
  it("is kept under the callback's id with exactly its bytes", async () => {
    const id = uuidv7();
    {
      await using body = await spool(BYTES);
      const file = await body.keepFor(id);
      named.add(file.path);
      await file.settle();
      expect(file.path).toBe(`callbacks/${id}`);
    }
    expect(await allFiles()).toEqual([`callbacks/${id}`]);
    const stored = { body: new Uint8Array(), bodyPath: `callbacks/${id}` };
    expect(await openCallbackBody(files, stored)).toEqual(BYTES);
    expect((await stat(join(directory, "callbacks", id))).mode & 0o777).toBe(0o600);
  });

  it("goes when no row names it after the commit, as that of a duplicate", async () => {
    await using body = await spool(BYTES);
    await (await body.keepFor(uuidv7())).settle();
    expect(await allFiles()).toEqual([]);
  });

  it("goes when the transaction failed", async () => {
    await using body = await spool(BYTES);
    await (await body.keepFor(uuidv7())).discard();
    expect(await allFiles()).toEqual([]);
  });

  it("is kept once more after a transaction that failed", async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    await using body = await spool(BYTES);
    await (await body.keepFor(first)).discard();
    const file = await body.keepFor(second);
    named.add(file.path);
    await file.settle();
    expect(await allFiles()).toEqual([`callbacks/${second}`]);
    const stored = { body: new Uint8Array(), bodyPath: file.path };
    expect(await openCallbackBody(files, stored)).toEqual(BYTES);
  });

  it("that is small enough for a row is there", async () => {
    const body = new TextEncoder().encode("{}");
    expect(await openCallbackBody(files, { body, bodyPath: null })).toBe(body);
  });

  it("whose file is gone is null", async () => {
    const stored = { body: new Uint8Array(), bodyPath: `callbacks/${uuidv7()}` };
    expect(await openCallbackBody(files, stored)).toBeNull();
  });
});

describe("a recording", () => {
  it("is placed under its workspace, with its size and digest", async () => {
    const placed = await files.place(WORKSPACE, draft(BYTES));
    named.add(placed.file.path);
    await placed.file.settle();
    expect(placed.file.path).toBe(`${WORKSPACE}/${placed.id}`);
    expect(placed.sizeBytes).toBe(BYTES.byteLength);
    expect(placed.sha256).toEqual(createHash("sha256").update(BYTES).digest());
    expect(await allFiles()).toEqual([placed.file.path]);
    expect(await readFile(join(directory, placed.file.path))).toEqual(BYTES);
  });

  it.each([
    [0, BYTES.byteLength - 1],
    [0, 0],
    [65_535, 65_536],
    [BYTES.byteLength - 5, BYTES.byteLength - 1],
  ])("is read from byte %i to byte %i", async (first, last) => {
    const { file } = await files.place(WORKSPACE, draft(BYTES));
    const content = await contentOf(await files.stream(file.path, first, last));
    expect(content.equals(BYTES.subarray(first, last + 1))).toBe(true);
  });

  it("of no bytes is read as such", async () => {
    const { file } = await files.place(WORKSPACE, draft(new Uint8Array()));
    expect(await contentOf(await files.stream(file.path, 0, -1))).toHaveLength(0);
  });

  it("is read no faster than its reader takes it", async () => {
    const { file } = await files.place(WORKSPACE, draft(BYTES));
    const reader = (await files.stream(file.path, 0, BYTES.byteLength - 1))?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value?.byteLength).toBe(65_536);
    // A reader that leaves closes the file: reading on is refused.
    await reader?.cancel();
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
  });

  it("that is gone is null, and removing it again is no error", async () => {
    const { file } = await files.place(WORKSPACE, draft(BYTES));
    await files.remove(file.path);
    await files.remove(file.path);
    expect(await files.stream(file.path, 0, 1)).toBeNull();
  });

  it("that cannot be decoded leaves nothing behind", async () => {
    const broken = {
      ...draft(BYTES),
      bytes: () => {
        throw new Error("not base64");
      },
    };
    await expect(files.place(WORKSPACE, broken)).rejects.toThrow("not base64");
    expect(await allFiles()).toEqual([]);
  });
});

describe("a file in doubt", () => {
  it("stays when it cannot be asked whether a row names it", async () => {
    await using unsure = await open(() => Promise.reject(new Error("the database is away")));
    const { file } = await unsure.place(WORKSPACE, draft(BYTES));
    await file.settle();
    expect(await allFiles()).toContain(file.path);
  });

  it.each([
    [true, "stays when a row names it"],
    [false, "goes when none does"],
  ])("is decided at the next start: named %s, it %s", async (isNamed) => {
    const ended = await open();
    const { file } = await ended.place(WORKSPACE, draft(BYTES));
    if (isNamed) named.add(file.path);
    await ended[Symbol.asyncDispose]();
    await using _next = await open();
    expect(await allFiles()).toEqual(isNamed ? [file.path] : []);
  });
});

describe("the next start", () => {
  /** A directory as a process leaves it that is killed. */
  async function leftBy(host: string, pid: number): Promise<string> {
    const own = join(directory, "spool", `${encodeURIComponent(host)}~${pid}~${uuidv7()}`);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, uuidv7()), "half of a body");
    return own;
  }
  /** No process can have it: ids end at 2^22 on Linux. */
  const NOBODY = 2 ** 30;

  it("clears away what a killed process left", async () => {
    await leftBy(hostname(), NOBODY);
    await using _next = await open();
    expect(await allFiles()).toEqual([]);
  });

  it.each([
    ["a process that runs", hostname(), process.ppid],
    ["a process of another machine", "elsewhere", NOBODY],
  ])("leaves alone what belongs to %s", async (_what, host, pid) => {
    await leftBy(host, pid);
    await using _next = await open();
    expect(await allFiles()).toHaveLength(1);
  });

  it("clears away what another machine has not touched for days", async () => {
    const own = await leftBy("elsewhere", NOBODY);
    const daysAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(own, daysAgo, daysAgo);
    await using _next = await open();
    expect(await allFiles()).toEqual([]);
  });

  it("leaves alone what this process uses elsewhere in it", async () => {
    await using body = await spool(BYTES);
    await using _other = await open();
    expect(Buffer.from(await body.load()).equals(BYTES)).toBe(true);
  });
});
