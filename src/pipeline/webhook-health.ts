import { nextHealthStep, STEPS, type Warning } from "#src/core/webhook-health.ts";
import type { FailingWebhook, HealthUnit } from "./notice-ports.ts";
import { disabling, emitNotices, type NoticeDependencies, warning } from "./notices.ts";
import { pause } from "./pause.ts";
import type { Log } from "./ports.ts";

/** The way is days long: nobody misses half a minute. */
const EVERY_MS = 30_000;
const BATCH = 100;

export type HealthDependencies = NoticeDependencies & {
  readonly transact: <T>(work: (unit: HealthUnit) => Promise<T>) => Promise<T>;
  readonly log: Log;
};

/**
 * Warns of webhooks that do nothing but fail, and in the end switches them off. What is due is in the database, and a
 * process takes what no other one holds, so each step is taken once.
 */
export function createHealthCheck(dependencies: HealthDependencies) {
  const stopping = new AbortController();
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const done = await attempt();
      if (done < BATCH) await pause(EVERY_MS, stopping.signal);
    }
  }

  async function attempt(): Promise<number> {
    try {
      return await checkHealth(dependencies);
    } catch (error) {
      dependencies.log.error("failing webhooks could not be seen to, trying again", {
        error: String(error),
      });
      return 0;
    }
  }

  return {
    start(): void {
      loop = run();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopping.abort();
      await loop;
    },
  };
}

/** One transaction; returns how many webhooks were warned of or switched off. */
export async function checkHealth(dependencies: HealthDependencies): Promise<number> {
  const decided = await dependencies.transact((unit) => takeSteps(dependencies, unit));
  for (const { webhookId, workspaceId } of decided.disabled) {
    dependencies.log.warn("webhook was switched off after days of failure", {
      webhookId,
      workspaceId,
    });
  }
  return decided.warned.length + decided.disabled.length;
}

type Warned = { readonly webhook: FailingWebhook; readonly percent: Warning };
type Decided = { readonly warned: readonly Warned[]; readonly disabled: readonly FailingWebhook[] };

async function takeSteps(dependencies: HealthDependencies, unit: HealthUnit): Promise<Decided> {
  const decided = decide(await unit.lockFailing(STEPS, BATCH));
  const { warned, disabled } = decided;
  const troubled = [...warned.map(({ webhook }) => webhook), ...disabled];
  if (troubled.length === 0) return decided;
  const at = dependencies.now();
  const notices = [
    ...warned.map(({ webhook, percent }) => warning(webhook, percent, at)),
    ...disabled.map((webhook) => disabling({ ...webhook, reason: "failing" }, at)),
  ];
  const configs = await unit.ingest.configs([
    ...new Set(troubled.map(({ workspaceId }) => workspaceId)),
  ]);
  await emitNotices(dependencies, unit.ingest, notices, configs);
  if (warned.length > 0) {
    await unit.saveWarnings(
      warned.map(({ webhook: { webhookId }, percent }) => ({ webhookId, percent })),
    );
  }
  // Last, because it makes another version of the configurations that were read.
  if (disabled.length > 0) {
    await unit.deactivate(
      disabled.map(({ webhookId }) => webhookId),
      "failing",
    );
  }
  return decided;
}

function decide(failing: readonly FailingWebhook[]): Decided {
  const warned: Warned[] = [];
  const disabled: FailingWebhook[] = [];
  for (const webhook of failing) {
    const step = nextHealthStep(webhook);
    if (step.kind === "warn") warned.push({ webhook, percent: step.percent });
    if (step.kind === "deactivate") disabled.push(webhook);
  }
  return { warned, disabled };
}
