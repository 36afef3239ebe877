import { expect, test } from 'vitest';
import { imageWords, progressWords, timeLeftWords } from '@/components/transfer/transfer-words';
import type { TransferImage } from '@/lib/api/schema/transfer';

test.each([
  [null, null],
  [0, 'a few seconds left'],
  [5, 'about 5 s left'],
  [41, 'about 45 s left'],
  [61, 'about 1 min left'],
  [5399, 'about 90 min left'],
  [5400, 'about 1.5 h left'],
  [360_000, 'about 100 h left'],
])('%s seconds are “%s”', (seconds, words) => {
  expect(timeLeftWords(seconds)).toBe(words);
});

test('progress is told in steps and bytes', () => {
  expect(progressWords({ items: { done: 3, total: 12 }, bytes: { done: 1536, total: 3 * 1024 ** 2 } })).toBe(
    '3 of 12 steps, 1.5 KiB of 3 MiB',
  );
});

test.each<[Partial<TransferImage>, RegExp]>([
  [{ outcome: 'copied' }, /^copied from staging$/],
  [{ outcome: 'copied', tagTaken: true }, /by digest.*stays so/],
  [{ outcome: 'not-configured', registry: null }, /not configured/],
  [{ outcome: 'absent' }, /staging does not have it/],
])('an image that is %o says so', (change, words) => {
  const image: TransferImage = {
    image: 'staging.example/app:1',
    outcome: 'left',
    frozen: false,
    registry: 'staging',
    repository: 'app',
    digest: null,
    tag: null,
    tagTaken: false,
    bytes: 0,
    platforms: [],
    ...change,
  };
  expect(imageWords(image)).toMatch(words);
});
