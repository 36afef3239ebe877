import { withoutV } from '@/lib/helm/chart-tag';

// A track is one or two numbers, with or without `v`: `1`, `v2`, `1.2`. They count by value, never as text.

/** Orders tracks, the lowest first; no track comes before all. For `sort`. */
export function compareTracks(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [a, b].map((track) => withoutV(track).split('.').map(BigInt));
  for (const index of [0, 1]) {
    const difference = (left?.[index] ?? -1n) - (right?.[index] ?? -1n);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
  }
  return 0;
}

/** Whether a version belongs to a track: `1.2.5` to `1` and `1.2`, not to `1.20`. Any text; never throws. */
export function isWithinTrack(version: string, track: string): boolean {
  const numbers = withoutV(version).split(/[.+-]/, 3);
  return withoutV(track)
    .split('.')
    .every((part, index) => isSameNumber(numbers[index], part));
}

function isSameNumber(a: string | undefined, b: string): boolean {
  return a !== undefined && DIGITS.test(a) && DIGITS.test(b) && withoutZeros(a) === withoutZeros(b);
}

const DIGITS = /^\d+$/;

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
