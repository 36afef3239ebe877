import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import { decodeSegment, encodeSegment, SEGMENT_PARTS, type SegmentPart } from '@/lib/search/segment';
import { segmentRows } from '@/lib/search/testing/segment-rows';
import { SegmentError } from '@/lib/search/segment-columns';
import { compareRepositories } from '@/lib/search/segment-repositories';

const REGISTRY = 'production';

describe.each(SEGMENT_PARTS)('the part of %s', (part) => {
  test('reads as what was written', () => {
    fc.assert(
      fc.property(segmentRows(part), (rows) => {
        expect(decodeSegment(part, REGISTRY, encodeSegment(part, rows))).toEqual(rows);
      }),
    );
  });

  test('is refused, in plain words, once it is damaged', () => {
    fc.assert(
      fc.property(
        segmentRows(part),
        fc.nat(),
        fc.nat(),
        fc.string({ maxLength: 3 }),
        (rows, at, length, put) => {
          const text = encodeSegment(part, rows);
          const from = at % (text.length + 1);
          readOrRefuse(part, text.slice(0, from) + put + text.slice(from + (length % 4)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is refused when it is something else', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readOrRefuse(part, text)));
    const other = part === 'charts' ? 'icons' : 'charts';
    expect(() => decodeSegment(part, REGISTRY, encodeSegment(other, []))).toThrow(SegmentError);
    const later = encodeSegment(part, []).replace('"format":2', '"format":3');
    expect(() => decodeSegment(part, REGISTRY, later)).toThrow(SegmentError);
  });
});

test('a chart reads as it was but for its icon', () => {
  const documents = sampleDocuments()
    .filter(({ registry }) => registry === REGISTRY)
    .map((document) => ({ ...document, created: document.created?.replace('.000Z', 'Z') ?? null }))
    .sort((a, b) => compareRepositories(a.repository, b.repository));
  expect(decodeSegment('charts', REGISTRY, encodeSegment('charts', asRows(documents)))).toEqual(documents);
});

test('equal rows make an equal text, and sub-seconds do not count', () => {
  expect(encodeDated('2026-01-02T03:04:05.678Z')).toBe(encodeDated('2026-01-02T03:04:05Z'));
});

test.each([
  ['numbers too few', { flags: { least: 0, digits: 'A' } }],
  ['numbers that are none', { flags: { least: 0, digits: '!!' } }],
  ['numbers too large', { flags: { least: 0, digits: 'A'.repeat(18) } }],
  ['text too short', { titles: '' }],
  ['an unknown escape', { titles: '\\x\n' }],
  ['a dictionary too small', { licenses: { values: 'MIT', indexes: { least: 1, digits: '' } } }],
  ['repositories out of order', { names: 'b\na' }],
  ['a repository twice', { names: 'a\na' }],
  ['a date that can’t be', { created: { least: 1e15, digits: '' }, flags: { least: 8, digits: '' } }],
  ['a column missing', { keywords: undefined }],
])('%s: refused', (_, change) => {
  const rows = asRows([sampleDocument({ repository: 'a' }), sampleDocument({ repository: 'b' })]);
  const text = encodeSegment('charts', rows);
  expect(decodeSegment('charts', REGISTRY, text)).toHaveLength(2);
  const damaged = JSON.stringify({ ...(JSON.parse(text) as object), ...change });
  expect(() => decodeSegment('charts', REGISTRY, damaged)).toThrow(SegmentError);
});

function encodeDated(created: string): string {
  return encodeSegment('charts', asRows([sampleDocument({ created })]));
}

function asRows(documents: ReturnType<typeof sampleDocument>[]) {
  return documents.map((document) => ({ ...document, icon: null }));
}

function readOrRefuse(part: SegmentPart, text: string): void {
  try {
    decodeSegment(part, REGISTRY, text);
  } catch (error) {
    expect(error).toBeInstanceOf(SegmentError);
  }
}
