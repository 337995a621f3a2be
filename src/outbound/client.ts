import { Agent } from "undici";
import type { Result } from "#src/core/result.ts";
import type { SendOutcome, SendRequest } from "#src/pipeline/send-ports.ts";
import { connectionMarks, createConnector, type Lookup } from "./connector.ts";
import { type EgressPolicy, parseTarget, type TargetRefusal } from "./egress.ts";
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
/** The same URLs are called again and again. */
const MAX_KNOWN_TARGETS = 2_000;

/**
 * Framing and routing are the client's own: a tenant's custom header must not reach another host or request. And what is
 * kept of a response is to be readable.
 */
const OWN_HEADERS = new Set([
  "accept-encoding",
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
  const targetOf = createTargets(options.policy);
  const underWay = new Set<Exchange>();
  const heard = new WeakSet<AbortSignal>();

  /** One listener for all exchanges of a signal: one for each would have to be found among all the others. */
  function listenTo(signal: AbortSignal): void {
    if (heard.has(signal)) return;
    heard.add(signal);
    const onAbort = () => {
      for (const exchange of underWay) if (exchange.signal === signal) exchange.cancel();
    };
    signal.addEventListener("abort", onAbort, { once: true });
  }

  function send(request: SendRequest & { readonly signal?: AbortSignal }): Promise<SendOutcome> {
    const { signal } = request;
    const exchange = new Exchange(request.timeoutMs, signal, (ended) => underWay.delete(ended));
    underWay.add(exchange);
    const target = targetOf(request);
    if (signal?.aborted) {
      exchange.fail("internal_error", CANCELLED);
    } else if (target.ok) {
      if (signal !== undefined) listenTo(signal);
      const dispatched = {
        origin: target.value.origin,
        path: target.value.path,
        method: request.method,
        headers: wireHeaders(request.headers, options.userAgent),
        body: request.body,
        reset: connector.openCount() >= MAX_KEPT_CONNECTIONS,
      };
      connectionMarks.run(exchange.marks, () => agent.dispatch(dispatched, exchange));
    } else {
      exchange.fail("blocked_target", target.detail ?? target.reason);
    }
    return exchange.outcome;
  }

  async function close(): Promise<void> {
    await Promise.all(Array.from(underWay, ({ outcome }) => outcome));
    await agent.destroy();
    connector.close();
  }

  return { send, close, [Symbol.asyncDispose]: close };
}

type Target = { readonly origin: string; readonly path: string };

/** Checks targets, and remembers what came of it: by name and form only, as addresses are checked by the connector. */
function createTargets(policy: EgressPolicy) {
  const known = new Map<string, Result<Target, TargetRefusal>>();

  function check(url: string): Result<Target, TargetRefusal> {
    const parsed = parseTarget(url, policy);
    if (!parsed.ok) return parsed;
    const { origin, pathname, search } = parsed.value;
    return { ok: true, value: { origin, path: pathname + search } };
  }

  return ({ url, method }: SendRequest): Result<Target, TargetRefusal> => {
    const before = known.get(url);
    if (before !== undefined) return before;
    const target = check(url);
    // The URL of a GET holds its payload, and does not come again.
    if (method === "POST") known.set(url, target);
    if (known.size > MAX_KNOWN_TARGETS) known.clear();
    return target;
  };
}

/** Names and values in turn. Names are lower-case; the caller's differ by more than case. */
function wireHeaders(headers: Readonly<Record<string, string>>, userAgent: string): string[] {
  const list = ["user-agent", userAgent, "accept-encoding", "identity"];
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (key === "user-agent") list[1] = value;
    else if (!OWN_HEADERS.has(key)) list.push(key, value);
  }
  return list;
}
