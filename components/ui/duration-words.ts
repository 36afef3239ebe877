const UNITS = [
  ['year', 31_556_952_000],
  ['month', 2_629_746_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/**
 * How long ago `at` was, or how far ahead it is, in the largest whole unit: "3 hours ago", "in 2 days", "just now".
 * @param at and @param now epoch milliseconds; under 45 seconds either way is "just now"
 */
export function relativeWords(at: number, now: number): string {
  const distance = at - now;
  if (Math.abs(distance) < 45_000) return 'just now';
  const unit = UNITS.find(([, length]) => Math.abs(distance) >= length);
  if (unit === undefined) return words.format(Math.sign(distance), 'minute');
  return words.format(Math.trunc(distance / unit[1]), unit[0]);
}

/** A length of time: "340 ms", "4.2 s", "3 min 5 s". @param milliseconds not negative */
export function durationWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A time that reads the same on server and client: "2026-03-01 14:05 UTC". @param at a valid epoch in milliseconds */
export function exactTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
