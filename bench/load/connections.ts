import { Client, type Dispatcher } from "undici";
import type { Post } from "./requests.ts";

const TIMEOUT_MS = 30_000;

/** Kept-alive connections to one origin: as many as there are requests at once, the one used last is used next. */
export class Connections {
  readonly #origin: string;
  readonly #idle: Client[] = [];
  readonly #all: Client[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Resolves with the status; 0 when no answer came. */
  post({ path, headers, body }: Post): Promise<number> {
    const client = this.#idle.pop() ?? this.#open();
    return new Promise((resolve) => {
      const exchange = new Exchange((status) => {
        this.#idle.push(client);
        resolve(status);
      });
      client.dispatch({ path, method: "POST", headers, body }, exchange);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((client) => client.destroy()));
  }

  #open(): Client {
    const options = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, pipelining: 1 };
    const client = new Client(this.#origin, options);
    this.#all.push(client);
    return client;
  }
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #done: (status: number) => void;
  #status = 0;

  constructor(done: (status: number) => void) {
    this.#done = done;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#done(this.#status);
  }

  onResponseError(): void {
    this.#done(0);
  }
}
