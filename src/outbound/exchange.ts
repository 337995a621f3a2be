import { isUtf8 } from "node:buffer";
import type { Dispatcher } from "undici";
import type { ErrorClass } from "#src/core/delivery.ts";
import { parseRetryAfter } from "#src/core/retry-after.ts";
import type { SendOutcome, Timings } from "#src/pipeline/send-ports.ts";
import type { ConnectionMarks } from "./connector.ts";
import { printable } from "./printable.ts";
import { classify, describe, SendError } from "./send-error.ts";

/** Of a response's body this much is kept, in bytes; the rest is not waited for. */
const MAX_BODY_BYTES = 16 * 1024;

const NOTHING = new Uint8Array();

export const CANCELLED = "the request was cancelled";

type Phase = "waiting" | "resolving" | "connecting" | "sent";

const LATE: Readonly<Record<Phase, { errorClass: ErrorClass; missing: string }>> = {
  waiting: { errorClass: "timeout", missing: "no connection was free" },
  resolving: { errorClass: "dns_error", missing: "the name was not resolved" },
  connecting: { errorClass: "connect_timeout", missing: "no connection was made" },
  sent: { errorClass: "timeout", missing: "the response was not complete" },
};

/**
 * One request and what comes of it. Owns the deadline, which spans everything from the name's lookup to the last
 * byte of the body, and the connection while the request is on it. Settles once; what comes later is dropped.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly outcome: Promise<SendOutcome>;
  readonly marks: ConnectionMarks = {};
  /** Who holds it cancels the exchange when it aborts. */
  readonly signal: AbortSignal | undefined;

  readonly #settle: (outcome: SendOutcome) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: (exchange: Exchange) => void;
  readonly #startedAt = performance.now();
  #isSettled = false;
  #controller: Dispatcher.DispatchController | null = null;
  #sentAt: number | undefined;
  #firstByteAt: number | undefined;
  #head: { status: number; headers: Readonly<Record<string, string>> } | null = null;
  readonly #chunks: Buffer[] = [];
  #bodyBytes = 0;

  constructor(
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onEnd: (exchange: Exchange) => void,
  ) {
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    this.outcome = promise;
    this.#settle = resolve;
    this.#timer = setTimeout(() => this.#expire(timeoutMs), timeoutMs);
    this.signal = signal;
    this.#onEnd = onEnd;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown here, before anything is written, undici drops the request and keeps the connection.
    if (this.#isSettled) throw new SendError("internal_error", "settled before it was sent");
    this.#controller = controller;
    this.#sentAt = performance.now();
  }

  onResponseStarted(): void {
    this.#firstByteAt ??= performance.now();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status >= 200) this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = MAX_BODY_BYTES - this.#bodyBytes;
    const kept = chunk.subarray(0, room);
    this.#chunks.push(kept);
    this.#bodyBytes += kept.length;
    if (chunk.length <= room) return;
    this.#respond(true);
    controller.abort(new SendError("internal_error", "the rest of the body is not wanted"));
  }

  onResponseEnd(): void {
    this.#respond(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(classify(error, this.#head !== null), describe(error));
  }

  fail(errorClass: ErrorClass, message: string): void {
    const failure = { kind: "error", errorClass, message, timings: this.#timings() } as const;
    if (this.#head === null) this.#end(failure);
    else this.#end({ ...failure, partial: { ...this.#head, body: this.#body(), truncated: true } });
  }

  #respond(truncated: boolean): void {
    const { status, headers } = this.#head ?? { status: 0, headers: {} };
    this.#end({
      kind: "response",
      status,
      headers,
      body: this.#body(),
      truncated,
      timings: this.#timings(),
      retryAfterMs: parseRetryAfter(headers["retry-after"], new Date()),
    });
  }

  /** A copy: what undici hands over is a part of something larger. */
  #body(): Uint8Array {
    return this.#bodyBytes === 0 ? NOTHING : Buffer.concat(this.#chunks, this.#bodyBytes);
  }

  cancel(): void {
    this.#giveUp("internal_error", CANCELLED);
  }

  #expire(timeoutMs: number): void {
    const { errorClass, missing } = LATE[this.#phase()];
    const status = this.#head === null ? "" : ` (its status is ${this.#head.status})`;
    this.#giveUp(errorClass, `${missing}${status} within ${timeoutMs} ms`);
  }

  #giveUp(errorClass: ErrorClass, message: string): void {
    this.fail(errorClass, message);
    const reason = new SendError(errorClass, message);
    if (this.#controller === null) this.marks.abandon?.(reason);
    else this.#controller.abort(reason);
  }

  #end(outcome: SendOutcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#onEnd(this);
    this.#settle(outcome);
  }

  #phase(): Phase {
    if (this.#sentAt !== undefined) return "sent";
    const { connectStarted, lookupStarted, lookupEnded } = this.marks;
    if (connectStarted === undefined) return "waiting";
    return lookupStarted !== undefined && lookupEnded === undefined ? "resolving" : "connecting";
  }

  /** Each phase by itself, as far as it was gone through; a reused connection has none of the first three. */
  #timings(): Timings {
    const { lookupStarted, lookupEnded, connectStarted, connected, secured } = this.marks;
    const timings: Writable<Timings> = { totalMs: between(this.#startedAt, performance.now()) };
    if (lookupStarted && lookupEnded) timings.dnsMs = between(lookupStarted, lookupEnded);
    const opened = lookupEnded ?? connectStarted;
    if (opened && connected) timings.connectMs = between(opened, connected);
    if (connected && secured) timings.tlsMs = between(connected, secured);
    if (this.#sentAt && this.#firstByteAt) {
      timings.firstByteMs = between(this.#sentAt, this.#firstByteAt);
    }
    return timings;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Milliseconds, to a hundredth. */
function between(from: number, to: number): number {
  return Math.round((to - from) * 100) / 100;
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name, text(value)] as const);
  return Object.fromEntries(entries);
}

const PLAIN = /^[ -~]*$/;

/** undici reads header bytes as Latin-1; many servers write UTF-8. */
function text(value: string | string[] | undefined): string {
  const joined = Array.isArray(value) ? value.join(", ") : (value ?? "");
  if (PLAIN.test(joined)) return joined;
  const bytes = Buffer.from(joined, "latin1");
  return printable(isUtf8(bytes) ? bytes.toString("utf8") : joined);
}
