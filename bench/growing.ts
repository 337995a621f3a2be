type Numbers = Float64Array | Uint32Array | Uint16Array;

/** An array of numbers that grows by doubling: a minute of load must not cost the measuring process a heap of objects. */
export class Growing<T extends Numbers> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(4_096);
  }

  get length(): number {
    return this.#length;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = this.#make(Math.max(this.#values.length * 2, index + 1));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
    this.#length = Math.max(this.#length, index + 1);
  }

  push(value: number): void {
    this.set(this.#length, value);
  }

  taken(): T {
    return this.#values.slice(0, this.#length) as T;
  }
}

export function growingTimes(): Growing<Float64Array> {
  return new Growing((length) => new Float64Array(length));
}

export function growingNumbers(): Growing<Uint32Array> {
  return new Growing((length) => new Uint32Array(length));
}

export function growingSmallNumbers(): Growing<Uint16Array> {
  return new Growing((length) => new Uint16Array(length));
}
