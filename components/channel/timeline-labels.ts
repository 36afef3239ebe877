import type { TimeScale } from '@/components/channel/time-scale';

// Where the words of the timeline stand: no two over each other. In pixels.

/** From one line of words to the next. */
const LABEL_GAP = 14;
/** From the middle of one time to the next. */
const TICK_GAP = 92;

const MINUTE = 60_000;
const DAY = 86_400_000;
const YEAR = 365 * DAY;

/**
 * Moves lines of words apart that want the same height, as little as their order allows.
 * @param wanted heights, from the top; of equal ones the first stays above
 * @returns the heights they get, in the same order
 */
export function spreadLabels(wanted: readonly number[], top: number, bottom: number): number[] {
  const places = [...wanted];
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  let free = top;
  for (const index of order) {
    places[index] = Math.max(places[index] ?? 0, free);
    free = (places[index] ?? 0) + LABEL_GAP;
  }
  let most = Math.max(bottom, top + (order.length - 1) * LABEL_GAP);
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index] ?? 0, most);
    most = (places[index] ?? 0) - LABEL_GAP;
  }
  return places;
}

/**
 * Those that have room, each at its own height.
 * @param rows the most important first
 * @returns from above
 */
export function thinOut<Row extends { y: number }>(rows: readonly Row[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows)
    if (kept.every((other) => Math.abs(other.y - row.y) >= LABEL_GAP - 1)) kept.push(row);
  return kept.sort((a, b) => a.y - b.y);
}

/** The times written below: the scale's own, from the latest back as room allows, and now. */
export function placeTicks(x: TimeScale, now: number): { x: number; label: string }[] {
  const span = now - (x.times[0] ?? now);
  const ticks: { x: number; label: string }[] = [];
  let edge = x.at(now) - TICK_GAP;
  for (const time of x.times.toReversed().slice(1)) {
    const place = x.at(time);
    const label = tickLabel(time, span);
    if (place > edge || label === ticks.at(-1)?.label) continue;
    ticks.push({ x: place, label });
    edge = place - TICK_GAP;
  }
  return [...ticks.reverse(), { x: x.at(now), label: 'now' }];
}

/** UTC, as every exact time on the page, so that server and browser agree. */
function tickLabel(time: number, span: number): string {
  const iso = new Date(time).toISOString();
  if (span < 10 * MINUTE) return `${iso.slice(11, 19)} UTC`;
  if (span < 2 * DAY) return `${iso.slice(11, 16)} UTC`;
  return span < 2 * YEAR ? iso.slice(0, 10) : iso.slice(0, 7);
}
