import { randomBytes } from "node:crypto";
import type { Config } from "#src/config.ts";
import { createDispatchStore } from "#src/db/dispatch-store.ts";
import { createPresence } from "#src/db/presence.ts";
import { createSender } from "#src/outbound/client.ts";
import { createEgressPolicy, type EgressPolicy } from "#src/outbound/egress.ts";
import { deliver } from "#src/pipeline/deliver.ts";
import { createDispatcher, type Dispatcher } from "#src/pipeline/dispatch.ts";
import type { Log, SendRequest } from "#src/pipeline/ports.ts";
import { dialects } from "#src/registry.ts";
import { VERSION } from "#src/version.ts";
import type { Storage } from "./storage.ts";

export type EngineOptions = {
  readonly config: Config;
  readonly connectionString: string;
  readonly log: Log;
  /** Configuration changed somewhere. */
  readonly onConfigChange: () => void;
};

export type Engine = {
  /** Null in a process that delivers nothing. */
  readonly dispatcher: Dispatcher | null;
  readonly egress: EgressPolicy;
};

/** What delivers: the dispatcher, its identity among dispatchers, and the client for tenants' endpoints. */
export async function startEngine(
  { config, connectionString, log, onConfigChange }: EngineOptions,
  storage: Storage,
  stack: AsyncDisposableStack,
): Promise<Engine> {
  const egress = createEgressPolicy({ allowPrivateTargets: config.network.allowPrivateTargets });
  const delivers = config.role !== "api";
  const userAgent = `Switchhook/${VERSION}`;
  const sender = stack.use(createSender({ policy: egress, userAgent }));
  const engine: { dispatcher: Dispatcher | null } = { dispatcher: null };
  const presence = await createPresence({
    connectionString,
    newId: storage.newId,
    onWake: () => engine.dispatcher?.wake(),
    onConfigChange,
    onError: (error) => log.error("listening connection failed", { error: String(error) }),
  });
  stack.use(presence);
  if (!delivers) return { dispatcher: null, egress };
  const cutOff = new AbortController();
  const attempt = {
    send: (request: SendRequest) => sender.send({ ...request, signal: cutOff.signal }),
    dialects,
    userAgent,
    now: () => new Date(),
    random: Math.random,
    newSpanId,
  };
  const dispatcher = createDispatcher({
    store: createDispatchStore(storage),
    deliver: (outgoing) => deliver(attempt, outgoing),
    ownerId: presence.ownerId,
    concurrency: config.delivery.concurrency,
    newId: storage.newId,
    log,
  });
  engine.dispatcher = dispatcher;
  dispatcher.start();
  stack.defer(async () => {
    await dispatcher.stop(Date.now() + config.shutdownGraceMs);
    // What is under way still has had its time; its jobs are live.
    cutOff.abort();
  });
  return { dispatcher, egress };
}

/** W3C Trace Context forbids the id of all zeros; the chance of one is 2^-64, and it costs nothing to rule out. */
function newSpanId(): string {
  const id = randomBytes(8).toString("hex");
  return /^0+$/.test(id) ? newSpanId() : id;
}
