/** A reader of `GET /v1/live`. */
import { waitFor } from "./wait-for.ts";

export type LiveMessage = {
  readonly event: string;
  readonly id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly data: any;
};

export type LiveReader = AsyncDisposable & {
  readonly headers: Headers;
  readonly messages: readonly LiveMessage[];
  /** Everything that came, as it came. */
  text(): string;
  /** The server has ended it, or cut it off. */
  ended(): boolean;
  /** Waits for so many messages of a kind. */
  received(event: string, count?: number): Promise<readonly LiveMessage[]>;
};

export type LiveOptions = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: string;
};

export function requestLive(
  base: string,
  { headers, query = "" }: LiveOptions,
  init: RequestInit = {},
) {
  const all = { Accept: "text/event-stream", ...headers };
  return fetch(`${base}/v1/live${query}`, { ...init, headers: all });
}

export async function readLive(base: string, options: LiveOptions): Promise<LiveReader> {
  const gone = new AbortController();
  const response = await requestLive(base, options, { signal: gone.signal });
  if (response.status !== 200 || response.body === null) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
  const seen = { text: "", isOver: false };
  const reading = drain(response.body, seen);
  // Watched from here on: the first bytes come when it is.
  await waitFor(async () => seen.text !== "", { what: "the stream to begin" });
  return {
    headers: response.headers,
    get messages() {
      return messagesIn(seen.text);
    },
    text: () => seen.text,
    ended: () => seen.isOver,
    async received(event, count = 1) {
      const found = () => messagesIn(seen.text).filter((message) => message.event === event);
      await waitFor(async () => found().length >= count, { what: `${count} × ${event}` });
      return found();
    },
    async [Symbol.asyncDispose]() {
      gone.abort();
      await reading;
    },
  };
}

async function drain(
  body: ReadableStream<Uint8Array>,
  seen: { text: string; isOver: boolean },
): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) seen.text += decoder.decode(chunk, { stream: true });
  } catch {
    // Cut off, by the server or by the test.
  }
  seen.isOver = true;
}

/** What has come whole. */
export function messagesIn(text: string): readonly LiveMessage[] {
  const whole = text.slice(0, Math.max(0, text.lastIndexOf("\n\n")));
  return whole.split("\n\n").flatMap((block): LiveMessage[] => {
    const fields = new Map(
      block.split("\n").map((line): [string, string] => {
        const [name = "", ...rest] = line.split(": ");
        return [name, rest.join(": ")];
      }),
    );
    const event = fields.get("event");
    if (event === undefined) return [];
    return [
      { event, id: fields.get("id") ?? null, data: JSON.parse(fields.get("data") ?? "null") },
    ];
  });
}
