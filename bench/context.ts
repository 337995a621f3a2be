import type { Measured } from "./measure.ts";
import type { Report } from "./report.ts";
import type { Sizes } from "./sizes.ts";
import type { Bench } from "./stand/system.ts";
import type { Yardsticks } from "./yardsticks.ts";

export type Context = {
  readonly bench: Bench;
  readonly sizes: Sizes;
  readonly report: Report;
  readonly yardsticks: Yardsticks;
  /** Tells whoever waits what happens now. */
  say(text: string): void;
};

export type Scenario = {
  /** For `--only`. */
  readonly name: string;
  /** Names of the figures that it prints. */
  promises(sizes: Sizes): readonly string[];
  run(context: Context): Promise<void>;
};

/** The closed load of the long measurements. */
export function full({ sizes }: Pick<Context, "sizes">, seconds = sizes.seconds) {
  return {
    kind: "closed",
    senders: sizes.senders,
    seconds,
    count: Number.MAX_SAFE_INTEGER,
  } as const;
}

/** Bars in time, and in shares of it, mean nothing where next to nothing was measured. */
export function barOf({ isShort }: Sizes, text: string, isMet: boolean) {
  return isShort ? {} : { bar: { text, isMet } };
}

/** What no run may end without: nothing lost, everything recorded. */
export function reportLosses(report: Report, name: string, measured: Measured | Losses): void {
  const { lost, accepted, refused, unanswered, expected, duplicated, strayed, unrecorded } =
    measured;
  report.add({
    figure: `${name}.lost`,
    value: lost,
    unit: "deliveries",
    bar: { text: "0", isMet: lost === 0 },
    details: { accepted, refused, unanswered, expected, duplicated, strayed, unrecorded },
  });
  if (accepted === 0) report.fault(`${name}: nothing was accepted`);
  if (lost > 0) report.fault(`${name}: ${lost} of ${expected} deliveries were lost`);
  if (strayed > 0) report.fault(`${name}: ${strayed} arrivals were meant for nobody there`);
  if (unrecorded !== null && unrecorded > 0) {
    report.fault(`${name}: ${unrecorded} of ${expected} deliveries are not recorded as delivered`);
  }
}

export type Losses = Pick<
  Measured,
  | "lost"
  | "accepted"
  | "refused"
  | "unanswered"
  | "expected"
  | "duplicated"
  | "strayed"
  | "unrecorded"
>;
