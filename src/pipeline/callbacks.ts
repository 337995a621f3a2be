import { CALLBACK_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { ok, type Result } from "#src/core/result.ts";
import type { CallbackDetail, CallbackReads, CallbackRef, CallbackView } from "./history-ports.ts";
import { conflict, invalid, NOT_FOUND } from "./refusals.ts";
import type { Replay, Replayed } from "./replay.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

/** A callback with its bytes, wherever they are kept. */
export type WholeCallback = CallbackDetail & { readonly body: Uint8Array };

export type Callbacks = {
  list(
    workspaceId: string,
    query: RawListQuery,
  ): Promise<Result<Listed<CallbackView>, ReadRefusal>>;
  /** `work` is called with the callback while there is room in memory for its body; it has none where that was removed. */
  show<T>(ref: CallbackRef, work: (callback: CallbackDetail) => T): Promise<Result<T, Refusal>>;
  /** Reads the stored bytes again. `force`: also sends the events that it yielded before again. */
  replay(ref: CallbackRef, force: boolean): Promise<Result<Replayed, Refusal>>;
};

export type CallbackPorts = {
  readonly reads: CallbackReads;
  readonly replay: Replay;
  /** The bytes, wherever they are kept; null when their file is gone. */
  readonly readBody: (callback: CallbackDetail) => Promise<Uint8Array | null>;
  /** Runs work that holds so many bytes in memory, when there is room for them. */
  readonly admit: <T>(bytes: number, work: () => Promise<T>) => Promise<T>;
};

/** A body and what is made of it: base64, text, parsed values. */
const COPIES = 4;

export function createCallbacks({ reads, replay, readBody, admit }: CallbackPorts): Callbacks {
  async function load<T>(
    ref: CallbackRef,
    work: (callback: CallbackDetail) => Promise<Result<T, Refusal>>,
  ): Promise<Result<T, Refusal>> {
    const found = await reads.find(ref);
    if (found === null) return NOT_FOUND;
    // A row holds no more than memory bears.
    if (found.bodyPath === null || found.bodyRemovedAt !== null) return work(found);
    return admit(found.bodyBytes * COPIES, async () => {
      const body = await readBody(found);
      if (body === null) return conflict("the file with the body of this callback is gone");
      return work({ ...found, body });
    });
  }

  return {
    async list(workspaceId, raw) {
      const query = readListQuery(raw, CALLBACK_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await reads.list(workspaceId, query.value)), page, limit });
    },
    show: (ref, work) => load(ref, async (callback) => ok(work(callback))),
    replay: (ref, force) =>
      load(ref, async ({ body, ...callback }) =>
        body === null ? noBody(callback) : replay({ ...callback, body }, force),
      ),
  };
}

function noBody({ bodyRemovedAt }: Pick<CallbackDetail, "bodyRemovedAt">): Result<never, Refusal> {
  const when = bodyRemovedAt === null ? "" : ` at ${bodyRemovedAt.toISOString()}`;
  return conflict(
    `its bytes were removed${when}, because they had been kept long enough: there is nothing to read`,
  );
}
