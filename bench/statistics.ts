export type Quantiles = { readonly p50: number; readonly p95: number; readonly p99: number };

/** Exact, by nearest rank; NaN of nothing. */
export function quantilesOf(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  return quantilesOf(Float64Array.from(values)).p50;
}
