import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeSegment } from '@/lib/search/segment';
import { generateCharts } from './generate-charts';
import { countBytes, encodeIndex } from './served-index';

const { documents, images } = generateCharts(200);
const segments = await encodeIndex(documents, images);

test('holds every chart and its images', () => {
  const charts = segments
    .filter(({ entry }) => entry.part === 'charts')
    .flatMap(({ entry, body }) =>
      decodeSegment('charts', entry.registry, brotliDecompressSync(body).toString()),
    );
  expect(charts.toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1))).toEqual(
    documents.toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1)),
  );
  const running = segments
    .filter(({ entry }) => entry.part === 'images')
    .flatMap(({ entry, body }) =>
      decodeSegment('images', entry.registry, brotliDecompressSync(body).toString()).map((row) => [
        `${entry.registry}/${row.repository}`,
        row.images,
      ]),
    );
  expect(Object.fromEntries(running)).toEqual(
    Object.fromEntries(documents.map((document, place) => [addressOf(document), images[place]])),
  );
});

test('counts the bytes of a part', () => {
  const own = segments.filter(({ entry }) => entry.part === 'charts').map(({ body }) => body.byteLength);
  expect(countBytes(segments, 'charts')).toBe(own.reduce((sum, bytes) => sum + bytes));
});

function addressOf({ registry, repository }: { registry: string; repository: string }): string {
  return `${registry}/${repository}`;
}
