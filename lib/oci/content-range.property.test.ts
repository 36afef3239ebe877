import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseContentRange, parseUnsatisfiedSize, parseUploadRange } from '@/lib/oci/content-range';

const position = fc.integer({ min: 0, max: 10 ** 15 - 2 });

describe('Content-Range', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(position, position, position, (a, b, c) => {
        const [start = 0, end = 0, last = 0] = [a, b, c].sort((one, two) => one - two);
        expect(parseContentRange(`bytes ${start}-${end}/${last + 1}`)).toEqual({
          start,
          end,
          size: last + 1,
        });
        expect(parseContentRange(`Bytes ${start}-${end}/*`)).toEqual({ start, end, size: undefined });
        expect(parseUnsatisfiedSize(`bytes */${last}`)).toBe(last);
        if (start < end) expect(parseContentRange(`bytes ${end}-${start}/*`)).toBeUndefined();
        expect(parseContentRange(`bytes ${start}-${end}/${end}`)).toBeUndefined();
      }),
    );
  });

  test('that is something else is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const part = parseContentRange(text);
        const size = parseUnsatisfiedSize(text);
        expect(part === undefined || size === undefined).toBe(true);
        if (part !== undefined) expect(part.start).toBeLessThanOrEqual(part.end);
      }),
    );
    for (const text of [undefined, '', 'bytes', 'bytes 1-2', 'bytes 1-2/3/4', 'lines 1-2/3', 'bytes -1-2/3'])
      expect(parseContentRange(text)).toBeUndefined();
    expect(parseContentRange(['bytes 1-2/3'])).toBeUndefined();
    expect(parseUnsatisfiedSize('bytes 1-2/3')).toBeUndefined();
    expect(parseUnsatisfiedSize('bytes */*')).toBeUndefined();
  });
});

describe('the Range of an upload', () => {
  test('says how many bytes there are', () => {
    fc.assert(
      fc.property(position, (end) => {
        for (const unit of ['', 'bytes=', 'bytes '])
          expect(parseUploadRange(`${unit}0-${end}`)).toBe(end === 0 ? 0 : end + 1);
      }),
    );
  });

  test.each(['1-5', '0-', '0--1', '-5', '0-5/6', '0-1e3', '', `0-${'9'.repeat(16)}`])('is not %j', (text) => {
    expect(parseUploadRange(text)).toBeUndefined();
  });
});
