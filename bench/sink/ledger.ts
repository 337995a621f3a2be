import { clockMs } from "../clock.ts";
import { growingNumbers, growingSmallNumbers, growingTimes } from "../growing.ts";

/** What came in for one run, in the order in which it came. */
export type Arrivals = {
  /** Of the callback. */
  readonly numbers: Uint32Array;
  /** Of the endpoint. */
  readonly hooks: Uint16Array;
  readonly at: Float64Array;
};

export type Progress = {
  /** Different callbacks at different endpoints. */
  readonly distinct: number;
  readonly arrivals: number;
};

const HOOKS = 2 ** 16;

export class Ledger {
  readonly #numbers = growingNumbers();
  readonly #hooks = growingSmallNumbers();
  readonly #at = growingTimes();
  readonly #seen = new Set<number>();

  enter(number: number, hook: number): void {
    this.#numbers.push(number);
    this.#hooks.push(hook);
    this.#at.push(clockMs());
    this.#seen.add(number * HOOKS + hook);
  }

  progress(): Progress {
    return { distinct: this.#seen.size, arrivals: this.#numbers.length };
  }

  arrivals(): Arrivals {
    return { numbers: this.#numbers.taken(), hooks: this.#hooks.taken(), at: this.#at.taken() };
  }
}
