/** What the generator is told to do, and what it tells afterwards. */

/** How the body and its signature are made. */
export type Form =
  /** A call's first status callback, signed with the connection's key (scheme B). */
  | { readonly kind: "signalwire"; readonly secret: string; readonly from: string }
  /** Unsigned; `{id}` stands for the callback's id. */
  | { readonly kind: "json"; readonly template: string };

export type Target = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Form;
};

export type Pace =
  /** So many senders, each of which sends again once it has its answer, until the time or the callbacks are over. */
  | {
      readonly kind: "closed";
      readonly senders: number;
      readonly seconds: number;
      readonly count: number;
    }
  /** By the clock, whatever becomes of those before: latency counts from when a callback was due. */
  | { readonly kind: "open"; readonly perSecond: number; readonly seconds: number };

export type LoadPlan = {
  /** 8 hexadecimal digits. */
  readonly run: string;
  /** Callback `n` goes to target `n % targets.length`. All of one origin. */
  readonly targets: readonly Target[];
  readonly pace: Pace;
};

/** Everything by the callback's number; times are of the shared clock, in milliseconds. */
export type Sent = {
  /** When it was due (open) or sent (closed). */
  readonly startedAt: Float64Array;
  readonly answeredAt: Float64Array;
  /** 0: no answer came. */
  readonly statuses: Uint16Array;
  /** How long after it was due it was sent; empty where nothing was due. */
  readonly lateMs: Float64Array;
};
