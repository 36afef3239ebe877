/** A scale of time that goes one way only. */
export interface TimeScale {
  at(time: number): number;
  /** the times it was made for, in order */
  times: readonly number[];
}

/**
 * A scale of time in which quiet years don't crush a busy day: each time stands half-way between where a clock would
 * put it and where counting would. Between two of the times it is even.
 * @param times in any order; later ones than `now` count as now
 * @param now the right end
 */
export function timeScale(
  times: readonly number[],
  now: number,
  [left, right]: readonly [number, number],
): TimeScale {
  const knots = [...new Set([...times.filter((time) => time < now), now])].sort((a, b) => a - b);
  const first = knots[0] ?? now;
  const span = now - first;
  const places = knots.map((time, index) => {
    if (span === 0) return 1;
    return ((time - first) / span + index / (knots.length - 1)) / 2;
  });
  return {
    times: knots,
    at(time) {
      const next = knots.findIndex((knot) => knot >= time);
      if (next < 0) return right;
      const [from, to] = [knots[next - 1], knots[next]];
      const [start, end] = [places[next - 1] ?? 0, places[next] ?? 1];
      const share = from === undefined || to === undefined ? 1 : (time - from) / (to - from);
      return left + (start + (end - start) * share) * (right - left);
    },
  };
}
