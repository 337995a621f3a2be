import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StoredCallback } from "#src/pipeline/ports.ts";
import { createRejectionRecorder, type RejectionStore } from "#src/pipeline/rejections.ts";
import { NOW, recordingLog, sampleRejection } from "../support/samples.ts";

const MINUTE = 60_000;

function openRecorder(changes: Partial<RejectionStore> = {}) {
  const inserted: StoredCallback[] = [];
  const trims: { connectionId: string | null; keep: number; after: number }[] = [];
  const log = recordingLog();
  const clock = { ms: NOW.getTime() };
  const record = createRejectionRecorder(
    {
      insert: async (callback) => void inserted.push(callback),
      trim: async ({ connectionId }, keep) =>
        void trims.push({ connectionId, keep, after: inserted.length }),
      ...changes,
    },
    log,
    () => new Date(clock.ms),
  );
  async function recordMany(count: number, callback: Partial<StoredCallback>) {
    for (let n = 0; n < count; n++) await record(sampleRejection(callback));
  }
  return { record, recordMany, inserted, trims, log, clock };
}

const here = { connectionId: randomUUID() };
const there = { connectionId: randomUUID() };

describe("rejections", () => {
  it("are recorded as they are", async () => {
    const { record, inserted } = openRecorder();
    const rejection = sampleRejection();
    await record(rejection);
    expect(inserted).toEqual([rejection]);
  });

  it("are recorded up to a number a minute, the rest only counted", async () => {
    const { recordMany, inserted } = openRecorder();
    await recordMany(500, here);
    expect(inserted).toHaveLength(120);
  });

  it("are recorded again in the next minute, and the log says how many were not", async () => {
    const { recordMany, inserted, log, clock } = openRecorder();
    await recordMany(130, here);
    clock.ms += MINUTE - 1;
    await recordMany(1, here);
    expect([inserted.length, log.lines]).toEqual([120, []]);
    clock.ms += 1;
    await recordMany(1, here);
    expect(inserted).toHaveLength(121);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { ...here, count: 11 } }]);
  });

  it("that were not recorded are counted with the next one that is", async () => {
    const counts: number[] = [];
    const insert: RejectionStore["insert"] = async (_callback, count) => void counts.push(count);
    const { recordMany, clock } = openRecorder({ insert });
    await recordMany(130, here);
    clock.ms += MINUTE;
    await recordMany(2, here);
    expect(counts.slice(-3)).toEqual([1, 11, 1]);
  });

  it("of one connection do not use up another's", async () => {
    const { recordMany, inserted } = openRecorder();
    await recordMany(200, here);
    await recordMany(5, there);
    expect(inserted.filter(({ connectionId }) => connectionId === there.connectionId)).toHaveLength(
      5,
    );
  });

  it("that belong to no connection are counted by provider", async () => {
    const { recordMany, inserted } = openRecorder();
    await recordMany(200, { connectionId: null, provider: "signalwire" });
    await recordMany(5, { connectionId: null, provider: "whatsapp" });
    expect(inserted).toHaveLength(125);
  });

  it("are trimmed to the newest thousand, from the first on and every fifty", async () => {
    const { recordMany, trims } = openRecorder();
    await recordMany(120, here);
    expect(trims).toEqual([1, 51, 101].map((after) => ({ ...here, keep: 1_000, after })));
  });
});

describe("a database that is away", () => {
  it.each(["insert", "trim"] as const)("at the %s is logged and no error", async (statement) => {
    const { record, log } = openRecorder({
      [statement]: () => Promise.reject(new Error("connection refused")),
    });
    await expect(record(sampleRejection())).resolves.toBeUndefined();
    expect(log.lines).toMatchObject([
      {
        level: "error",
        message: "rejection could not be recorded",
        fields: { reason: "bad-signature", error: "Error: connection refused" },
      },
    ]);
  });
});
