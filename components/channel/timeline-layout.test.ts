import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelStay } from '@/components/channel/channel-stays';
import { timeScale } from '@/components/channel/time-scale';
import {
  chooseVersions,
  layoutTimeline,
  MAX_LINES,
  MAX_VERSIONS,
  type TimelineLayout,
  type TimelineVersion,
} from '@/components/channel/timeline-layout';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-25T12:00:00Z');

function version(text: string, daysAgo: number | null): TimelineVersion {
  return {
    version: text,
    at: timeOf(daysAgo),
    prerelease: text.includes('-'),
  };
}

function timeOf(daysAgo: number | null): number | null {
  return daysAgo === null ? null : NOW - daysAgo * DAY;
}

function stay(channel: string, at: string, since: number | null, until: number | null): ChannelStay {
  return {
    channel,
    version: at,
    digest: `sha256:${at}`,
    since: timeOf(since),
    until: timeOf(until),
    move: null,
  };
}

function layout(versions: TimelineVersion[], stays: ChannelStay[] = []): TimelineLayout {
  const made = layoutTimeline(chooseVersions(versions, stays), stays, NOW);
  if (made === null) throw new Error('nothing to draw');
  return made;
}

describe('layoutTimeline', () => {
  test('versions go up with SemVer and right with time', () => {
    const { dots } = layout([version('1.10.0', 1), version('1.2.0', 20), version('1.1.0', 10)]);
    expect(dots.map((dot) => dot.version)).toEqual(['1.10.0', '1.2.0', '1.1.0']);
    expect(dots.map(({ y }) => y)).toEqual(dots.map(({ y }) => y).sort((a, b) => a - b));
    const [newest, late, early] = dots;
    expect(newest?.x).toBeGreaterThan(early?.x ?? 0);
    expect(early?.x).toBeGreaterThan(late?.x ?? 0);
  });

  test('a channel steps from version to version, and ends at its name', () => {
    const { lines, dots } = layout(
      [version('1.1.0', 5), version('1.0.0', 9)],
      [stay('1-stable', '1.0.0', 8, 4), stay('1-stable', '1.1.0', 4, 2), stay('1-stable', '1.0.0', 2, null)],
    );
    const [line] = lines;
    expect(lines).toHaveLength(1);
    expect(line?.path).toMatch(/^M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+H[\d.]+$/);
    expect(line).toMatchObject({ channel: '1-stable', open: true, version: '1.0.0' });
    expect(line?.end.y).toBeCloseTo(dots[1]?.y ?? 0, 0);
    expect(line?.label.x).toBeGreaterThan(line?.end.x ?? 0);
  });

  test('a closed channel ends where it ended, and a gap stays one', () => {
    const { lines } = layout(
      [version('1.0.0', 9)],
      [stay('beta', '1.0.0', 8, 6), stay('beta', '1.0.0', 4, 2)],
    );
    expect(lines[0]?.path.match(/M/g)).toHaveLength(2);
    expect(lines[0]).toMatchObject({ open: false });
    expect(lines[0]?.end.x).toBeLessThan(layout([version('1.0.0', 9)]).plot.right);
  });

  test('a version that is gone has its place, one of unknown time counts from when a channel came', () => {
    const versions = [version('1.2.0', null), version('1.1.0', null), version('1.0.0', 9)];
    const stays = [stay('beta', '1.0.5', 8, 6), stay('beta', '1.1.0', 6, null)];
    expect(layout(versions, stays).dots.map((dot) => dot.version)).toEqual(['1.1.0', '1.0.5', '1.0.0']);
    expect(chooseVersions(versions, stays).omitted).toEqual({ undated: 1, older: 0 });
  });

  test('of too many versions the latest are drawn, and those that channels were at', () => {
    const many = Array.from({ length: 700 }, (_, index) => version(`1.${700 - index}.0`, index + 1));
    const stays = [stay('1-stable', '1.1.0', 600, null)];
    const { dots, height } = layout(many, stays);
    expect(dots).toHaveLength(MAX_VERSIONS);
    expect(chooseVersions(many, stays).omitted).toEqual({ undated: 0, older: 200 });
    expect([dots[0]?.version, dots.at(-1)?.version]).toEqual(['1.700.0', '1.1.0']);
    expect(height).toBeLessThan(500);
  });

  test('nothing to draw is null', () => {
    const cases: [TimelineVersion[], ChannelStay[]][] = [
      [[], []],
      [[version('1.0.0', null)], []],
      [[], [stay('beta', 'unknown', 2, null)]],
    ];
    for (const [versions, stays] of cases)
      expect(layoutTimeline(chooseVersions(versions, stays), stays, NOW)).toBeNull();
  });

  test('whatever there is, it stays within the picture, and no name lies over another', () => {
    const versions = fc.uniqueArray(
      fc.record({
        version: fc.tuple(fc.nat(3), fc.nat(9)).map(([minor, patch]) => `1.${minor}.${patch}`),
        at: fc.option(fc.integer({ min: NOW - 900 * DAY, max: NOW + DAY })),
        prerelease: fc.constant(false),
      }),
      { selector: (entry) => entry.version, maxLength: 40 },
    );
    const stays = fc.array(
      fc.record({
        channel: fc.constantFrom(...Array.from({ length: 15 }, (_, index) => `${index}-stable`)),
        version: fc.constantFrom('1.0.0', '1.1.3', '1.9.9', 'unknown', ''),
        digest: fc.constant('sha256:0'),
        since: fc.option(fc.integer({ min: NOW - 900 * DAY, max: NOW })),
        until: fc.option(fc.integer({ min: NOW - 900 * DAY, max: NOW })),
        move: fc.constant(null),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(versions, stays, (known, been) => {
        const made = layoutTimeline(chooseVersions(known, been), been, NOW);
        if (made === null) return;
        const { plot, dots, lines, rows, ticks, width, height } = made;
        for (const { x, y } of [...dots, ...lines.map(({ end }) => end)]) {
          expect(x).toBeGreaterThanOrEqual(plot.left);
          expect(x).toBeLessThanOrEqual(plot.right);
          expect(y).toBeGreaterThanOrEqual(plot.top - 20);
          expect(y).toBeLessThanOrEqual(plot.bottom + 20);
        }
        expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
        for (const { path } of lines) expect(path).toMatch(/^([MHV][\d.]+( [\d.]+)?)+$/);
        for (const list of [rows.map(({ y }) => y), lines.map(({ label }) => label.y)]) {
          const sorted = list.toSorted((a, b) => a - b);
          for (const [index, y] of sorted.slice(1).entries())
            expect(y - (sorted[index] ?? 0)).toBeGreaterThan(12.5);
          expect(Math.max(0, ...sorted)).toBeLessThanOrEqual(Math.max(height, lines.length * 14 + 40));
        }
        expect(ticks.every(({ x }) => x <= width)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('timeScale', () => {
  test('goes one way only, from end to end', () => {
    const times = fc.array(fc.integer({ min: 0, max: NOW }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: NOW }), fc.integer({ min: 0, max: NOW }), (all, a, b) => {
        const scale = timeScale(all, NOW, [10, 110]);
        if (a <= b) expect(scale.at(a)).toBeLessThanOrEqual(scale.at(b) + 1e-9);
        expect(scale.at(NOW)).toBeCloseTo(110);
        expect(scale.at(NOW + 1)).toBe(110);
      }),
      { numRuns: 60 },
    );
  });

  test('a busy hour after a quiet year keeps a share of the width', () => {
    const hour = [0, 10, 20, 30].map((minute) => NOW - minute * 60_000);
    const scale = timeScale([NOW - 365 * DAY, ...hour], NOW, [0, 100]);
    expect(scale.at(hour[2] ?? 0) - scale.at(hour[3] ?? 0)).toBeGreaterThan(10);
    expect(scale.at(NOW - 365 * DAY)).toBe(0);
  });

  test('with one time only everything is at the right', () => {
    expect(timeScale([NOW], NOW, [0, 100]).at(NOW)).toBe(100);
  });
});
