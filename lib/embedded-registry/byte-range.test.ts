import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseByteRange, parseChunkRange } from '@/lib/embedded-registry/byte-range';

describe('parseByteRange', () => {
  test('what it gives lies inside the blob', () => {
    const edge = fc.oneof(fc.nat({ max: 50 }).map(String), fc.constant(''));
    fc.assert(
      fc.property(edge, edge, fc.nat({ max: 40 }), (first, last, size) => {
        const range = parseByteRange(`bytes=${first}-${last}`, size);
        if (typeof range === 'string') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }),
    );
  });

  test.each([
    [undefined, 'whole'],
    ['', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=1-2,4-5', 'whole'],
    ['bytes=x-2', 'whole'],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', 'unsatisfiable'],
    ['bytes=9-', { start: 9, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
  ])('%s of ten bytes', (header, expected) => {
    expect(parseByteRange(header, 10)).toEqual(expected);
  });

  test('nothing of an empty blob can be asked for', () => {
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
      expect(parseByteRange(header, 0)).toBe('unsatisfiable');
    }
  });
});

describe('parseChunkRange', () => {
  test('reads what it is written as', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (start, length) => {
        expect(parseChunkRange(`${start}-${start + length}`)).toEqual({ start, end: start + length });
      }),
    );
  });

  test.each(['', '-', '1', '1-', '-1', '5-4', 'bytes 0-1', '0-1/2', '0x1-2'])('refuses “%s”', (header) => {
    expect(parseChunkRange(header)).toBeUndefined();
  });
});
