import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankHits } from '@/lib/search/rank-hits';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING } from '@/lib/search/search-request';
import type { Highlight } from '@/lib/search/search-result';
import type { SearchDocument } from '@/lib/search/search-document';

const documents = sampleDocuments();
const engine = createSearchEngine({ documents, images: null });

function readMarks(document: SearchDocument, highlights: readonly Highlight[]): Record<string, string[]> {
  return Object.fromEntries(
    highlights.map(({ field, ranges }) => [
      field,
      ranges.map(([start, end]) => document[field].slice(start, end)),
    ]),
  );
}

/** The marked pieces of the first chart called `name`. */
function marksOf(query: string, name: string): Record<string, string[]> | undefined {
  const { hits } = engine.search({ ...EVERYTHING, limit: 1000, query }, 0);
  const hit = hits.find(({ document }) => document.name === name);
  return hit && readMarks(hit.document, hit.highlights);
}

describe('rankHits', () => {
  const redis = sampleDocument({ name: 'redis', description: 'Redis, and predis' });
  const web = sampleDocument({ name: 'web', repository: 'redis/web' });

  test('gives one rank for each chart, in their order, better for the better one', () => {
    const ranks = rankHits([web, redis, sampleDocument({ name: 'sql' })], ['redis']);
    expect(ranks).toHaveLength(3);
    expect(ranks[1]?.score).toBeLessThan(ranks[0]?.score ?? 0);
    expect(ranks[2]).toEqual({ score: 1, highlights: [] });
  });

  test('marks the readings, at the beginning of words alone', () => {
    const [own, other] = rankHits([redis, web], ['redis']);
    expect(readMarks(redis, own?.highlights ?? [])).toEqual({
      name: ['redis'],
      repository: ['redis'],
      description: ['Redis'],
    });
    expect(readMarks(web, other?.highlights ?? [])).toEqual({ repository: ['redis'] });
  });

  test('ranks and marks nothing without readings or charts', () => {
    expect(rankHits([redis], [])).toEqual([{ score: 1, highlights: [] }]);
    expect(rankHits([], ['redis'])).toEqual([]);
  });
});

describe('in what a query finds, it marks', () => {
  test.each([
    ['prom', 'kube-prometheus-stack', { name: ['prometheus'], description: ['Prometheus'] }],
    ['grafan', 'kube-prometheus-stack', { description: ['Grafan'] }],
    ['ngnix', 'nginx', { name: ['nginx'] }],
    ['certmanager', 'cert-manager', { name: ['cert', 'manager'] }],
    ['gaste', 'cafe-menu', { description: ['Gäste'] }],
    ['menu', 'cafe-menu', { name: ['menu'] }],
    ['e', 'elasticsearch', { name: ['e'] }],
    ['cert manager', 'cert-manager', { name: ['cert', 'manager'] }],
    ['pg', 'postgresql', { name: ['postgresql'] }],
    ['exporters', 'prometheus-node-exporter', { name: ['exporter'] }],
    ['"message broker"', 'rabbitmq', { description: ['Message', 'broker'] }],
    ['name:redis', 'redis', {}],
  ])('%s in %s', (query, name, expected) => {
    expect(marksOf(query, name)).toMatchObject(expected);
  });

  // What begins a name written as one word marks all words of the name.
  test.each([
    ['redis', 'redis-cluster', ['redis']],
    ['kube', 'kube-prometheus-stack', ['kube']],
    ['kubeprom', 'kube-prometheus-stack', ['kube', 'prom']],
    ['certman', 'cert-manager', ['cert', 'man']],
  ])('%s in %s, only as far as it was typed', (query, name, expected) => {
    expect(marksOf(query, name)?.['name']).toEqual(expected);
  });

  test('the hits of every window', () => {
    const many = Array.from({ length: 150 }, (_, i) => sampleDocument({ name: `redis-${i}` }));
    const request = { ...EVERYTHING, query: 'redis', offset: 100 };
    const { hits } = createSearchEngine({ documents: many, images: null }).search(request, 0);
    expect(hits).toHaveLength(50);
    expect(hits.every(({ highlights }) => highlights.some(({ field }) => field === 'name'))).toBe(true);
  });

  test('pieces in order, inside their fields, none in another, with scores from 0 to 1', () => {
    const words = fc.array(fc.constantFrom('redis', 'prom', 'metr', 'a', '-', 'kafak', 'sql ', 'für', '"'), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(words, fc.nat(150), (pieces, offset) => {
        const request = { ...EVERYTHING, query: pieces.join(''), offset };
        for (const { document, highlights, score } of engine.search(request, 0).hits) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(new Set(highlights.map(({ field }) => field)).size).toBe(highlights.length);
          for (const { field, ranges } of highlights) {
            let end = 0;
            for (const range of ranges) {
              expect(range[0]).toBeGreaterThanOrEqual(end);
              expect(range[1]).toBeGreaterThan(range[0]);
              end = range[1];
            }
            expect(end).toBeLessThanOrEqual(document[field].length);
          }
        }
      }),
    );
  });
});
