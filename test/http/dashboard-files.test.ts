import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConsoleFiles } from "#src/composition/console.ts";
import { dashboardFileRoutes } from "#src/http/routes/dashboard-files.ts";
import { createHttpApp } from "#src/http/server.ts";
import { recordingLog } from "../support/samples.ts";

const SCRIPT = "assets/index-B7xQ2f.js";
const PAGE = "<!doctype html><title>console</title>";
const folder = mkdtempSync(join(tmpdir(), "switchhook-console-"));
const app = { request: (_path: string, _init?: RequestInit): Promise<Response> => never() };

function never(): never {
  throw new Error("not served yet");
}

beforeAll(() => {
  mkdirSync(join(folder, "dist/assets"), { recursive: true });
  const files = {
    "secret.html": "outside",
    "dist/index.html": PAGE,
    "dist/index.html.br": "page in brotli",
    "dist/icon.svg": "<svg/>",
    "dist/notes.txt": "of no known type",
    [`dist/${SCRIPT}`]: "let script;",
    [`dist/${SCRIPT}.br`]: "brotli",
    [`dist/${SCRIPT}.gz`]: "gzip",
    "dist/assets/index-B7xQ2f.css": "a{}",
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  app.request = serving(join(folder, "dist"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function serving(directory: string) {
  const root = createHttpApp({
    tenant: null,
    log: recordingLog(),
    newRequestId: () => "x",
    mount: (routes) => void routes.route("/", dashboardFileRoutes(readConsoleFiles(directory))),
  });
  return async (path: string, init?: RequestInit) => root.request(path, init);
}

async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await app.request(path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("a path of the console", () => {
  it.each([
    "/dashboard",
    "/dashboard/",
    "/dashboard/webhooks/01890000-0000-7000-8000-000000000001",
    "/dashboard/calls/CA1.2",
    "/dashboard/sign-in",
    "/dashboard/index.html",
    "/dashboard/index.html.br",
    "/dashboard/notes.txt",
    "/dashboard/..%2fsecret.html",
    "/dashboard/%2e%2e%2fsecret.html",
    "/dashboard/..%5csecret.html",
    "/dashboard//etc/passwd",
    "/dashboard/%00",
    "/dashboard/%zz",
  ])("is its page: %s", async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, PAGE]);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; media-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it.each([
    "/dashboard/assets/index-00000.js",
    "/dashboard/assets/",
    "/dashboard/assets/..%2f..%2fsecret.html",
    "/dashboard/assets/%2e%2e%2findex.html",
    `/dashboard/${SCRIPT}.br`,
    `/dashboard/${SCRIPT.toUpperCase().replace("ASSETS", "assets")}`,
  ])("is not found where it names no asset: %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it("leads there from the first page", async () => {
    const { status, headers } = await get("/");
    expect([status, headers.get("location")]).toEqual([302, "/dashboard"]);
  });

  it("is read, and nothing else", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await app.request("/dashboard/webhooks", { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
  });
});

describe("an asset", () => {
  it.each([
    ["br, gzip", "br", "brotli"],
    ["gzip, deflate, br;q=0.5", "br", "brotli"],
    ["gzip", "gzip", "gzip"],
    ["gzip, br;q=0", "gzip", "gzip"],
    ["*", "br", "brotli"],
    ["identity", null, "let script;"],
    ["*;q=0", null, "let script;"],
    ["BR", "br", "brotli"],
    ["br;q=x", null, "let script;"],
    ["", null, "let script;"],
  ])("for whoever accepts %j", async (accepted, encoding, text) => {
    const answer = await get(`/dashboard/${SCRIPT}`, { "Accept-Encoding": accepted });
    expect([answer.status, answer.text]).toEqual([200, text]);
    const { headers } = answer;
    expect(headers.get("content-encoding")).toBe(encoding);
    expect(headers.get("content-length")).toBe(String(text.length));
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("vary")).toBe("Accept-Encoding");
  });

  it("is served as it is where nothing smaller is there", async () => {
    const accepting = { "Accept-Encoding": "br, gzip" };
    const css = await get("/dashboard/assets/index-B7xQ2f.css", accepting);
    expect([css.text, css.headers.get("content-encoding")]).toEqual(["a{}", null]);
    expect(css.headers.get("content-type")).toBe("text/css; charset=utf-8");
    const icon = await get("/dashboard/icon.svg", accepting);
    expect(icon.headers.get("content-type")).toBe("image/svg+xml");
    expect(icon.headers.get("cache-control")).toBe("no-cache");
  });

  it("is sent once to whoever keeps it, each form by itself", async () => {
    const tags: string[] = [];
    for (const accepted of ["br", "gzip", "identity"]) {
      const headers = { "Accept-Encoding": accepted };
      const tag = (await get(`/dashboard/${SCRIPT}`, headers)).headers.get("etag") ?? "";
      const again = await get(`/dashboard/${SCRIPT}`, { ...headers, "If-None-Match": tag });
      expect([again.status, again.text]).toEqual([304, ""]);
      expect(again.headers.get("etag")).toBe(tag);
      tags.push(tag);
    }
    expect(new Set(tags).size).toBe(3);
    const other = { "Accept-Encoding": "br", "If-None-Match": tags[1] ?? "" };
    expect((await get(`/dashboard/${SCRIPT}`, other)).status).toBe(200);
  });

  it("has a head of its own", async () => {
    const response = await app.request(`/dashboard/${SCRIPT}`, {
      method: "HEAD",
      headers: { "Accept-Encoding": "br" },
    });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("content-length")).toBe("6");
    expect(response.headers.get("content-encoding")).toBe("br");
  });
});

describe("a console that is not built", () => {
  it("says how it is, and is as well guarded", async () => {
    const request = serving(join(folder, "nowhere"));
    const response = await request("/dashboard/webhooks");
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("npm run prepare");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await request("/dashboard/assets/index-B7xQ2f.js")).status).toBe(404);
  });
});
