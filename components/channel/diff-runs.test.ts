import { expect, test } from 'vitest';
import { diffRuns, splitHunks } from '@/components/channel/diff-runs';

test('lines that went the same way are one run', () => {
  expect(diffRuns([' a', '-b', '-c', '+d', ' ', ' e'])).toEqual([
    { kind: 'same', start: 0, text: ' a' },
    { kind: 'removed', start: 1, text: '-b\n-c' },
    { kind: 'added', start: 3, text: '+d' },
    { kind: 'same', start: 4, text: ' \n e' },
  ]);
});

test('hunks are cut where there is no more room, and line numbers go on', () => {
  const hunks = [
    { fromLine: 1, toLine: 1, lines: [' a', '-b', '+c', '+d', ' e'] },
    { fromLine: 10, toLine: 11, lines: ['+f'] },
  ];
  expect(splitHunks(hunks, 3)).toEqual({
    first: [{ fromLine: 1, toLine: 1, lines: [' a', '-b', '+c'] }],
    rest: [
      { fromLine: 3, toLine: 3, lines: ['+d', ' e'] },
      { fromLine: 10, toLine: 11, lines: ['+f'] },
    ],
  });
  expect(splitHunks(hunks, 100)).toEqual({ first: hunks, rest: [] });
});
