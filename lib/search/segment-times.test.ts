import { expect, test } from 'vitest';
import { SegmentError } from '@/lib/search/segment-columns';
import { formatTimes } from '@/lib/search/segment-times';

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [-1, '1969-12-31T23:59:59Z'],
  [1_767_554_761, '2026-01-04T19:26:01Z'],
  [951_827_696, '2000-02-29T12:34:56Z'],
  [253_402_300_800, '+010000-01-01T00:00:00Z'],
  [-62_167_219_201, '-000001-12-31T23:59:59Z'],
  [8.64e12, '+275760-09-13T00:00:00Z'],
])('%d is %s', (seconds, text) => {
  expect(formatTimes(Float64Array.of(seconds, 0, seconds))).toEqual([text, '1970-01-01T00:00:00Z', text]);
});

test('what is no date is refused', () => {
  expect(() => formatTimes(Float64Array.of(8.64e12 + 1))).toThrow(SegmentError);
});
