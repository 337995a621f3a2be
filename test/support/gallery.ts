/** The console's components on pages of their own, built and served as the console is. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { CONTENT_SECURITY_POLICY } from "#src/http/routes/dashboard-files.ts";

const ROOT = fileURLToPath(new URL("../../dashboard", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

export type Gallery = AsyncDisposable & { readonly url: string };

export async function startGallery(): Promise<Gallery> {
  await using stack = new AsyncDisposableStack();
  const outDir = await mkdtemp(join(tmpdir(), "switchhook-gallery-"));
  stack.defer(() => rm(outDir, { recursive: true }));
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir, rolldownOptions: { input: join(ROOT, "gallery.html") } },
  });
  const names = await readdir(outDir, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of names.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(`/dashboard${path.slice(outDir.length)}`, await readFile(path));
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    const name = files.has(path) ? path : "/dashboard/gallery.html";
    response.writeHead(200, {
      "Content-Type": TYPES[extname(name)] ?? "text/plain",
      "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    });
    response.end(files.get(name));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const owned = stack.move();
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
