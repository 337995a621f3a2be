import type { ErrorClass } from "#src/core/delivery.ts";

export type Timings = {
  readonly totalMs: number;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  readonly firstByteMs?: number;
};

export type SendRequest = {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
};

export type SendOutcome =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** At most 16 KiB. */
      readonly body: Uint8Array;
      readonly truncated: boolean;
      readonly timings: Timings;
      readonly retryAfterMs: number | null;
    }
  | {
      readonly kind: "error";
      readonly errorClass: ErrorClass;
      readonly message: string;
      readonly timings: Timings;
      /** What had come of a response that never became whole; absent where not even its head had. */
      readonly partial?: {
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        /** At most 16 KiB. */
        readonly body: Uint8Array;
        readonly truncated: boolean;
      };
    };

/** One request to a tenant, guarded and with a deadline over the whole exchange. Never throws for network trouble. */
export type Send = (request: SendRequest) => Promise<SendOutcome>;
