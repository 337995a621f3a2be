import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readFixtures } from "#src/cli/fixtures.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import { faults, type Play, type Run } from "../../demo/check.ts";
import { createExpectation, readScenes } from "../../demo/expectation.ts";
import { withGivenIds } from "../../demo/ids.ts";

const GATEWAY = "http://127.0.0.1:1";
const [FIRST, SECOND, THIRD] = [1, 2, 3].map(
  (digit) => `01a1fdbc-5bdb-7598-961c-00000000000${digit}`,
) as [string, string, string];

/** What is expected of these recordings, one play each; windows that are over end at once. */
async function expected(...names: readonly string[]): Promise<readonly Play[]> {
  const paths = names.map((name) =>
    fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)),
  );
  const scenes = await readScenes(await readFixtures(paths, null));
  const expectation = createExpectation(GATEWAY);
  return scenes.map((scene) => {
    const now = new Date();
    const events = [...expectation.hear(scene, now), ...expectation.endConversations(now)];
    return { name: scene.fixture.name, answer: null, events };
  });
}

function typesOf(plays: readonly Play[]): readonly (readonly string[])[] {
  return plays.map(({ events }) => events.map(({ type }) => type));
}

/** Stored as expected, with these ids in place of the placeholders, in their order. */
function stored(plays: readonly Play[], ids: readonly string[]): Run["records"] {
  const events: readonly EventDraft[] = plays.flatMap((play) => play.events);
  const seen: string[] = [];
  const text = JSON.stringify(events).replaceAll(/<id \d+>/g, (name) => {
    if (!seen.includes(name)) seen.push(name);
    return ids[seen.indexOf(name)] ?? "";
  });
  const drafts: readonly EventDraft[] = JSON.parse(text);
  return {
    events: drafts.map((draft, index) => ({ ...draft, id: `event-${index}` })),
    deliveries: [],
  };
}

function eventFaults(plays: readonly Play[], records: Run["records"]): readonly string[] {
  const period = { from: 0, to: Date.now() + 1_000 };
  const all = faults({ plays: withGivenIds(plays, records), records, received: [], period });
  return all.filter((fault) => !fault.includes("was to go out as"));
}

describe("what the demo expects of conversations", () => {
  it("is that the first message opens one, which is over at once, and later ones belong to it", async () => {
    expect(typesOf(await expected("whatsapp/01-text", "whatsapp/02-text-escapes"))).toEqual([
      ["whatsapp.conversationStarted", "whatsapp.messageReceived", "whatsapp.conversationEnded"],
      ["whatsapp.messageReceived"],
    ]);
  });

  it("is met by whichever id the gateway gave", async () => {
    const plays = await expected("whatsapp/01-text", "whatsapp/02-text-escapes");
    expect(eventFaults(plays, stored(plays, [FIRST]))).toEqual([]);
    expect(eventFaults(plays, stored(plays, [SECOND]))).toEqual([]);
  });

  it("is not met by a message in another conversation", async () => {
    const plays = await expected("whatsapp/01-text", "whatsapp/02-text-escapes");
    const { events, deliveries } = stored(plays, [FIRST]);
    const moved = events.map((event) =>
      event === events.at(-1)
        ? {
            ...event,
            conversationId: THIRD,
            data: { ...Object(event.data), conversationId: THIRD },
          }
        : event,
    );
    expect(eventFaults(plays, { events: moved, deliveries })).toMatchObject([
      expect.stringContaining("whatsapp/02-text-escapes: whatsapp.messageReceived"),
    ]);
  });

  it.each(["", "conversation-1"])("is not met by the id %j", async (id) => {
    const plays = await expected("whatsapp/01-text");
    expect(eventFaults(plays, stored(plays, [id]))).not.toEqual([]);
  });

  it.each(["whatsapp.conversationStarted", "whatsapp.conversationEnded"])(
    "is not met without %s",
    async (missing) => {
      const plays = await expected("whatsapp/01-text");
      const { events, deliveries } = stored(plays, [FIRST]);
      const rest = events.filter(({ type }) => type !== missing);
      expect(eventFaults(plays, { events: rest, deliveries })).toEqual([
        `whatsapp/01-text: ${missing} did not become an event`,
      ]);
    },
  );
});

describe("what the demo expects of a recording", () => {
  it("is one event, however often it is sent, with its size and a link to it", async () => {
    const name = "elevenlabs/16-post-call-audio";
    const scenes = await readScenes(
      await readFixtures([fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))], null),
    );
    const expectation = createExpectation(GATEWAY);
    const [first, second] = [...scenes, ...scenes].map((scene) =>
      expectation.hear(scene, new Date()).filter(({ type }) => type === "call.recordingCompleted"),
    );
    expect(second).toEqual([]);
    expect(first).toHaveLength(1);
    const { url, sizeBytes } = Object(first?.[0]?.data);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:1\/v1\/calls\/[^/]+\/recording$/);
    expect(sizeBytes).toBeGreaterThan(0);
  });
});
