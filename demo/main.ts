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
import type { EventDraft } from "#src/core/catalog.ts";
import { faults, type Play, type Run } from "./check.ts";
import {
  createExpectation,
  type Expectation,
  readScenes,
  type Scene,
  tellingReferences,
} from "./expectation.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { withGivenIds } from "./ids.ts";
import { linkFaults, linksIn } from "./links.ts";
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
/** The gateway looks for what is over twice in a second. */
const CONVERSATION_END_DEADLINE_MS = 5_000;
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
  const expectation = createExpectation(gateway.url);
  const plays = await playAll(scenes, account, { expectation, gateway });
  const later = await wait(expectation);
  const look = async (): Promise<Run> => {
    later.events.push(...expectation.wake(new Date()));
    const records = await readRecords(gateway.connectionString);
    const period = { from: startedAt - CLOCK_SLACK_MS, to: Date.now() + CLOCK_SLACK_MS };
    const all = withGivenIds([...plays, ...(later.events.length === 0 ? [] : [later])], records);
    return { plays: all, records, received: [...tenant.received], period };
  };
  const run = await settled(account, look);
  print(callbackTable(run));
  print(`\n${LEGEND}\n`);

  print(chapter(4, "One of these deliveries, as the tenant got it"));
  print(sample(run));

  print(chapter(5, "Summary"));
  const links = linksIn(run.records, gateway.url);
  print(summary(run, links.length));
  return [...faults(run), ...(await linkFaults(links)), ...complaints(gateway)];
}

type Stage = { readonly expectation: Expectation; readonly gateway: Gateway };

async function playAll(
  scenes: readonly Scene[],
  account: Account,
  stage: Stage,
): Promise<readonly Play[]> {
  const plays: Play[] = [];
  for (const scene of scenes) {
    const { fixture } = scene;
    const now = new Date();
    const to = account.callbackUrls.get(fixture) ?? "";
    const target = { to, publicUrl: null, connection: null, secret: null };
    const answer = await sendFixture(fixture, target, now);
    const events = stage.expectation.hear(scene, now);
    plays.push({
      name: fixture.name,
      answer,
      events: [...events, ...(await overNow(stage, plays))],
    });
  }
  return plays;
}

const isEnd = ({ type }: { readonly type: string }) => type === "whatsapp.conversationEnded";

/**
 * The ends of conversations whose day was over when they were recorded. They are waited for, because what a conversation
 * does with a message depends on whether its end was told.
 */
async function overNow(
  { expectation, gateway }: Stage,
  before: readonly Play[],
): Promise<readonly EventDraft[]> {
  const ends = expectation.endConversations(new Date());
  if (ends.length === 0) return ends;
  const wanted = before.flatMap(({ events }) => events.filter(isEnd)).length + ends.length;
  const deadline = Date.now() + CONVERSATION_END_DEADLINE_MS;
  while (Date.now() < deadline) {
    const { events } = await readRecords(gateway.connectionString);
    if (events.filter(isEnd).length >= wanted) break;
    await delay(POLL_MS);
  }
  return ends;
}

/** Waits for what time decides soon; what it decides later than that is not due in this run. */
async function wait(expectation: Expectation): Promise<Play & { readonly events: EventDraft[] }> {
  const wakesAt = expectation.wakesUntil(new Date(Date.now() + LONGEST_HOLD_MS));
  const waitMs = Math.max((wakesAt?.getTime() ?? 0) - Date.now(), 0);
  if (waitMs > 0) {
    print(`(Some ends of calls are held for a moment, because more may be heard of them.)\n\n`);
    await delay(waitMs);
  }
  return { name: `(${Math.ceil(waitMs / 1000)} s later, by itself)`, answer: null, events: [] };
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
