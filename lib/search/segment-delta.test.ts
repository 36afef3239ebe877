import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSegment, SEGMENT_PARTS } from '@/lib/search/segment';
import { SegmentError } from '@/lib/search/segment-columns';
import { applyDelta, decodeDelta, diffSegment, encodeDelta } from '@/lib/search/segment-delta';
import { segmentRows } from '@/lib/search/testing/segment-rows';

const REGISTRY = 'production';

describe.each(SEGMENT_PARTS)('the part of %s', (part) => {
  test('with its deltas is the same as a fresh one', () => {
    fc.assert(
      fc.property(fc.array(segmentRows(part), { minLength: 1, maxLength: 4 }), ([first = [], ...later]) => {
        let server = first;
        let browser = first;
        for (const rows of later) {
          // What did not change is the same object now and then, and an equal one else.
          const after = rows.map((same, index) => (index % 2 === 0 ? same : structuredClone(same)));
          const text = encodeDelta(part, { from: 'a', to: 'b', ...diffSegment(server, after) });
          browser = applyDelta(browser, decodeDelta(part, REGISTRY, text));
          server = after;
          expect(encodeSegment(part, browser)).toBe(encodeSegment(part, after));
        }
      }),
    );
  });

  test('throws nothing but what says so for a delta that is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => decodeDelta(part, REGISTRY, text)).toThrow(SegmentError);
      }),
    );
  });
});

test('tells only what changed', () => {
  const before = [row('a', '1.0.0'), row('b', '1.0.0'), row('d', '1.0.0'), row('e')];
  const after = [row('a', '1.0.0'), row('b', '1.0.1', '1.0.0'), row('c'), row('e')];
  expect(diffSegment(before, after)).toEqual({ removed: ['d'], rows: [after[1], after[2]] });
  expect(diffSegment(after, structuredClone(after))).toEqual({ removed: [], rows: [] });
});

function row(repository: string, ...versions: string[]) {
  return { repository, versions };
}
