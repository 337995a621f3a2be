import { type Context, Hono } from "hono";
import { isListed } from "#src/http/content.ts";
import { notFound } from "#src/http/problem.ts";

export type Encoding = "br" | "gzip" | "identity";

export type ConsoleFile = {
  readonly contentType: string;
  /** By how they are encoded; as they are, always. */
  readonly bytes: { readonly identity: Uint8Array<ArrayBuffer> } & {
    readonly [E in Encoding]?: Uint8Array<ArrayBuffer>;
  };
  /** Of the bytes as they are. */
  readonly digest: string;
};

/** By path below `/dashboard/`. Nothing else is ever served, whatever a request's path says. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

export const PAGE = "index.html";
/** Their names change with what is in them. */
const HASHED = "assets/";
const YEAR_SECONDS = 31_536_000;

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SAFE_HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

/** The console's pages and what they load. */
export function dashboardFileRoutes(files: ConsoleFiles) {
  return new Hono()
    .get("/", (c) => c.redirect("/dashboard"))
    .get("/dashboard", (c) => answerPage(c, files))
    .get("/dashboard/*", (c) => {
      const path = c.req.path.slice("/dashboard/".length);
      const file = path === PAGE ? undefined : files.get(path);
      if (file !== undefined) return answerFile(c, file, cachingOf(path));
      // Of an earlier build, most of the time: a page in its place would only be a riddle.
      return path.startsWith(HASHED) ? notFound(c) : answerPage(c, files);
    });
}

function cachingOf(path: string): string {
  return path.startsWith(HASHED) ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache";
}

/** The console finds out by itself which of its screens the path names. */
function answerPage(c: Context, files: ConsoleFiles): Response {
  const page = files.get(PAGE);
  return page === undefined ? answerUnbuilt(c) : answerFile(c, page, "no-cache");
}

function answerUnbuilt(c: Context): Response {
  return c.html(UNBUILT, 503, SAFE_HEADERS);
}

const UNBUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Switchhook</title>
  </head>
  <body>
    <h1>Switchhook is running, its console is not built</h1>
    <p>Run <code>npm run prepare</code> where Switchhook is installed, then start it again.</p>
    <p>Everything that the console does, the API does as well: <a href="/docs">/docs</a>.</p>
  </body>
</html>
`;

function answerFile(c: Context, file: ConsoleFile, caching: string): Response {
  const encoding = encodingFor(c.req.header("Accept-Encoding"), file);
  const bytes = file.bytes[encoding] ?? file.bytes.identity;
  const tag = encoding === "identity" ? `"${file.digest}"` : `"${file.digest}-${encoding}"`;
  const headers = { ...SAFE_HEADERS, "Cache-Control": caching, ETag: tag, Vary: "Accept-Encoding" };
  if (isListed(tag, c.req.header("If-None-Match"))) return c.body(null, 304, headers);
  return c.body(bytes, 200, {
    ...headers,
    "Content-Type": file.contentType,
    "Content-Length": String(bytes.byteLength),
    ...(encoding !== "identity" && { "Content-Encoding": encoding }),
  });
}

const PREFERRED = ["br", "gzip"] as const;

/** The smallest form that the client takes (RFC 9110, section 12.5.3). */
export function encodingFor(accepted: string | undefined, { bytes }: ConsoleFile): Encoding {
  const weights = new Map(
    (accepted ?? "").split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)];
    }),
  );
  const takes = (name: string) => (weights.get(name) ?? weights.get("*") ?? 0) > 0;
  return PREFERRED.find((name) => bytes[name] !== undefined && takes(name)) ?? "identity";
}
