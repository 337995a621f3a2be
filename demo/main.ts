/**
 * `npm run demo`: a whole gateway, a tenant that verifies what it gets, and every recorded callback played to it.
 * Exits with 0 only if all of it went right.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readFixtures } from "#src/cli/fixtures.ts";
import { sendFixture } from "#src/cli/send-fixture.ts";
import { faults, type Play, type Run } from "./check.ts";
import {
  createExpectation,
  readScenes,
  receivedAt,
  type Scene,
  tellingReferences,
} from "./expectation.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { readRecords } from "./records.ts";
import { type Account, signUp } from "./sign-up.ts";
import {
  accounts,
  callbackTable,
  chapter,
  LEGEND,
  PROLOGUE,
  sample,
  summary,
  wrapped,
} from "./story.ts";
import { startTenant } from "./tenant.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));
const DELIVERY_DEADLINE_MS = 20_000;
const POLL_MS = 100;
/** Longest hold of a call's end that is waited for. */
const LONGEST_HOLD_MS = 10_000;
const MOST_FAULTS_SHOWN = 30;
const CLOCK_SLACK_MS = 1_000;

const Page = z.object({ meta: z.object({ total: z.number() }) });

/** Returns what went wrong; empty when nothing did. */
async function demo(stack: AsyncDisposableStack): Promise<readonly string[]> {
  print(PROLOGUE);
  const startedAt = Date.now();
  const scenes = await readScenes(await readFixtures([FIXTURES], null));

  print(chapter(1, "A gateway and a tenant start"));
  const gateway = await startGateway(stack);
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const tenant = await startTenant(secret, stack);
  print(`Gateway          ${gateway.url}   (with a PostgreSQL of its own)\n`);
  print(`Tenant endpoint  ${tenant.url}\n`);

  print(chapter(2, "The tenant gets a workspace, and tells its providers where to call"));
  const fixtures = scenes.map(({ fixture }) => fixture);
  const references = tellingReferences(scenes);
  const account = await signUp({ gateway, fixtures, references, webhookUrl: tenant.url, secret });
  print(`${accounts(fixtures, account.callbackUrls)}\n`);
  print(`Its webhook is subscribed to ${account.subscriptions.length} kinds of event:\n`);
  print(wrapped(account.subscriptions));

  print(chapter(3, "The providers call: what came in, which events it became, what was delivered"));
  const plays = await playAll(scenes, account);
  const look = async (): Promise<Run> => {
    const records = await readRecords(gateway.connectionString);
    const period = { from: startedAt - CLOCK_SLACK_MS, to: Date.now() + CLOCK_SLACK_MS };
    return { plays, records, received: [...tenant.received], period };
  };
  const run = await settled(account, look);
  print(callbackTable(run));
  print(`\n${LEGEND}\n`);

  print(chapter(4, "One of these deliveries, as the tenant got it"));
  print(sample(run));

  print(chapter(5, "Summary"));
  print(summary(run));
  return [...faults(run), ...complaints(gateway)];
}

async function playAll(scenes: readonly Scene[], account: Account): Promise<readonly Play[]> {
  const expectation = createExpectation();
  const plays: Play[] = [];
  for (const scene of scenes) {
    const { fixture } = scene;
    const now = new Date();
    const to = account.callbackUrls.get(fixture) ?? "";
    const target = { to, publicUrl: null, connection: null, secret: null };
    const answer = await sendFixture(fixture, target, now);
    plays.push({
      name: fixture.name,
      answer,
      events: expectation.hear(receivedAt(scene, now), now),
    });
  }
  const wakesAt = expectation.wakesUntil(new Date(Date.now() + LONGEST_HOLD_MS));
  if (wakesAt === null) return plays;
  const waitMs = Math.max(wakesAt.getTime() - Date.now(), 0);
  print(`(Some ends of calls are held for a moment, because more may be heard of them.)\n\n`);
  await delay(waitMs);
  const name = `(${Math.ceil(waitMs / 1000)} s later, by itself)`;
  return [...plays, { name, answer: null, events: expectation.wake(new Date()) }];
}

/** The state of things when no delivery waits and nothing is amiss any more, or when it is too late for that. */
async function settled({ webhookId, get }: Account, look: () => Promise<Run>): Promise<Run> {
  const filter = encodeURIComponent('eq(status,"pending")');
  const path = `/v1/webhooks/${webhookId}/deliveries?limit=1&filter=${filter}`;
  const deadline = Date.now() + DELIVERY_DEADLINE_MS;
  for (;;) {
    const { total: waiting } = (await get(path, Page)).meta;
    const run = await look();
    if ((waiting === 0 && faults(run).length === 0) || Date.now() > deadline) return run;
    await delay(POLL_MS);
  }
}

function complaints({ complaints: all }: Gateway): readonly string[] {
  return all.map((complaint) => `the gateway complained: ${complaint}`);
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Ctrl-C ends the demo like any other failure: what was started is stopped first. */
function interruption(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => resolve([`stopped by ${signal}`]));
    }
  });
}

async function run(): Promise<readonly string[]> {
  await using stack = new AsyncDisposableStack();
  try {
    return await Promise.race([demo(stack), interruption()]);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

const started = performance.now();
const wrong = await run();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (wrong.length === 0) {
  print(`\nAll of it is right. (${seconds} s)\n`);
} else {
  const shown = wrong.slice(0, MOST_FAULTS_SHOWN).map((fault) => `  ${fault}\n`);
  const more = wrong.length > shown.length ? `  … and ${wrong.length - shown.length} more\n` : "";
  process.stderr.write(`\nNot right (${seconds} s):\n${shown.join("")}${more}`);
}
// What was interrupted in the middle of starting must not keep the process alive.
process.exit(wrong.length === 0 ? 0 : 1);
