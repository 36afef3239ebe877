import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery } from '@/lib/search/parse-query';
import { CHART_STATES } from '@/lib/search/query';
import { completeQuery, QUERY_OPERATORS, type QueryVocabulary } from '@/lib/search/query-completion';
import { queryText } from '@/lib/search/sample-queries';

const VOCABULARY: QueryVocabulary = {
  registries: ['staging', 'production', 'preview'],
  namespaces: ['platform', 'teams/alpha', 'teams/bravo'],
  keywords: Array.from({ length: 20 }, (_, i) => `key${i}`),
  channels: ['stable', 'canary'],
  licenses: ['Apache-2.0', 'MIT'],
  maintainers: ['Jane Doe', 'Zoë "Z" Quote', 'Doris'],
};

/** Completions of a text in which `|` is the caret, with the caret marked in the same way. */
function complete(marked: string): string[] {
  const caret = marked.indexOf('|');
  return completeQuery(marked.replace('|', ''), caret, VOCABULARY).map(
    (completion) =>
      `${completion.text.slice(0, completion.caret)}|${completion.text.slice(completion.caret)}`,
  );
}

describe('completeQuery', () => {
  test.each([
    ['im|', ['image:|']],
    ['IM|', ['image:|']],
    ['redis -na| x', ['redis -namespace:| x', 'redis -name:| x']],
    ['im|age', ['image:|']],
    ['im|foo', []],
    ['redis|', []],
    ['redis|is', []],
    ['|redis', []],
    ['"im|', []],
    ['im|age:nginx', []],
    ['registry:pr|', ['registry:production|', 'registry:preview|']],
    ['registry:pr|x redis', ['registry:production| redis', 'registry:preview| redis']],
    ['registry:production|', []],
    ['registry:production,p|', ['registry:production,preview|']],
    ['namespace:al|', ['namespace:teams/alpha|']],
    ['channel:|', ['channel:stable|', 'channel:canary|']],
    ['license:ap|', ['license:Apache-2.0|']],
    ['maintainer:do|', ['maintainer:Doris|', 'maintainer:"Jane Doe"|']],
    ['maintainer:"jane d|', ['maintainer:"Jane Doe"|']],
    ['maintainer:zoe|', []],
    ['is:|', CHART_STATES.map((state) => `is:${state}|`)],
    ['-is:s|', ['-is:signed|']],
    ['is:signed,|', []],
    ['updated:|', ['updated:<7d|', 'updated:<30d|', 'updated:<6mo|', 'updated:>1y|']],
    ['version:|', []],
    ['image:ng|', []],
  ])('%s', (marked, completions) => {
    expect(complete(marked)).toEqual(completions);
  });

  test.each(['', 'redis ', 'redis  x', '-'])('all operators after “%s”', (text) => {
    const caret = text === 'redis  x' ? 6 : text.length;
    const labels = completeQuery(text, caret, VOCABULARY).map(({ label }) => label);
    expect(labels).toEqual(
      QUERY_OPERATORS.map(({ operator }) => operator).filter((operator) => operator.endsWith(':')),
    );
  });

  test('says what a completion finds', () => {
    expect(completeQuery('im', 2, VOCABULARY)).toEqual([
      { text: 'image:', caret: 6, label: 'image:', hint: 'Charts that use an image' },
    ]);
    expect(completeQuery('maintainer:jane', 15, VOCABULARY)).toEqual([
      { text: 'maintainer:"Jane Doe"', caret: 21, label: 'Jane Doe', hint: 'Maintainer' },
    ]);
  });

  test('gives at most 8 values', () => {
    expect(complete('keyword:k|')).toHaveLength(8);
  });

  test('gives another text with the caret in it, wherever the caret was', () => {
    fc.assert(
      fc.property(queryText(300), fc.integer({ min: -5, max: 305 }), (text, caret) => {
        for (const completion of completeQuery(text, caret, VOCABULARY)) {
          expect(completion.caret).toBeGreaterThan(0);
          expect(completion.caret).toBeLessThanOrEqual(completion.text.length);
          expect(completion.text).not.toBe(text);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('QUERY_OPERATORS', () => {
  test.each(QUERY_OPERATORS)('$operator has an example that is understood', ({ operator, example }) => {
    const { terms, problems } = parseQuery(example);
    expect(problems).toEqual([]);
    expect(terms).toHaveLength(1);
    expect(example.startsWith(operator.charAt(0))).toBe(true);
  });
});
