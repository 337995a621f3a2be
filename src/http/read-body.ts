import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

export type BodyRead =
  | { readonly kind: "complete"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large"; readonly limitBytes: number }
  /** The caller went away, or sent less than it announced. */
  | { readonly kind: "broken" };

/** So many first bytes are enough for a provider to tell its kinds of callback apart. */
const HEAD_BYTES = 64 * 1024;

/** Reads a body as exact bytes; stops at the limit while streaming, whatever `Content-Length` said. */
export async function readBody(
  c: Context<{ Bindings: Partial<HttpBindings> }>,
  limitFor: (head: Uint8Array) => number,
): Promise<BodyRead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let limitBytes = Number.POSITIVE_INFINITY;
  try {
    for await (const chunk of bodyOf(c)) {
      const isHead = length < HEAD_BYTES;
      chunks.push(chunk);
      length += chunk.byteLength;
      if (isHead) limitBytes = limitFor(headOf(chunks));
      if (length > limitBytes) return { kind: "too-large", limitBytes };
    }
  } catch {
    // The stream says only that it ended early; there is nobody left to tell more.
    return { kind: "broken" };
  }
  return { kind: "complete", bytes: Buffer.concat(chunks, length) };
}

function headOf(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  const head = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
  return head.subarray(0, HEAD_BYTES);
}

/** Node's own request where there is one: a web stream around it costs as much as the rest of the request. */
function bodyOf(
  c: Context<{ Bindings: Partial<HttpBindings> }>,
): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  // Leaving the loop early must not destroy the socket: the refusal still has to travel over it.
  const incoming = c.env?.incoming?.iterator({ destroyOnReturn: false });
  return incoming ?? c.req.raw.body ?? [];
}
