/** How long many of a kind took, in milliseconds to a hundredth. */
export interface Percentiles {
  p50: number;
  p95: number;
  max: number;
}

/** By nearest rank; NaN throughout where there is none. */
export function percentilesOf(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    toHundredths(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** @param value any number */
export function toHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
