import type { Config } from "#src/config.ts";
import { createDatabaseClock } from "#src/db/database-clock.ts";
import { createDispatchStore } from "#src/db/dispatch-store.ts";
import { createHealthTransact } from "#src/db/health-store.ts";
import { createSweepOrders } from "#src/db/order-sweep.ts";
import { createOrphanStore } from "#src/db/orphan-store.ts";
import { createPresence } from "#src/db/presence.ts";
import { createSender } from "#src/outbound/client.ts";
import { createEgressPolicy, type EgressPolicy } from "#src/outbound/egress.ts";
import { deliver } from "#src/pipeline/deliver.ts";
import { createDispatcher, type Dispatcher } from "#src/pipeline/dispatch.ts";
import { type LiveBus, NOBODY_WATCHES } from "#src/pipeline/live-tail-ports.ts";
import { tellHealth, tellSettled } from "#src/pipeline/live-tail-publish.ts";
import { createTellNews } from "#src/pipeline/notices.ts";
import { type Observers, UNOBSERVED } from "#src/pipeline/observe-inbound.ts";
import {
  type Attempt,
  observeAttempts,
  observeDispatchStore,
  observeHealth,
  observeTellNews,
} from "#src/pipeline/observe-outbound.ts";
import { createOrderSweep } from "#src/pipeline/order-sweep.ts";
import { createOrphanSweep } from "#src/pipeline/orphans.ts";
import type { AttemptResult, Log, Outgoing } from "#src/pipeline/ports.ts";
import type { SendRequest } from "#src/pipeline/send-ports.ts";
import { createHealthCheck } from "#src/pipeline/webhook-health.ts";
import { dialects } from "#src/registry.ts";
import { readFailpoints } from "./failpoints.ts";
import { newSpanId } from "./span-id.ts";
import type { Storage } from "./storage.ts";
import { USER_AGENT } from "./user-agent.ts";
import { startRecoverer } from "./webhook-operations.ts";

export type EngineOptions = {
  readonly config: Config;
  readonly connectionString: string;
  readonly log: Log;
  readonly observers?: Observers;
  readonly live?: LiveBus;
  /** Configuration changed somewhere. */
  readonly onConfigChange: () => void;
};

export type Engine = {
  /** Null in a process that delivers nothing. */
  readonly dispatcher: Dispatcher | null;
  readonly egress: EgressPolicy;
  /** One attempt. */
  readonly deliver: (outgoing: Outgoing) => Promise<AttemptResult>;
};

/** What delivers: the dispatcher, its identity among dispatchers, and the client for tenants' endpoints. */
export async function startEngine(
  options: EngineOptions,
  storage: Storage,
  stack: AsyncDisposableStack,
): Promise<Engine> {
  const { config, connectionString, log, onConfigChange } = options;
  const { observers = UNOBSERVED, live = NOBODY_WATCHES } = options;
  const egress = createEgressPolicy({ allowPrivateTargets: config.network.allowPrivateTargets });
  const delivers = config.role !== "api";
  const userAgent = USER_AGENT;
  const sender = stack.use(createSender({ policy: egress, userAgent }));
  const engine: { dispatcher: Dispatcher | null } = { dispatcher: null };
  const presence = await createPresence({
    connectionString: config.database.sessionUrl ?? connectionString,
    newId: storage.newId,
    onWake: (where) => engine.dispatcher?.wake(where),
    onConfigChange,
    onError: (error) => log.error("listening connection failed", { error: String(error) }),
  });
  stack.use(presence);
  const cutOff = new AbortController();
  const attempt = {
    send: (request: SendRequest) => sender.send({ ...request, signal: cutOff.signal }),
    dialects,
    userAgent,
    now: () => new Date(),
    random: Math.random,
  };
  const clock = stack.use(createDatabaseClock({ ...storage, log }));
  await clock.look();
  clock.start();
  const deliverOne: Attempt = async (outgoing, ownSpanId = newSpanId) =>
    dueLater(await deliver({ ...attempt, newSpanId: ownSpanId }, outgoing), clock.skewMs());
  if (!delivers) {
    stack.defer(() => cutOff.abort());
    return { dispatcher: null, egress, deliver: deliverOne };
  }
  const noticing = { dialects, newId: storage.newId, now: attempt.now };
  const { metrics, tracing } = observers;
  const telling = tellSettled(
    observeTellNews(createTellNews(noticing), metrics),
    live,
    attempt.now,
  );
  const sound = createDispatchStore({
    ...storage,
    tell: telling.tell,
    onSuppressed: metrics.suppressed,
    log,
  });
  const store = readFailpoints(config.isProduction)?.dispatching(sound) ?? sound;
  const dispatcher = createDispatcher({
    store: telling.publish(observeDispatchStore(store, metrics)),
    deliver: observeAttempts(deliverOne, tracing),
    ownerId: presence.ownerId,
    concurrency: config.delivery.concurrency,
    perWebhook: config.delivery.perWebhook,
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
  const transact = tellHealth(observeHealth(createHealthTransact(storage), metrics), live);
  stack.use(createHealthCheck({ ...noticing, transact, log })).start();
  startRecoverer(storage, log, stack);
  stack.use(createOrderSweep({ sweep: createSweepOrders(storage), log })).start();
  const orphans = createOrphanStore({ ...storage, now: attempt.now });
  stack.use(createOrphanSweep({ store: orphans, onRepaired: metrics.repaired, log })).start();
  return { dispatcher, egress, deliver: deliverOne };
}

/** The next attempt's time as the clock shows it by which jobs are due. */
function dueLater(result: AttemptResult, skewMs: number): AttemptResult {
  const { step } = result;
  if (skewMs === 0 || step.kind !== "retry") return result;
  return { ...result, step: { ...step, at: new Date(step.at.getTime() + skewMs) } };
}
