import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { OpenSpool, Spool, SpooledBody } from "#src/pipeline/media-ports.ts";

type BodyContext = Context<{ Bindings: Partial<HttpBindings> }>;
type LimitFor = (head: Uint8Array) => number;

export type BodyRefusal =
  | { readonly kind: "too-large"; readonly limitBytes: number }
  /** The caller went away, or sent less than it announced. */
  | { readonly kind: "broken" };
type Complete = { readonly kind: "complete"; readonly bytes: Uint8Array };
export type BodyRead = Complete | BodyRefusal;

/** So many first bytes are enough for a provider to tell its kinds of callback apart. */
export const HEAD_BYTES = 64 * 1024;
/** What is larger is not held in memory while it arrives. */
export const MEMORY_BYTES = 1024 * 1024;

/** Of a body that is refused, so much is still taken in, for so long. */
const DROPPED_BYTES = 16 * 1024 * 1024;
const DROPPED_MS = 2_000;

/** Reads a body as exact bytes; stops at the limit while streaming, whatever `Content-Length` said. */
export async function readBody(c: BodyContext, limitFor: LimitFor): Promise<BodyRead> {
  const chunks: Uint8Array[] = [];
  const refusal = await receive(c, limitFor, async (chunk) => void chunks.push(chunk));
  return refusal ?? { kind: "complete", bytes: Buffer.concat(chunks) };
}

/**
 * As readBody; beyond 1 MiB the body goes to a file, and its sender is held back to the pace of the disk. Rejects with
 * a StorageError when the disk does not take it.
 */
export async function readOrSpool(
  c: BodyContext,
  limitFor: LimitFor,
  openSpool: () => ReturnType<OpenSpool>,
): Promise<BodyRead | { readonly kind: "spooled"; readonly body: SpooledBody }> {
  await using opened = new AsyncDisposableStack();
  const chunks: Uint8Array[] = [];
  const held: { bytes: number; spool: Spool | null } = { bytes: 0, spool: null };

  async function take(chunk: Uint8Array): Promise<void> {
    if (held.spool !== null) return held.spool.write(chunk);
    chunks.push(chunk);
    held.bytes += chunk.byteLength;
    if (held.bytes <= MEMORY_BYTES) return;
    held.spool = opened.use(await openSpool());
    for (const early of chunks.splice(0)) await held.spool.write(early);
  }

  const refusal = await receive(c, limitFor, take);
  if (refusal !== null) return refusal;
  return held.spool === null
    ? { kind: "complete", bytes: Buffer.concat(chunks) }
    : { kind: "spooled", body: held.spool.finish() };
}

/** Hands on each chunk in turn, within the limit; null when the body came whole. Rejects only as `take` does. */
async function receive(
  c: BodyContext,
  limitFor: LimitFor,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<BodyRefusal | null> {
  const head: Uint8Array[] = [];
  const taking: { failure: { readonly error: unknown } | null } = { failure: null };
  let length = 0;
  let limitBytes = Number.POSITIVE_INFINITY;
  try {
    for await (const chunk of bodyOf(c)) {
      if (length < HEAD_BYTES) {
        head.push(chunk);
        limitBytes = limitFor(joined(head));
      }
      length += chunk.byteLength;
      if (length > limitBytes) return { kind: "too-large", limitBytes };
      await take(chunk).catch((error: unknown) => {
        taking.failure = { error };
      });
      if (taking.failure !== null) break;
    }
  } catch {
    // The stream says only that it ended early; there is nobody left to tell more.
    return { kind: "broken" };
  }
  if (taking.failure !== null) throw taking.failure.error;
  return null;
}

function joined(head: readonly Uint8Array[]): Uint8Array {
  const [only] = head;
  const bytes = head.length === 1 && only !== undefined ? only : Buffer.concat(head);
  return bytes.subarray(0, HEAD_BYTES);
}

/**
 * Answers who is still sending, then closes the connection. The answer goes out at once, but is ended only when the rest
 * has been taken in and dropped: a connection closed over unread bytes is reset, and the answer lost with it.
 */
export async function closingAnswer(c: BodyContext, answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const headers = new Headers(answer.headers);
  headers.set("Connection", "close");
  // By the length the caller knows that the answer is complete.
  headers.set("Content-Length", String(bytes.byteLength));
  const { status } = answer;
  const incoming = c.env?.incoming;
  if (incoming === undefined) return new Response(bytes, { status, headers });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes),
    async pull(controller) {
      await dropRest(incoming);
      controller.close();
    },
  });
  return new Response(body, { status, headers });
}

/** Resolves when nothing more comes, or enough has come. */
function dropRest(incoming: HttpBindings["incoming"]): Promise<void> {
  return new Promise((resolve) => {
    let dropped = 0;
    const limit = setTimeout(stop, DROPPED_MS);
    function drop(chunk: Uint8Array): void {
      dropped += chunk.byteLength;
      if (dropped > DROPPED_BYTES) stop();
    }
    function stop(): void {
      clearTimeout(limit);
      incoming.off("data", drop).off("end", stop).off("close", stop);
      resolve();
    }
    if (incoming.readableEnded || incoming.destroyed) return stop();
    incoming.on("end", stop).on("close", stop).on("data", drop);
    incoming.resume();
  });
}

/** Node's own request where there is one: a web stream around it costs as much as the rest of the request. */
function bodyOf(c: BodyContext): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  // Leaving the loop early must not destroy the socket: the refusal still has to travel over it.
  const incoming = c.env?.incoming?.iterator({ destroyOnReturn: false });
  return incoming ?? c.req.raw.body ?? [];
}
