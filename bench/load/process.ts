/** The load generator: a process of its own, so that what it costs is not counted to what it measures. */
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { clockMs } from "../clock.ts";
import { growingSmallNumbers, growingTimes } from "../growing.ts";
import { answerQuestions } from "../remote.ts";
import { Connections } from "./connections.ts";
import type { LoadPlan, Pace, Sent } from "./plan.ts";
import { rendererFor } from "./requests.ts";
import type { Schedule } from "./ticker.ts";

/** A sender that was refused waits so long, as nothing is learnt from refusals by the thousand. */
const PAUSE_AFTER_REFUSAL_MS = 10;
/** Between the plan and the first callback that is due. */
const LEAD_MS = 20;

const handlers = { run };
export type GeneratorHandlers = typeof handlers;
answerQuestions(handlers);

async function run({ run: id, targets, pace }: LoadPlan): Promise<Sent> {
  const renders = targets.map((target) => rendererFor(id, target));
  const connections = new Connections(new URL(targets[0]?.url ?? "").origin);
  const startedAt = growingTimes();
  const answeredAt = growingTimes();
  const statuses = growingSmallNumbers();
  const lateMs = growingTimes();

  async function send(number: number, dueAt: number | null): Promise<number> {
    const post = renders[number % renders.length]?.(number);
    if (post === undefined) throw new Error("a plan without targets");
    const now = clockMs();
    if (dueAt !== null) lateMs.set(number, now - dueAt);
    startedAt.set(number, dueAt ?? now);
    const status = await connections.post(post);
    answeredAt.set(number, clockMs());
    statuses.set(number, status);
    return status;
  }

  try {
    await (pace.kind === "closed" ? sendInTurns(pace, send) : sendByTheClock(pace, send));
  } finally {
    await connections.close();
  }
  return {
    startedAt: startedAt.taken(),
    answeredAt: answeredAt.taken(),
    statuses: statuses.taken(),
    lateMs: lateMs.taken(),
  };
}

type Send = (number: number, dueAt: number | null) => Promise<number>;

async function sendInTurns(
  { senders, seconds, count }: Extract<Pace, { readonly kind: "closed" }>,
  send: Send,
): Promise<void> {
  const endsAt = clockMs() + seconds * 1_000;
  let next = 0;
  async function sender(): Promise<void> {
    while (next < count && clockMs() < endsAt) {
      const status = await send(next++, null);
      if (status < 200 || status > 299) await delay(PAUSE_AFTER_REFUSAL_MS);
    }
  }
  await Promise.all(Array.from({ length: senders }, sender));
}

async function sendByTheClock(
  { perSecond, seconds }: Extract<Pace, { readonly kind: "open" }>,
  send: Send,
): Promise<void> {
  const intervalMs = 1_000 / perSecond;
  const count = Math.round(perSecond * seconds);
  const startAt = clockMs() + LEAD_MS;
  const schedule: Schedule = { startAt, intervalMs, count };
  const ticker = new Worker(new URL("./ticker.ts", import.meta.url), { workerData: schedule });
  const underWay = new Set<Promise<number>>();
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    ticker.on("error", reject);
    ticker.on("exit", () => resolve());
    ticker.on("message", () => {
      const now = clockMs();
      while (next < count && startAt + next * intervalMs <= now) {
        const sending = send(next, startAt + next * intervalMs);
        next++;
        underWay.add(sending);
        void sending.finally(() => underWay.delete(sending));
      }
    });
  });
  await Promise.all(underWay);
}
