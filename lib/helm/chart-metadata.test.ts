import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/errors';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';

const MINIMAL = { name: 'app', version: '1.0.0' };

test('name and version are enough', () => {
  expect(parseChartMetadata(MINIMAL)).toEqual({
    apiVersion: 'v1',
    name: 'app',
    version: '1.0.0',
    type: 'application',
    description: '',
    deprecated: false,
    keywords: [],
    sources: [],
    maintainers: [],
    dependencies: [],
    annotations: {},
  });
});

test('a complete chart', () => {
  const chart = {
    apiVersion: 'v2',
    name: 'app',
    version: '1.0.0+build.5',
    appVersion: '3.1',
    kubeVersion: '>=1.25.0-0',
    type: 'library',
    description: 'An app',
    deprecated: true,
    keywords: ['a', 'b'],
    home: 'https://example.org',
    sources: ['https://example.org/source'],
    icon: 'https://example.org/icon.svg',
    maintainers: [{ name: 'Ann', email: 'ann@example.org', url: 'https://example.org/ann' }],
    dependencies: [
      {
        name: 'redis',
        version: '1.x',
        repository: 'oci://r',
        alias: 'cache',
        condition: 'cache.enabled',
        tags: ['db'],
      },
    ],
    annotations: { 'artifacthub.io/license': 'MIT' },
  };
  expect(parseChartMetadata(chart)).toEqual(chart);
});

describe('what is written loosely is read as Helm reads it, and wrong optional fields are left out', () => {
  test.each<{ name: string; field: Record<string, unknown>; expected: Record<string, unknown> }>([
    { name: 'a number as app version', field: { appVersion: 1.2 }, expected: { appVersion: '1.2' } },
    { name: 'a number as version', field: { version: 1 }, expected: { version: '1' } },
    { name: 'nulls', field: { appVersion: null, keywords: null }, expected: { keywords: [] } },
    { name: 'deprecated as text', field: { deprecated: 'true' }, expected: { deprecated: true } },
    { name: 'deprecated as a list', field: { deprecated: [] }, expected: { deprecated: false } },
    { name: 'keywords as text', field: { keywords: 'a, b' }, expected: { keywords: [] } },
    {
      name: 'mixed keywords',
      field: { keywords: ['a', 2, null, {}, ''] },
      expected: { keywords: ['a', '2'] },
    },
    {
      name: 'maintainers as text',
      field: { maintainers: ['Ann'] },
      expected: { maintainers: [{ name: 'Ann' }] },
    },
    {
      name: 'a maintainer without a name',
      field: { maintainers: [{ email: 'a@b.c' }] },
      expected: { maintainers: [{ name: 'a@b.c', email: 'a@b.c' }] },
    },
    {
      name: 'a dependency without a name',
      field: { dependencies: [{ version: '1' }] },
      expected: { dependencies: [] },
    },
    {
      name: 'a number among annotations',
      field: { annotations: { a: 1, b: {} } },
      expected: { annotations: { a: '1' } },
    },
    { name: 'unknown fields', field: { engine: 'gotpl', tillerVersion: '>2' }, expected: {} },
    { name: 'a script as home', field: { home: 'javascript:alert(1)' }, expected: {} },
    { name: 'a script as icon', field: { icon: 'data:text/html,x' }, expected: {} },
    {
      name: 'controls and overrides',
      field: { description: 'a\u0000b\u202ec\u001b[31m' },
      expected: { description: 'abc[31m' },
    },
    { name: 'half a surrogate', field: { description: 'a\ud800b' }, expected: { description: 'ab' } },
  ])('$name', ({ field, expected }) => {
    const empty = parseChartMetadata(MINIMAL);
    expect(parseChartMetadata({ ...MINIMAL, ...field })).toEqual({ ...empty, ...expected });
  });

  test('a flood is cut', () => {
    const read = parseChartMetadata({
      ...MINIMAL,
      description: 'x'.repeat(100_000),
      keywords: Array.from({ length: 10_000 }, (_, index) => `k${index}`),
      annotations: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 'x'])),
      icon: `https://example.org/${'x'.repeat(100_000)}`,
    });
    expect(read.description).toHaveLength(4096);
    expect(read.keywords).toHaveLength(256);
    expect(Object.keys(read.annotations)).toHaveLength(256);
    expect(read.icon).toBeUndefined();
  });
});

test.each([
  { name: 'null', json: null, path: '', message: 'Chart.yaml must be a mapping' },
  { name: 'a list', json: [], path: '', message: 'Chart.yaml must be a mapping' },
  { name: 'text', json: 'name: app', path: '', message: 'Chart.yaml must be a mapping' },
  { name: 'no name', json: { version: '1.0.0' }, path: 'name', message: 'Chart.yaml: name must be text' },
  { name: 'no version', json: { name: 'app' }, path: 'version', message: 'Chart.yaml: version must be text' },
  { name: 'empty name', json: { ...MINIMAL, name: ' \u202e ' }, path: 'name', message: 'name must be text' },
  {
    name: 'long version',
    json: { ...MINIMAL, version: '1'.repeat(200) },
    path: 'version',
    message: '1 to 128',
  },
  { name: 'name that leads elsewhere', json: { ...MINIMAL, name: '../x' }, path: 'name', message: 'slash' },
])('refused: $name', ({ json, path, message }) => {
  const read = () => parseChartMetadata(json);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: 'invalid_chart', details: { path } }));
});

test('keys that are properties of every object are harmless', () => {
  const json: unknown = JSON.parse(
    '{"name":"__proto__","version":"1.0.0","__proto__":{"appVersion":"9"},"constructor":1,"annotations":{"__proto__":"x","constructor":"y"},"maintainers":[{"__proto__":{"name":"z"}}]}',
  );
  const read = parseChartMetadata(json);
  expect(read.name).toBe('__proto__');
  expect(read.appVersion).toBeUndefined();
  expect(read.annotations).toEqual({ constructor: 'y' });
  expect(read.maintainers).toEqual([]);
  expect(({} as Record<string, unknown>)['appVersion']).toBeUndefined();
});

test('any JSON is read or refused, and reading twice changes nothing', () => {
  const field = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }));
  const keys = Object.keys(parseChartMetadata(MINIMAL)).concat('appVersion', 'icon', 'home', '__proto__');
  const record = fc.dictionary(fc.constantFrom(...keys), field).map((fields) => ({ ...fields, ...MINIMAL }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), record, fc.dictionary(fc.constantFrom(...keys), field)), (json) => {
      try {
        const read = parseChartMetadata(json);
        expect(parseChartMetadata(JSON.parse(JSON.stringify(read)))).toEqual(read);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toBe('invalid_chart');
      }
    }),
    { numRuns: 500 },
  );
});
