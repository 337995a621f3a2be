/** What a browser is sent: few bytes, from nowhere else, with nothing that the content security policy would refuse. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../dashboard", import.meta.url));
const KILOBYTE = 1024;

let directory: string;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "switchhook-console-"));
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: directory },
  });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  files = new Map(
    await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map(async (path) => [path.slice(directory.length + 1), await readFile(path)] as const),
    ),
  );
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

function named(pattern: RegExp): readonly (readonly [string, Buffer])[] {
  return [...files].filter(([name]) => pattern.test(name));
}

function compressed(pattern: RegExp): number {
  const sizes = named(pattern).map(([, content]) => gzipSync(content, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / KILOBYTE;
}

describe("the console's build", () => {
  it("has less than 120 KB of compressed script in all: every screen and the charts", () => {
    expect(compressed(/\.js$/)).toBeLessThan(120);
  });

  it("has less than 30 KB of compressed text in each language", () => {
    for (const language of ["en", "es", "pt-br"]) {
      expect(compressed(new RegExp(`/${language}-[\\w-]{8}\\.json$`))).toBeLessThan(30);
    }
  });

  it("has less than 15 KB of compressed style", () => {
    expect(compressed(/\.css$/)).toBeLessThan(15);
  });

  it("loads a language when it is chosen, and the charts when one is shown", async () => {
    const html = files.get("index.html")?.toString() ?? "";
    const first = [...html.matchAll(/(?:src|href)="\/dashboard\/(assets\/[^"]+\.js)"/g)]
      .map(([, name = ""]) => files.get(name)?.toString() ?? "")
      .join("\n");
    expect(first).toContain("assets/");
    expect(html).not.toMatch(/\/plot-[\w-]+\.js/);
    const scripts = named(/\.js$/).map(([, content]) => content.toString());
    expect(scripts.filter((script) => script.includes("Espacio de trabajo"))).toEqual([]);
    const texts = named(/\.json$/).map(([name]) => name.replace(/^assets\/|-[\w-]{8}\.json$/g, ""));
    expect(texts.toSorted()).toEqual(["en", "es", "pt-br", "snippets"]);
    expect(first).not.toContain("u-over");
    expect(gzipSync(first).length / KILOBYTE).toBeLessThan(40);
  });

  it("asks for nothing inline and for nothing elsewhere", () => {
    const html = files.get("index.html")?.toString() ?? "";
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    const addresses = [...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((address) => !address?.startsWith("/dashboard/assets/"))).toEqual([]);
    for (const [name, content] of named(/\.css$/)) {
      expect([name, content.toString().match(/@import|url\((?!#)[^)]*\)/g)]).toEqual([name, null]);
    }
  });

  it("names its files by what is in them, so that they may be kept for ever", () => {
    const odd = [...files.keys()].filter(
      (name) =>
        !/^(index\.html|assets\/[\w.-]+-[\w-]{8}\.(js|css|json|svg))(\.br|\.gz)?$/.test(name),
    );
    expect(odd).toEqual([]);
  });

  it("has each file compressed beside it, both ways", () => {
    const plain = named(/\.(html|js|css|json|svg)$/);
    expect(plain.length).toBeGreaterThan(6);
    for (const [name, content] of plain) {
      expect(gunzipSync(files.get(`${name}.gz`) ?? "").equals(content)).toBe(true);
      expect(brotliDecompressSync(files.get(`${name}.br`) ?? "").equals(content)).toBe(true);
    }
  });
});
