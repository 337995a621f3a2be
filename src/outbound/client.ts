import { Agent } from "undici";
import type { SendOutcome, SendRequest } from "#src/pipeline/ports.ts";
import { connectionMarks, createConnector, type Lookup } from "./connector.ts";
import { type EgressPolicy, parseTarget } from "./egress.ts";
import { CANCELLED, Exchange } from "./exchange.ts";

export type SenderOptions = {
  readonly policy: EgressPolicy;
  /** Sent where a request names no `user-agent` of its own. */
  readonly userAgent: string;
  /** Connections to one origin at most; further requests wait, and their deadline runs. Unlimited unless given. */
  readonly connections?: number;
  /** Replaces the resolvers. */
  readonly lookup?: Lookup;
  /** PEM certificates to trust instead of Node's own. */
  readonly ca?: string;
};

export type Sender = AsyncDisposable & {
  /**
   * One HTTP/1.1 exchange. Whatever the network does is a value, never an exception. Redirects are responses; a body
   * is kept as it came, compressed or not. Nothing is ever sent twice: where a kept connection dies under a request
   * whose fate is unknown, the outcome is `connection_reset`, and sending again is the schedule's affair.
   */
  send(request: SendRequest & { readonly signal?: AbortSignal }): Promise<SendOutcome>;
  /** Waits for the requests under way, each of which has its deadline. */
  close(): Promise<void>;
};

/** Idle connections close after this long, or a second before the server says it will. */
const KEEP_ALIVE_MS = 2_000;
const KEEP_ALIVE_MARGIN_MS = 1_000;
const KEEP_ALIVE_MAX_MS = 5_000;
/** With more connections than this open, further requests ask for theirs to be closed: what is idle stays bounded. */
const MAX_KEPT_CONNECTIONS = 4_096;
const MAX_HEADER_BYTES = 32 * 1024;

/** Framing and routing are the client's own: a tenant's custom header must not reach another host or request. */
const OWN_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** A client for tenants' endpoints. Takes no proxy from the environment. */
export function createSender(options: SenderOptions): Sender {
  const connector = createConnector(options);
  const agent = new Agent({
    connect: connector.connect,
    connections: options.connections ?? null,
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The exchange's own deadline covers these, and what lies before and after them.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const underWay = new Set<Promise<SendOutcome>>();

  function send(request: SendRequest & { readonly signal?: AbortSignal }): Promise<SendOutcome> {
    const exchange = new Exchange(request.timeoutMs, request.signal);
    const target = parseTarget(request.url, options.policy);
    if (request.signal?.aborted) {
      exchange.fail("internal_error", CANCELLED);
    } else if (target.ok) {
      const dispatched = {
        origin: target.value.origin,
        path: target.value.pathname + target.value.search,
        method: request.method,
        headers: withDefaults(request.headers, options.userAgent),
        body: request.body,
        reset: connector.openCount() >= MAX_KEPT_CONNECTIONS,
      };
      connectionMarks.run(exchange.marks, () => agent.dispatch(dispatched, exchange));
    } else {
      exchange.fail("blocked_target", target.detail ?? target.reason);
    }
    underWay.add(exchange.outcome);
    return exchange.outcome.finally(() => underWay.delete(exchange.outcome));
  }

  async function close(): Promise<void> {
    await Promise.all(underWay);
    await agent.destroy();
    connector.close();
  }

  return { send, close, [Symbol.asyncDispose]: close };
}

function withDefaults(
  headers: Readonly<Record<string, string>>,
  userAgent: string,
): Record<string, string> {
  const given = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !OWN_HEADERS.has(name));
  return { "user-agent": userAgent, ...Object.fromEntries(given), "accept-encoding": "identity" };
}
