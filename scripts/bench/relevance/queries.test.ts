import { expect, test } from 'vitest';
import { parseLabelledQueries, QUERY_KINDS } from './labelled-query';
import json from './queries.json';

const queries = parseLabelledQueries(json);

test('there are at least 300', () => {
  expect(queries.length).toBeGreaterThanOrEqual(300);
});

test.each(QUERY_KINDS.map((kind) => [kind]))('there are enough of kind %s to tell engines apart', (kind) => {
  expect(queries.filter((query) => query.kind === kind).length).toBeGreaterThanOrEqual(35);
});

test('none is there twice in a kind', () => {
  const seen = queries.map(({ kind, query }) => `${kind} ${query}`);
  expect(seen.filter((query, index) => seen.indexOf(query) !== index)).toEqual([]);
});

test('no chart is expected twice', () => {
  expect(queries.filter(({ charts }) => new Set(charts).size < charts.length)).toEqual([]);
});

test.each<[string, unknown]>([
  ['no list', {}],
  ['an unknown kind', [{ kind: 'guess', query: 'redis', charts: ['redis'] }]],
  ['no query', [{ kind: 'typo', query: ' ', charts: ['redis'] }]],
  ['no charts', [{ kind: 'typo', query: 'rdeis', charts: [] }]],
  ['an unknown field', [{ kind: 'typo', query: 'rdeis', charts: ['redis'], note: '' }]],
])('%s is refused', (_case, list) => {
  expect(() => parseLabelledQueries(list)).toThrow();
});
