import type { Context } from "hono";
import type { Content } from "#src/pipeline/media-contents.ts";
import { failed } from "./problem.ts";

/** Both ends are included. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * What a `Range` header asks of so many bytes (RFC 9110, section 14): a single range; `whole` for what is no range of
 * bytes, or several of them, which a server may answer with all of it.
 */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | "whole" | "unsatisfiable" {
  const [, from = "", to = ""] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? "") ?? [];
  if (from === "" && to === "") return "whole";
  const last = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  const first = from === "" ? Math.max(sizeBytes - Number(to), 0) : Number(from);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return "whole";
  return first > last ? "unsatisfiable" : { first, last };
}

/** Serves bytes with ranges, for GET and HEAD. */
export async function answerContent(c: Context, content: Content): Promise<Response> {
  const { sizeBytes } = content;
  const etag = `"${Buffer.from(content.sha256).toString("hex")}"`;
  const headers = {
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Content-Type": content.contentType,
    "Content-Disposition": `inline; filename="${content.filename}"`,
    "X-Content-Type-Options": "nosniff",
  };
  if (isListed(etag, c.req.header("If-None-Match"))) return c.body(null, 304, { ETag: etag });
  // Range is defined for GET alone.
  if (c.req.method === "HEAD") {
    return c.body(null, 200, { ...headers, "Content-Length": String(sizeBytes) });
  }
  const asked = appliesTo(etag, c.req.header("If-Range")) ? c.req.header("Range") : undefined;
  const range = rangeOf(asked, sizeBytes);
  if (range === "unsatisfiable") return unsatisfiable(c, sizeBytes);
  const { first, last } = range === "whole" ? { first: 0, last: sizeBytes - 1 } : range;
  const body = await content.open(first, last);
  if (body === null) return gone(c, "The file of this recording is no longer there.");
  const length = { "Content-Length": String(last - first + 1) };
  if (range === "whole") return c.body(toBody(body), 200, { ...headers, ...length });
  const place = { "Content-Range": `bytes ${first}-${last}/${sizeBytes}` };
  return c.body(toBody(body), 206, { ...headers, ...length, ...place });
}

export function gone(c: Context, detail: string) {
  return failed(c, "gone", { detail });
}

function unsatisfiable(c: Context, sizeBytes: number): Response {
  return failed(c, "range-not-satisfiable", {
    detail: `There are ${sizeBytes} bytes.`,
    headers: { "Content-Range": `bytes */${sizeBytes}` },
  });
}

/** A range of what the client does not have the rest of would be of no use: it gets the whole instead. */
function appliesTo(etag: string, ifRange: string | undefined): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}

export function isListed(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function toBody(body: ReadableStream<Uint8Array> | Uint8Array) {
  return body instanceof Uint8Array ? new Uint8Array(body) : body;
}
