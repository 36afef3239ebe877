import { describe, expect, test } from 'vitest';
import { dropQuotes, readTokens } from '@/lib/search/query-tokens';

describe('readTokens', () => {
  test('splits at white space and around phrases', () => {
    expect(readTokens(' a-b -"c d"e "f')).toEqual([
      { kind: 'word', text: 'a-b', start: 1, end: 4, negated: false, open: false },
      { kind: 'phrase', text: 'c d', start: 5, end: 11, negated: true, open: false },
      { kind: 'word', text: 'e', start: 11, end: 12, negated: false, open: false },
      { kind: 'phrase', text: 'f', start: 13, end: 15, negated: false, open: true },
    ]);
  });

  test('splits values at commas outside of quotes, and keeps their places', () => {
    expect(readTokens('-Keyword:"a, b",, c')).toEqual([
      {
        kind: 'field',
        field: 'keyword',
        value: 'a, b,,',
        parts: [
          { text: 'a, b', start: 9, end: 15 },
          { text: '', start: 16, end: 16 },
          { text: '', start: 17, end: 17 },
        ],
        start: 0,
        end: 17,
        negated: true,
        open: false,
      },
      { kind: 'word', text: 'c', start: 18, end: 19, negated: false, open: false },
    ]);
  });

  test('keeps what is empty', () => {
    expect(readTokens('- "')).toMatchObject([
      { kind: 'word', text: '', negated: true, open: false },
      { kind: 'phrase', text: '', negated: false, open: true },
    ]);
  });

  // Quadratic time would run into the limit of a test.
  test.each(['"', '" ', 'image:"', '-', '- ', 'a', 'a"', 'is:', 'is: ', ',', 'is:,', ' '])(
    'is done with a long text of %j',
    (piece) => {
      expect(readTokens(piece.repeat(100_000)).at(-1)?.end ?? 0).toBeLessThanOrEqual(piece.length * 100_000);
    },
  );
});

test.each([
  [' "a b" ', 'a b'],
  ['"', ''],
])('dropQuotes(%j) is %j', (text, bare) => {
  expect(dropQuotes(text)).toBe(bare);
});
