import { createHash } from "node:crypto";
import { createHistoryStore } from "#src/db/history-store.ts";
import { type Callbacks, createCallbacks } from "#src/pipeline/callbacks.ts";
import { createEvents, type Events } from "#src/pipeline/events.ts";
import type { ListRejections } from "#src/pipeline/history-ports.ts";
import { createPublish, type PublishDependencies } from "#src/pipeline/publish.ts";
import { createRedeliverEvents } from "#src/pipeline/redeliver-events.ts";
import { createReplay } from "#src/pipeline/replay.ts";
import { publisher } from "#src/registry.ts";
import { redactHeaders, redactTarget } from "#src/security/redact.ts";
import type { Inbound } from "./inbound.ts";
import type { Media } from "./media.ts";
import type { Storage } from "./storage.ts";

export type HistoryOptions = {
  readonly publicUrl: () => string;
  readonly clientAddress: PublishDependencies["clientAddress"];
  readonly media: Media;
};

export type History = {
  readonly events: Events;
  readonly callbacks: Callbacks;
  readonly rejections: ListRejections;
};

/** What tenants publish, see and have told again. */
export function createHistory(
  { publicUrl, clientAddress, media }: HistoryOptions,
  storage: Storage,
  { ingest, emitting, connections, admit }: Inbound,
): History {
  const store = createHistoryStore(storage);
  const redeliver = createRedeliverEvents(emitting);
  const publish = createPublish({
    reads: store.publishing,
    publisher,
    ingest,
    redact: {
      headers: (headers) => redactHeaders(headers.map(([name, value]) => [name, value])),
      target: redactTarget,
    },
    digest: (body) => createHash("sha256").update(body).digest("hex"),
    clientAddress,
    newId: storage.newId,
    now: () => new Date(),
  });
  const replay = createReplay({
    connections,
    publisher,
    ingest,
    events: store.events,
    redeliver,
    publicUrl,
  });
  return {
    events: createEvents({ publish, reads: store.events, redeliver }),
    callbacks: createCallbacks({
      reads: store.callbacks,
      replay,
      readBody: media.openCallbackBody,
      admit,
    }),
    rejections: store.rejections,
  };
}
