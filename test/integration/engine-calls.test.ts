import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fact } from "#src/provider.ts";
import { createLab, type Lab } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { fixturesOf } from "../support/provider-fixtures.ts";
import { seenOfCall } from "../support/samples.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

let lab: Lab;
let gateways: readonly [Gateway, Gateway];
let sink: Sink;
let tenant: Tenant;

beforeAll(async () => {
  lab = await createLab();
  gateways = [await lab.startGateway(), await lab.startGateway()];
  sink = await createSink();
  tenant = await lab.tenant();
  await lab.webhook(tenant, {
    url: sink.url,
    eventKeys: ["call.callStarted", "call.callEnded", "call.callMissed"],
  });
});

afterAll(async () => {
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function typesOf(callId: string): Promise<readonly string[]> {
  const rows = await lab.query<{ type: string }>(
    "select type from events where workspace_id = $1 and call_id = $2 order by id",
    [tenant.workspaceId, callId],
  );
  return rows.map(({ type }) => type.replace("call.call", ""));
}

/** Event keys that the tenant was sent about a call, once all is sent. */
async function toldOf(callId: string): Promise<readonly string[]> {
  const rows = await waitFor(
    async () => {
      const found = await lab.query<{ event_key: string; status: string }>(
        `select d.event_key, d.status from deliveries d join events e on e.id = d.event_id
         where e.workspace_id = $1 and e.call_id = $2`,
        [tenant.workspaceId, callId],
      );
      return found.every(({ status }) => status === "delivered") && found;
    },
    { what: "all deliveries of the call" },
  );
  const sent = sink.requests.filter(({ body }) => body.includes(callId));
  expect(sent).toHaveLength(rows.length);
  return rows.map(({ event_key }) => event_key).toSorted();
}

function storyOf(callId: string): readonly Fact[] {
  return [
    seenOfCall(callId, 0, { fact: "started" }),
    seenOfCall(callId, 2, { fact: "ringing" }),
    seenOfCall(callId, 5, { fact: "answered" }),
    seenOfCall(callId, 5, { fact: "answered" }),
    seenOfCall(callId, 65, { fact: "ended", outcome: "completed", durationMs: 60_000 }),
  ];
}

/** Orders of the story's five callbacks, some of them repeated, each for one of two processes. */
const plays = fc.sample(
  fc
    .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
    .chain((again) => {
      const all = [0, 1, 2, 3, 4, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    })
    .chain((order) =>
      fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: order.length, maxLength: order.length })
        .map((sides) =>
          order.map((index, at) => ({ index, side: sides[at] === 1 ? 1 : 0 }) as const),
        ),
    ),
  { numRuns: 25, seed: 7 },
);

const LIVED = ["Answered", "Ended", "Started"];

describe("an outbound call", () => {
  it.each(
    plays.map((play) => [play.map(({ index, side }) => `${index}${"ab"[side]}`).join(" "), play]),
  )(
    "told one callback after another, to two processes, as %s, is told to the tenant once",
    async (_name, play) => {
      const callId = randomUUID();
      const story = storyOf(callId);
      for (const { index, side } of play) {
        await gateways[side].ingest(tenant, story.slice(index, index + 1));
      }
      const types = await typesOf(callId);
      expect(types.filter((type) => type !== "Ringing").toSorted()).toEqual(LIVED);
      expect(new Set(types).size).toBe(types.length);
      expect(await toldOf(callId)).toEqual(["call.callEnded", "call.callStarted"]);
    },
  );

  it("told by many callbacks at once, to two processes, is told to the tenant once", async () => {
    const calls = Array.from({ length: 40 }, () => randomUUID());
    const callbacks = calls.flatMap((callId) => {
      const story = storyOf(callId);
      return [...story, ...story].map((fact, n) => ({ fact, side: n % 2 === 0 ? 0 : 1 }) as const);
    });
    const shuffled = callbacks.toSorted((a, b) => hash(a.fact) - hash(b.fact));
    await Promise.all(shuffled.map(({ fact, side }) => gateways[side].ingest(tenant, [fact])));
    for (const callId of calls) {
      const types = await typesOf(callId);
      expect(types.filter((type) => type !== "Ringing").toSorted()).toEqual(LIVED);
      expect(new Set(types).size).toBe(types.length);
      expect(await toldOf(callId)).toEqual(["call.callEnded", "call.callStarted"]);
    }
  });

  it("told in one callback is told in its order", async () => {
    const callId = randomUUID();
    await gateways[0].ingest(tenant, storyOf(callId));
    expect(await typesOf(callId)).toEqual(["Started", "Ringing", "Answered", "Ended"]);
  });
});

describe("a call that nobody answered", () => {
  it.each([
    ["in order", [0, 1, 2]],
    ["backwards", [2, 1, 0]],
    ["from the middle", [1, 2, 0]],
  ])("told %s has ended and was missed, once", async (_how, order) => {
    const callId = randomUUID();
    const story = [
      seenOfCall(callId, 0, { fact: "started" }),
      seenOfCall(callId, 2, { fact: "ringing" }),
      seenOfCall(callId, 30, { fact: "ended", outcome: "no-answer" }),
    ];
    for (const [at, index] of order.entries()) {
      await gateways[at % 2 === 0 ? 0 : 1].ingest(tenant, story.slice(index, index + 1));
    }
    const types = await typesOf(callId);
    expect(types.filter((type) => type !== "Ringing").toSorted()).toEqual([
      "Ended",
      "Missed",
      "Started",
    ]);
    expect(await toldOf(callId)).toEqual(["call.callEnded", "call.callMissed", "call.callStarted"]);
  });
});

describe("the recorded callbacks of a SignalWire call", () => {
  const recorded = fixturesOf("signalwire").filter(({ name }) => /\/0[12346]-call-/.test(name));

  it.each([
    ["in order", (one: readonly string[]) => one],
    ["backwards", (one: readonly string[]) => one.toReversed()],
    ["twice", (one: readonly string[]) => [...one, ...one]],
  ])("signed and sent %s make one story", async (_how, arrange) => {
    expect(recorded).toHaveLength(5);
    const callId = randomUUID();
    const bodies = recorded.map(({ body }) =>
      new TextDecoder().decode(body).replace(/CallSid=[^&]*/, `CallSid=${callId}`),
    );
    for (const [at, body] of arrange(bodies).entries()) {
      const received = await gateways[at % 2 === 0 ? 0 : 1].receive({
        provider: "signalwire",
        connectionId: tenant.signalwireId,
        contentType: "application/x-www-form-urlencoded",
        body,
      });
      expect(received.kind).toBe("accepted");
    }
    const types = await typesOf(callId);
    expect(types.filter((type) => type !== "Ringing").toSorted()).toEqual(LIVED);
    expect(await toldOf(callId)).toEqual(["call.callEnded", "call.callStarted"]);
  });
});

/** Some order that has nothing to do with the call's own. */
function hash(fact: Fact): number {
  const text = JSON.stringify(fact);
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.charCodeAt(0)) % 1_000_003;
  return sum;
}
