/**
 * Callbacks as most of them come, small and with POST, without what other routes need: a web request, a web response and
 * a router around each take as long as all else that a callback's connection costs. What is unusual in any way is left
 * to routes/callbacks.ts, and is answered alike.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseId } from "#src/core/ids.ts";
import type { Log } from "#src/pipeline/ports.ts";
import type { Provider } from "#src/provider.ts";
import { answerTo, BROKEN_BODY, type CallbackProblem, tooLarge } from "./callback-answer.ts";
import { failureOf } from "./failure.ts";
import { sane } from "./middleware/request-id.ts";
import { PROBLEM_TYPE, problemOf, STATUS } from "./problem.ts";
import { pairsOf } from "./raw-request.ts";
import { HEAD_BYTES, MEMORY_BYTES } from "./read-body.ts";
import { type HeaderMap, readHeaders } from "./request-headers.ts";
import type { CallbackRoutesDependencies } from "./routes/callbacks.ts";

/** False: the request is somebody else's, and untouched. */
export type Direct = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

export type DirectDependencies = Pick<
  CallbackRoutesDependencies,
  "providers" | "receive" | "publicUrl" | "clientAddress" | "clientName" | "now"
> & {
  readonly newRequestId: () => string;
  readonly log: Log;
};

type Request = {
  readonly provider: Provider;
  readonly connectionId: string | null;
  readonly target: string;
  readonly headers: HeaderMap;
};

export function directCallbacks(dependencies: DirectDependencies): Direct {
  const { providers, newRequestId, log } = dependencies;
  const names = [...providers.keys()].join("|");
  const shape = new RegExp(`^(/api/webhooks/(${names})(?:/([0-9A-Fa-f-]{36}))?)(?:\\?|$)`);

  function read(incoming: IncomingMessage): (Request & { readonly path: string }) | null {
    const { method, url: target = "", rawHeaders } = incoming;
    const [, path, name = "", named] = (method === "POST" && shape.exec(target)) || [];
    const provider = providers.get(name);
    if (path === undefined || provider === undefined) return null;
    const connectionId = named === undefined ? null : parseId(named);
    const headers = readHeaders(rawHeaders);
    const isMeant = connectionId !== null || named === undefined;
    return isMeant && isPlain(headers) ? { provider, connectionId, target, headers, path } : null;
  }

  async function answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    { path, ...request }: Request & { readonly path: string },
  ): Promise<void> {
    const requestId = sane(request.headers.get("x-request-id")) ?? newRequestId();
    function refuse(problem: CallbackProblem, headers = {}): void {
      const body = JSON.stringify(problemOf(problem, { instance: path, requestId }));
      write(outgoing, problem.status, { requestId, contentType: PROBLEM_TYPE, body, headers });
    }
    try {
      const told = await take(dependencies, incoming, request);
      if (told.kind === "problem") return refuse(told.problem);
      const { status, ...reply } = told.reply;
      write(outgoing, status, { requestId, ...reply });
    } catch (error) {
      const { code, detail, headers } = failureOf(
        error instanceof Error ? error : new Error(String(error)),
        { requestId, method: "POST" },
        log,
      );
      refuse({ status: STATUS[code], code, detail }, headers);
    }
  }

  return (incoming, outgoing) => {
    const request = read(incoming);
    if (request !== null) void answer(incoming, outgoing, request);
    return request !== null;
  };
}

/** Of a length that is known and small, and not encoded. */
function isPlain(headers: HeaderMap): boolean {
  const length = Number(headers.get("content-length") ?? Number.NaN);
  return length <= MEMORY_BYTES && !headers.has("content-encoding") && !headers.has("expect");
}

async function take(
  { receive, publicUrl, clientAddress, clientName, now }: DirectDependencies,
  incoming: IncomingMessage,
  { provider, connectionId, target, headers }: Request,
) {
  const body = await bodyOf(incoming);
  if (body === null) return { kind: "problem", problem: BROKEN_BODY } as const;
  const limitBytes = provider.bodyLimitBytes(body.subarray(0, HEAD_BYTES));
  if (body.byteLength > limitBytes) {
    return { kind: "problem", problem: tooLarge(limitBytes) } as const;
  }
  const peer = incoming.socket.remoteAddress ?? "";
  const url = `${publicUrl()}${target}`;
  const received = await receive({
    provider,
    connectionId,
    request: { method: "POST", url, headers, body, receivedAt: now() },
    target,
    rawHeaders: pairsOf(incoming.rawHeaders),
    remoteAddress: clientAddress(peer, headers),
    clientName: clientName(peer, headers),
  });
  return answerTo(received);
}

/** Null when it ends too early. */
function bodyOf(incoming: IncomingMessage): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    incoming
      .on("data", (chunk: Uint8Array) => void chunks.push(chunk))
      // Copied also where there is only one: a chunk may keep much more memory than its own.
      .on("end", () => resolve(Buffer.concat(chunks)))
      .on("error", () => resolve(null))
      .on("close", () => resolve(null));
  });
}

type Answer = {
  readonly requestId: string;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** With the headers that every response has (middleware/request-id.ts). */
function write(
  outgoing: ServerResponse,
  status: number,
  { requestId, contentType, body, headers = {} }: Answer,
): void {
  outgoing
    .writeHead(status, [
      ...Object.entries(headers).flat(),
      ...["Content-Type", contentType, "Content-Length", String(Buffer.byteLength(body))],
      ...["X-Request-Id", requestId, "X-Content-Type-Options", "nosniff"],
      ...["Cache-Control", "no-store"],
    ])
    .end(body);
}
