import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { createConsoleSessionStore } from "#src/db/repositories/console-sessions.ts";
import type { DashboardDependencies } from "#src/http/routes/dashboard.ts";
import type { ConsoleFile, ConsoleFiles } from "#src/http/routes/dashboard-files.ts";
import { type ConsoleSessions, createConsoleSessions } from "#src/pipeline/console-sessions.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import { generateConsoleSecret } from "#src/security/console-secret.ts";
import { createMemoryRateLimit, createRedisRateLimit } from "#src/shared-state/rate-limits.ts";
import type { SharedRedis } from "#src/shared-state/redis.ts";
import type { Storage } from "./storage.ts";

/** Nobody guesses 256 bits; this keeps whoever tries from the database. */
const SIGN_INS = { quota: 100, windowSeconds: 60 };
const DIST = fileURLToPath(new URL("../../dashboard/dist", import.meta.url));

export type ConsoleOptions = {
  readonly authenticate: Authenticate;
  readonly publicUrl: () => string;
  readonly clientAddress: (peer: string, headers: Headers) => string;
  readonly redis: SharedRedis;
  readonly log: Log;
};

export type Console = DashboardDependencies & { readonly sessions: ConsoleSessions };

export function createConsole(
  { authenticate, publicUrl, clientAddress, redis, log }: ConsoleOptions,
  { query, newId }: Pick<Storage, "query" | "newId">,
): Console {
  return {
    files: readConsoleFiles(DIST),
    sessions: createConsoleSessions({
      store: createConsoleSessionStore(query),
      authenticate,
      newSecret: generateConsoleSecret,
      newId,
      now: () => new Date(),
    }),
    signInLimit:
      redis === null ? createMemoryRateLimit(SIGN_INS) : createRedisRateLimit(SIGN_INS, redis, log),
    publicUrl,
    clientAddress,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** All of a folder whose types are known, with what stands beside them compressed. Empty where there is no such folder. */
export function readConsoleFiles(folder: string): ConsoleFiles {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const known = new Set(paths);
  return new Map(
    paths.flatMap((path): [string, ConsoleFile][] => {
      const contentType = TYPES[extname(path)];
      if (contentType === undefined) return [];
      const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
      const identity = read(path);
      const bytes = {
        identity,
        ...(known.has(`${path}.br`) && { br: read(`${path}.br`) }),
        ...(known.has(`${path}.gz`) && { gzip: read(`${path}.gz`) }),
      };
      const digest = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
      return [[path.split(sep).join("/"), { contentType, bytes, digest }]];
    }),
  );
}
