import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";
import { type Issue, issue } from "#src/core/issue.ts";
import type { AnswerFailure } from "#src/http/family.ts";
import { describeIssues, failed, type RequestEnv } from "#src/http/problem.ts";
import { closingAnswer, readBody } from "#src/http/read-body.ts";

const MIB = 1024 * 1024;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json *(?:; *charset="?utf-?8"? *)?;?$/i;
const DEEPEST = 32;
/** Others' bodies mean nothing here, and no web request can be made of some of them (TRACE). */
const CARRY_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Reads the body, up to so many MiB of it. */
export function limitBodyTo(mibFor: (path: string) => number, answer: AnswerFailure = failed) {
  return createMiddleware<{ Bindings: Partial<HttpBindings> }>(async (c, next) => {
    const { method } = c.req;
    if (!CARRY_BODY.has(method)) return next();
    const mib = mibFor(c.req.path);
    const read = await readBody(c, () => mib * MIB);
    if (read.kind === "too-large") {
      const detail = `The body is larger than ${mib} MiB.`;
      return closingAnswer(c, answer(c, "payload-too-large", { detail }));
    }
    if (read.kind === "broken") {
      return answer(c, "invalid-request", { detail: "The body ended before it was complete." });
    }
    const body = new Uint8Array(read.bytes);
    c.req.raw = new Request(c.req.url, { method, headers: c.req.raw.headers, body });
    return next();
  });
}

export const limitBody = limitBodyTo(() => 1);

export type JsonBodyOptions = {
  readonly answer: AnswerFailure;
  /** What a body without a Content-Type is taken for; null refuses it. */
  readonly assumedType: "application/json" | null;
};

/** Lets through JSON in UTF-8 whose strings can be stored. Behind `limitBodyTo`. */
export function jsonBodyIn({ answer, assumedType }: JsonBodyOptions) {
  return createMiddleware<RequestEnv>(async (c, next) => {
    if (assumedType !== null && c.req.header("Content-Type") === undefined) {
      c.req.raw.headers.set("Content-Type", assumedType);
    }
    if (!JSON_TYPE.test(c.req.header("Content-Type") ?? "")) {
      return answer(c, "unsupported-media-type", { detail: "Send application/json in UTF-8." });
    }
    const body = parse(await c.req.arrayBuffer());
    if (body === undefined) {
      return answer(c, "malformed-json", { detail: "The body is not JSON in UTF-8." });
    }
    const issues = unstorable(body.value);
    return issues.length > 0 ? answer(c, "invalid-request", describeIssues(issues)) : next();
  });
}

/** An absent body gives no fields, and is told which of them are required. */
export function jsonFieldsIn(options: JsonBodyOptions) {
  const json = jsonBodyIn(options);
  return createMiddleware<RequestEnv>(async (c, next) => {
    if ((await c.req.arrayBuffer()).byteLength > 0) return json(c, next);
    c.req.raw.headers.delete("Content-Type");
    return next();
  });
}

export const jsonBody = jsonBodyIn({ answer: failed, assumedType: null });

/** As jsonBody, for requests that may do without a body: then they need say nothing of its type either. */
export const optionalJsonBody = createMiddleware<RequestEnv>(async (c, next) => {
  const isEmpty = (await c.req.arrayBuffer()).byteLength === 0;
  return isEmpty && c.req.header("Content-Type") === undefined ? next() : jsonBody(c, next);
});

/** Undefined where the bytes are not JSON. */
function parse(bytes: ArrayBuffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined; // The parser's own words may quote secrets of the body.
  }
}

/** Strings that PostgreSQL has no place for, and keys that no object of ours may have. */
function unstorable(value: unknown, path = "", depth = 0): Issue[] {
  if (typeof value === "string") return unstorableText(value, path);
  if (typeof value !== "object" || value === null) return [];
  if (depth === DEEPEST) return [issue(path, `is nested more than ${DEEPEST} levels deep`)];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = path === "" ? key : `${path}.${key}`;
    if (key === "__proto__") return [issue(here, "is not a name that can be used")];
    return [...unstorableText(key, here), ...unstorable(item, here, depth + 1)];
  });
}

function unstorableText(text: string, path: string): Issue[] {
  if (text.includes("\0")) return [issue(path, "contains a NUL character")];
  return text.isWellFormed() ? [] : [issue(path, "contains half of a surrogate pair")];
}
