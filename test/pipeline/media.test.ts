import { describe, expect, it } from "vitest";
import type { CallObservation } from "#src/core/call.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import { joinMedia, type PreparedItem } from "#src/pipeline/media.ts";
import { withFiles } from "#src/pipeline/media-files.ts";
import type {
  ConversationRef,
  MediaPorts,
  MediaTarget,
  MediaUnit,
  NewMedia,
  PlacedFile,
  PlacedRecording,
} from "#src/pipeline/media-ports.ts";
import type { Fact, MediaDraft } from "#src/provider.ts";
import { NOW, sampleCallback, seenOfCall } from "../support/samples.ts";

const WORKSPACE = "01890000-0000-7000-8000-000000000001";
const CONVERSATION = "conv_1";
const CALL = "CA1";

const link = ({ id, part }: MediaTarget) => `link to ${part} of ${id}`;

function media(changes: Partial<MediaDraft> = {}): MediaDraft {
  return {
    kind: "recording",
    key: "elevenlabs:conv_1",
    callId: null,
    conversationId: CONVERSATION,
    contentType: "audio/mpeg",
    bytes: () => new Uint8Array(3),
    references: ["agent_1"],
    agentId: null,
    ...changes,
  };
}

type Transcription = Extract<EventDraft, { type: "call.transcriptionCompleted" }>;

function transcription(changes: Partial<Transcription> & { readonly url?: string } = {}): Fact {
  const { url = null, ...rest } = changes;
  const ids = { callId: CALL, conversationId: CONVERSATION, ...rest };
  const event: Transcription = {
    type: "call.transcriptionCompleted",
    occurredAt: NOW.toISOString(),
    dedupeKey: "transcription:conv_1",
    references: ["agent_1"],
    agentId: null,
    workflowId: null,
    ...ids,
    data: {
      callId: ids.callId,
      conversationId: ids.conversationId,
      text: "agent: Hola",
      turns: [],
      language: "es",
      summary: "Saludo",
      url,
      metadata: {},
    },
  };
  return { kind: "event", event };
}

function report(changes: Partial<CallObservation> = {}): Fact {
  return seenOfCall(CALL, 60, {
    fact: "report",
    outcome: "completed",
    namesCarrierCall: true,
    metadata: { conversationId: CONVERSATION },
    ...changes,
  });
}

function itemOf(facts: readonly Fact[], changes: Partial<PreparedItem> = {}): PreparedItem {
  const callback = sampleCallback({ workspaceId: WORKSPACE, provider: "elevenlabs" });
  return { callback, facts, ...changes };
}

function recorded(draft = media()): PreparedItem {
  return itemOf([{ kind: "media", media: draft }], { recordings: [placed(draft)] });
}

function placed(draft: MediaDraft): PlacedRecording {
  const file = { path: "a path", settle: async () => undefined, discard: async () => undefined };
  return { id: `id of ${draft.key}`, draft, file, sizeBytes: 3, sha256: new Uint8Array(32) };
}

/** The rows of a database, and in which order it was asked. */
function fakeUnit(rows: NewMedia[] = [], calls: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const isOf = (ref: ConversationRef) => (row: NewMedia) =>
    row.workspaceId === ref.workspaceId && row.conversationId === ref.conversationId;
  const unit: MediaUnit = {
    lockConversations: async () => void asked.push("lock"),
    callsOf: async (refs) => {
      asked.push("calls");
      return refs.map(({ conversationId }) => calls[conversationId] ?? null);
    },
    insert: async (added) => {
      asked.push("insert");
      const fresh = added.filter(({ key }) => !rows.some((row) => row.key === key));
      rows.push(...fresh);
      return new Set(fresh.map(({ id }) => id));
    },
    assign: async (held) => {
      asked.push("assign");
      return held.map((one) => rows.some(isOf(one)));
    },
  };
  return { unit, rows, asked };
}

async function factsOf(unit: MediaUnit, ...items: PreparedItem[]): Promise<readonly Fact[]> {
  return (await joinMedia({ link }, unit, items)).flatMap(({ facts }) => facts);
}

function detailsIn(facts: readonly Fact[]): readonly CallObservation[] {
  return facts.flatMap((fact) =>
    fact.kind === "call" && fact.observation.fact === "detail" ? [fact.observation] : [],
  );
}

function recordingsIn(facts: readonly Fact[]) {
  return facts.flatMap((fact) =>
    fact.kind === "event" && fact.event.type === "call.recordingCompleted" ? [fact.event] : [],
  );
}

describe("a recording", () => {
  it("of a known call is told, and told to the call", async () => {
    const { unit, rows } = fakeUnit([], { [CONVERSATION]: CALL });
    const facts = await factsOf(unit, recorded());
    expect(rows).toMatchObject([{ callId: CALL, conversationId: CONVERSATION, sizeBytes: 3 }]);
    expect(detailsIn(facts)).toEqual([
      {
        callId: CALL,
        provider: "elevenlabs",
        at: NOW.toISOString(),
        fact: "detail",
        outcome: null,
        recordingUrl: "link to recording of CA1",
        references: ["agent_1"],
        agentId: null,
      },
    ]);
    expect(recordingsIn(facts)).toMatchObject([
      {
        dedupeKey: "recording:elevenlabs:conv_1:completed",
        callId: CALL,
        conversationId: CONVERSATION,
        data: { status: "completed", url: "link to recording of CA1", format: "mp3", sizeBytes: 3 },
      },
    ]);
  });

  it("whose call nobody has named yet is told under its conversation", async () => {
    const facts = await factsOf(fakeUnit().unit, recorded());
    expect(detailsIn(facts)).toEqual([]);
    expect(recordingsIn(facts)).toMatchObject([
      { callId: null, data: { callId: null, url: "link to recording of conv_1" } },
    ]);
  });

  it("that names its call needs no search for it", async () => {
    const { unit, asked } = fakeUnit();
    const facts = await factsOf(unit, recorded(media({ callId: "CA9" })));
    expect(asked).not.toContain("calls");
    expect(detailsIn(facts)).toMatchObject([{ callId: "CA9" }]);
  });

  it("that is stored already says nothing", async () => {
    const { unit } = fakeUnit([], { [CONVERSATION]: CALL });
    await factsOf(unit, recorded());
    const again = await factsOf(unit, recorded());
    expect(recordingsIn(again)).toEqual([]);
    expect(detailsIn(again)).toEqual([]);
  });

  it("and its report in one transaction find each other, in either order", async () => {
    for (const items of [
      [recorded(), itemOf([report()])],
      [itemOf([report()]), recorded()],
    ]) {
      const { unit, rows } = fakeUnit();
      const told = await joinMedia({ link }, unit, items);
      expect(rows).toMatchObject([{ callId: CALL }]);
      for (const { facts } of told) {
        expect(detailsIn(facts)).toMatchObject([{ recordingUrl: "link to recording of CA1" }]);
      }
    }
  });

  it("is looked for under a lock on its conversation", async () => {
    const { unit, asked } = fakeUnit();
    await factsOf(unit, recorded(), itemOf([report()]));
    expect(asked[0]).toBe("lock");
  });
});

describe("a report", () => {
  it("that comes after the recording tells the call of it before anything else", async () => {
    const { unit } = fakeUnit();
    await factsOf(unit, recorded());
    const facts = await factsOf(unit, itemOf([transcription(), report()]));
    expect(facts.map((fact) => (fact.kind === "call" ? fact.observation.fact : fact.kind))).toEqual(
      ["detail", "detail", "event", "report"],
    );
    expect(detailsIn(facts)).toMatchObject([
      { callId: CALL, recordingUrl: "link to recording of CA1" },
      { callId: CALL, transcriptionUrl: "link to transcript of CA1" },
    ]);
  });

  it.each<[string, readonly Fact[]]>([
    ["its metadata", [report()]],
    ["a transcript beside it", [transcription()]],
    [
      "the conversation's own id, where there is no carrier",
      [report({ callId: CONVERSATION, namesCarrierCall: false, metadata: {} })],
    ],
    [
      "a transcript beside it that names no call",
      [transcription({ callId: null }), report({ metadata: {} })],
    ],
  ])("finds the recording by %s", async (_how, facts) => {
    const { unit } = fakeUnit();
    await factsOf(unit, recorded());
    const told = await factsOf(unit, itemOf(facts));
    expect(detailsIn(told).filter(({ recordingUrl }) => recordingUrl)).toHaveLength(1);
  });

  it("of another workspace does not find it", async () => {
    const { unit } = fakeUnit();
    await factsOf(unit, recorded());
    const foreign = itemOf([report()], { callback: sampleCallback() as PreparedItem["callback"] });
    expect(detailsIn(await factsOf(unit, foreign))).toEqual([]);
  });
});

describe("a transcript", () => {
  const urlOf = (facts: readonly Fact[]) =>
    facts.flatMap((fact) =>
      fact.kind === "event" && fact.event.type === "call.transcriptionCompleted"
        ? [fact.event.data.url]
        : [],
    );

  it("told without an address gets a link, and its call the same one", async () => {
    const facts = await factsOf(fakeUnit().unit, itemOf([transcription()]));
    expect(urlOf(facts)).toEqual(["link to transcript of CA1"]);
    expect(detailsIn(facts)).toMatchObject([{ transcriptionUrl: "link to transcript of CA1" }]);
  });

  it("tells its call what was said", async () => {
    const facts = await factsOf(fakeUnit().unit, itemOf([transcription()]));
    expect(detailsIn(facts)).toMatchObject([{ transcript: "agent: Hola", summary: "Saludo" }]);
  });

  it("with an address of its own keeps it", async () => {
    const url = "https://provider.example.com/transcript";
    const facts = await factsOf(fakeUnit().unit, itemOf([transcription({ url })]));
    expect(urlOf(facts)).toEqual([url]);
    expect(detailsIn(facts)).toMatchObject([{ transcriptionUrl: url }]);
  });

  it("of a conversation without a call is linked by the conversation", async () => {
    const facts = await factsOf(fakeUnit().unit, itemOf([transcription({ callId: null })]));
    expect(urlOf(facts)).toEqual(["link to transcript of conv_1"]);
    expect(detailsIn(facts)).toEqual([]);
  });
});

describe("a callback without recordings and reports", () => {
  it("passes unchanged, and the database is not asked", async () => {
    const { unit, asked } = fakeUnit();
    const item = itemOf([seenOfCall(CALL, 0, { fact: "ringing" })]);
    expect(await joinMedia({ link }, unit, [item])).toEqual([item]);
    expect(asked).toEqual([]);
  });
});

describe("the files of an item", () => {
  function openPorts(known: readonly string[] = []) {
    const done: string[] = [];
    const fileOf = (name: string): PlacedFile => ({
      path: name,
      settle: async () => void done.push(`settle ${name}`),
      discard: async () => void done.push(`discard ${name}`),
    });
    const ports: MediaPorts = {
      link,
      isKnown: async (_workspaceId, key) => known.includes(key),
      place: async (_workspaceId, draft) => {
        if (draft.key === "unwritable") throw new Error("the disk is full");
        done.push(`place ${draft.key}`);
        return { ...placed(draft), file: fileOf(draft.key) };
      },
      isInDoubt: (error) => error instanceof Error && error.message === "in doubt",
    };
    return { ports, done, fileOf };
  }

  const both = [
    { kind: "media", media: media({ key: "a" }) },
    { kind: "media", media: media({ key: "b" }) },
  ] as const;

  it("are on the disk before the commit, and settled after it", async () => {
    const { ports, done, fileOf } = openPorts();
    const item = itemOf(both, { files: [fileOf("body")] });
    await withFiles(ports, item, async ({ recordings }) => {
      done.push(`commit ${recordings?.map(({ draft }) => draft.key)}`);
    });
    expect(done).toEqual([
      "place a",
      "place b",
      "commit a,b",
      "settle body",
      "settle a",
      "settle b",
    ]);
  });

  it("are not written for what is known already, and once for what is said twice", async () => {
    const { ports, done } = openPorts(["b"]);
    await withFiles(ports, itemOf([...both, both[0]]), async () => undefined);
    expect(done).toEqual(["place a", "settle a"]);
  });

  it("go when the transaction fails", async () => {
    const { ports, done, fileOf } = openPorts();
    const item = itemOf(both.slice(0, 1), { files: [fileOf("body")] });
    const failing = withFiles(ports, item, () => Promise.reject(new Error("refused")));
    await expect(failing).rejects.toThrow("refused");
    expect(done).toEqual(["place a", "discard body", "discard a"]);
  });

  it("stay when it is in doubt whether the transaction was committed", async () => {
    const { ports, done } = openPorts();
    const failing = withFiles(ports, itemOf(both.slice(0, 1)), () =>
      Promise.reject(new Error("in doubt")),
    );
    await expect(failing).rejects.toThrow("in doubt");
    expect(done).toEqual(["place a"]);
  });

  it("go when a later one cannot be written", async () => {
    const { ports, done, fileOf } = openPorts();
    const unwritable = { kind: "media", media: media({ key: "unwritable" }) } as const;
    const item = itemOf([both[0], unwritable], { files: [fileOf("body")] });
    await expect(withFiles(ports, item, async () => undefined)).rejects.toThrow("disk is full");
    expect(done).toEqual(["place a", "discard body", "discard a"]);
  });
});
