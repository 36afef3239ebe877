import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuery } from '@/lib/search/format-query';
import type { Condition } from '@/lib/search/query';
import { sampleDocument, sampleDocuments } from '@/lib/search/sample-documents';
import { builtTerms, queryText } from '@/lib/search/sample-queries';
import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import {
  EVERYTHING,
  normalizeQuery,
  UPDATED_CHOICES,
  type SearchChoices,
  type SearchRequest,
} from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';

// What holds of every answer, whatever the charts and whatever is asked.

const NOW = Date.UTC(2026, 6, 1);

const documents = sampleDocuments();
const images = documents.map(({ name }, place) =>
  [`docker.io/library/${name}:1.${place % 30}.3`, 'quay.io/prom/node-exporter:v1.8'].slice(place % 3),
);
const engine = createSearchEngine({ documents, images });

const search = (request: Partial<SearchRequest>): SearchResult =>
  engine.search({ ...EVERYTHING, limit: 1000, ...request }, NOW);
const addressOf = ({ registry, repository }: SearchDocument): string => `${registry}/${repository}`;
const addressesOf = ({ hits }: SearchResult): string[] => hits.map(({ document }) => addressOf(document));

/** Words that find something, also slips of the finger, begun ones and some that are glued or common. */
const word = fc.constantFrom(
  ...'redis prom kafak sql database metrics web the certmanager a e 1.25 nginx:1.2 exporters platform/redis zzzz'.split(
    ' ',
  ),
);
const words = fc.array(word, { maxLength: 4 }).map((all) => all.join(' '));
const oddText = fc.oneof(queryText(120), words, fc.string({ unit: 'binary', maxLength: 40 }));

const choices: fc.Arbitrary<Partial<SearchChoices>> = fc.record(
  {
    registries: fc.subarray(['production', 'staging', 'community', 'gone'], { minLength: 1 }),
    namespace: fc.constantFrom('platform', 'teams', 'teams/alpha', 'nowhere'),
    keyword: fc.constantFrom('sql', 'Web', 'nothing'),
    channel: fc.constantFrom('stable', 'beta', 'nightly'),
    updated: fc.constantFrom(...UPDATED_CHOICES),
    deprecated: fc.constantFrom('hide' as const, 'only' as const),
  },
  { requiredKeys: [] },
);

/** Filters that mean something for the sample charts, beside ones made by chance. */
const tellingFilter = fc.constantFrom(
  ...'-redis -e -zzzz registry:prod,staging -registry:staging namespace:teams name:prom keyword:sql image:nginx:1 channel:stable maintainer:ada license:apache version:^2 app:^1 is:signed -is:library updated:<90d updated:>=2026-03'.split(
    ' ',
  ),
  '"reverse proxy"',
  '-"relational database"',
  '"node exporter"',
  '"the"',
  '"sql"',
);
const isFilter = ({ condition, negated }: { condition: Condition; negated: boolean }): boolean =>
  condition.kind !== 'word' || negated;
const builtFilter = builtTerms
  .map((terms) => formatQuery(terms.filter(isFilter).slice(0, 1)))
  .filter((text) => text !== '');
const filter = fc.oneof(tellingFilter, builtFilter);
const query = fc.oneof(
  words,
  fc.tuple(words, fc.array(filter, { maxLength: 2 })).map(([text, filters]) => [text, ...filters].join(' ')),
  builtTerms.map((terms) => formatQuery(terms.slice(0, 3))),
);

describe('an answer', () => {
  test('is given to any text, over any charts', () => {
    const odd = ['', '日本語', '\ud800', 'constructor'].map((name) =>
      sampleDocument({ name, keywords: [name] }),
    );
    const few = createSearchEngine({ documents: odd, images: odd.map(({ name }) => [name]) });
    const none = createSearchEngine({ documents: [], images: [] });
    fc.assert(
      fc.property(oddText, choices, fc.nat(250), fc.nat(60), (text, chosen, offset, limit) => {
        const request = { ...EVERYTHING, ...chosen, query: text, offset, limit };
        for (const searched of [engine, few, none]) {
          const { total, partial, hits, help } = searched.search(request, NOW);
          expect(hits).toHaveLength(Math.max(0, Math.min(limit, total - offset)));
          expect(partial).toBeLessThanOrEqual(total);
          expect(help === null).toBe(total > 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('has each chart once', () => {
    fc.assert(
      fc.property(query, (text) => {
        const found = addressesOf(search({ query: text }));
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  test('grows by no filter', () => {
    fc.assert(
      fc.property(query, filter, choices, (text, added, chosen) => {
        const found = addressesOf(search({ ...chosen, query: text }));
        const less = addressesOf(search({ ...chosen, query: `${text} ${added}`.trim() }));
        expect(found).toEqual(expect.arrayContaining(less));
      }),
      { numRuns: 400 },
    );
  });

  test('grows by no choice', () => {
    fc.assert(
      fc.property(query, choices, choices, (text, chosen, added) => {
        const found = addressesOf(search({ ...chosen, query: text }));
        const less = addressesOf(search({ ...added, ...chosen, query: text }));
        expect(found).toEqual(expect.arrayContaining(less));
        // What is left stands in the order it had.
        const kept = new Set(less);
        if (search({ query: text }).partial === 0) expect(found.filter((one) => kept.has(one))).toEqual(less);
      }),
      { numRuns: 200 },
    );
  });

  test('is divided into what a filter lets through and what its negation does', () => {
    const either = fc.constantFrom(
      'is:signed',
      'keyword:sql',
      '"reverse proxy"',
      'updated:<90d',
      'version:^2',
      'app:^1',
    );
    fc.assert(
      fc.property(words, either, (text, added) => {
        const parts = [added, `-${added}`].map((one) => search({ query: `${text} ${one}` }));
        // A phrase without words is looked for by its words.
        if (text === '' && added.startsWith('"')) return;
        const together = parts.flatMap(addressesOf);
        expect(together.sort()).toEqual(addressesOf(search({ query: text })).sort());
      }),
    );
  });

  test('does not depend on the order of the charts', () => {
    const shuffled = fc.shuffledSubarray(
      documents.map((_, place) => place),
      { minLength: documents.length },
    );
    fc.assert(
      fc.property(
        shuffled,
        fc.array(query, { minLength: 1, maxLength: 8 }),
        choices,
        (places, texts, chosen) => {
          const other = createSearchEngine({
            documents: places.flatMap((place) => documents[place] ?? []),
            images: places.map((place) => images[place] ?? []),
          });
          for (const text of texts) {
            for (const sort of ['relevance', 'name', 'updated'] as const) {
              const request = { ...EVERYTHING, ...chosen, query: text, sort, limit: 1000 };
              const here = other.search(request, NOW);
              const there = engine.search(request, NOW);
              expect(addressesOf(here)).toEqual(addressesOf(there));
              expect({ ...here, hits: [] }).toEqual({ ...there, hits: [] });
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test('does not depend on what was asked before', () => {
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 3 }), fc.nat(60), (texts, offset) => {
        const fresh = createSearchEngine({ documents, images });
        for (const text of texts) {
          const request = { ...EVERYTHING, query: text, offset };
          search({ query: text }); // all of it first
          expect(addressesOf(fresh.search(request, NOW))).toEqual(addressesOf(engine.search(request, NOW)));
          expect(fresh.search(request, NOW)).toEqual(fresh.search(request, NOW));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('in windows misses nothing and gives nothing twice', () => {
    fc.assert(
      fc.property(query, choices, fc.integer({ min: 3, max: 40 }), (text, chosen, limit) => {
        const whole = search({ ...chosen, query: text });
        const windows: string[] = [];
        for (let offset = 0; offset < whole.total; offset += limit)
          windows.push(...addressesOf(search({ ...chosen, query: text, offset, limit })));
        expect(windows).toEqual(addressesOf(whole));
      }),
    );
  });

  test('has as many charts as its registries have, when none is chosen', () => {
    fc.assert(
      fc.property(query, choices, (text, chosen) => {
        const { total, facets } = search({ ...chosen, registries: [], query: text });
        expect(facets.registries.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      }),
    );
  });

  test('has its partial ones at the end, whatever filters', () => {
    fc.assert(
      fc.property(words, choices, (text, chosen) => {
        const all = search({ query: text });
        const partial = new Set(addressesOf(all).slice(all.total - all.partial));
        const some = search({ ...chosen, query: text });
        const found = addressesOf(some);
        expect(found.filter((one) => partial.has(one))).toEqual(found.slice(some.total - some.partial));
      }),
    );
  });

  test('that is empty says how many charts each filter alone keeps out', () => {
    fc.assert(
      fc.property(query, choices, (text, chosen) => {
        const { help } = search({ ...chosen, query: text });
        for (const { by, count } of help?.exclusions ?? []) {
          expect(count).toBeGreaterThan(0);
          if (by.kind === 'choice')
            expect(search({ ...chosen, [by.choice]: EVERYTHING[by.choice], query: text }).total).toBe(count);
          else {
            const read = normalizeQuery(text);
            expect(read.slice(by.start, by.end)).toBe(by.text);
            // Words of a phrase are looked for, where there are no others: without it, something else is asked.
            const rest = read.slice(0, by.start) + read.slice(by.end);
            if (!by.text.includes('"')) expect(search({ ...chosen, query: rest }).total).toBe(count);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
