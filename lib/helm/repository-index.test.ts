import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { parseRepositoryIndex, type IndexContent } from '@/lib/helm/repository-index';

const SOURCE = 'https://charts.example.org/index.yaml';
const HEX = 'ab'.repeat(32);

function parse(text: string): IndexContent {
  return parseRepositoryIndex(Buffer.from(text), SOURCE);
}

/** An index of one chart, as JSON. */
function indexOf(...entries: unknown[]): string {
  return JSON.stringify({ apiVersion: 'v1', entries: { app: entries } });
}

const YAML = `apiVersion: v1
entries:
  app:
  - apiVersion: v2
    appVersion: 3.1
    created: 2026-03-05T14:32:11.123456789+01:00
    description: An app
    digest: ${HEX}
    name: app
    urls:
    - charts/app-1.0.0.tgz
    - https://mirror.example.org/app-1.0.0.tgz
    version: 1.0.0
  - {name: app, version: 1.10.0, digest: "sha256:${HEX.toUpperCase()}", urls: [a.tgz]}
  - {name: app, version: v1.9.0-rc.1}
generated: 2026-03-05T14:32:11Z
serverInfo: {contextPath: /charts}
`;

const APP = [
  { version: '1.10.0', digest: `sha256:${HEX}`, urls: ['a.tgz'], created: null },
  { version: 'v1.9.0-rc.1', digest: null, urls: [], created: null },
  {
    version: '1.0.0',
    digest: `sha256:${HEX}`,
    urls: ['charts/app-1.0.0.tgz', 'https://mirror.example.org/app-1.0.0.tgz'],
    created: '2026-03-05T13:32:11.123Z',
  },
];

describe('an index as Helm writes it, versions newest first', () => {
  const bytes = Buffer.from(YAML);
  test.each([
    { name: 'plain', given: bytes },
    { name: 'with a byte order mark', given: Buffer.from(`\ufeff${YAML}`) },
    { name: 'with the line ends of Windows', given: Buffer.from(YAML.replaceAll('\n', '\r\n')) },
    { name: 'compressed', given: gzipSync(bytes) },
  ])('$name', ({ given }) => {
    const { charts, unusable, skipped } = parseRepositoryIndex(given, SOURCE);
    expect([...charts.keys()]).toEqual(['app']);
    expect(charts.get('app')).toMatchObject(APP);
    expect({ unusable, skipped }).toEqual({ unusable: [], skipped: { count: 0, reasons: [] } });
    const metadata: unknown = JSON.parse(charts.get('app')?.[2]?.metadata ?? '');
    expect(metadata).toEqual(
      parseChartMetadata({
        apiVersion: 'v2',
        name: 'app',
        version: '1.0.0',
        appVersion: '3.1',
        description: 'An app',
      }),
    );
  });
});

test.each([
  { name: 'JSON', text: '{"apiVersion":"v1","entries":{"app":[{"name":"app","version":"1.0.0"}]}}' },
  {
    name: 'JSON after white space',
    text: ' \n{"apiVersion":"v1","entries":{"app":[{"name":"app","version":"1.0.0"}]}}',
  },
  { name: 'YAML in braces', text: '{apiVersion: v1, entries: {app: [{name: app, version: 1.0.0}]}}' },
  {
    name: 'JSON with a key twice: the last counts',
    text: '{"apiVersion":"v1","entries":{},"entries":{"app":[{"name":"app","version":"1.0.0"}]}}',
  },
  {
    name: 'aliases and merge keys',
    text: 'apiVersion: v1\nx: &x {name: app}\nentries:\n  app:\n  - {<<: *x, version: 1.0.0}\n',
  },
])('read: $name', ({ text }) => {
  expect(
    parse(text)
      .charts.get('app')
      ?.map(({ version }) => version),
  ).toEqual(['1.0.0']);
});

test.each([
  { name: 'no charts', text: 'apiVersion: v1\nentries: {}\n' },
  { name: 'no entries', text: 'apiVersion: v1\n' },
  { name: 'entries of nothing', text: 'apiVersion: v1\nentries:\n' },
])('empty: $name', ({ text }) => {
  expect(parse(text)).toEqual({ charts: new Map(), unusable: [], skipped: { count: 0, reasons: [] } });
});

describe('what is wrong with one entry costs that entry', () => {
  const good = { name: 'app', version: '1.0.0' };
  test.each([
    { name: 'nothing', entry: null, reason: 'app, entry 1: it is not a mapping.' },
    { name: 'no name', entry: { version: '1.0.0' }, reason: 'app, entry 1: Chart.yaml: name must be text' },
    { name: 'no version', entry: { name: 'app' }, reason: 'app, entry 1: Chart.yaml: version must be text' },
    {
      name: 'a floating version',
      entry: { name: 'app', version: '1.2' },
      reason: 'app, entry 1: “1.2” is not a SemVer version.',
    },
    { name: 'a number', entry: { name: 'app', version: 2 }, reason: '“2” is not a SemVer version.' },
    { name: 'a word', entry: { name: 'app', version: 'latest' }, reason: '“latest” is not a SemVer' },
  ])('$name', ({ entry, reason }) => {
    const { charts, skipped } = parse(indexOf(entry, good));
    expect(charts.get('app')).toHaveLength(1);
    expect(skipped).toEqual({ count: 1, reasons: [expect.stringContaining(reason)] });
  });

  test('a version twice', () => {
    const { charts, skipped } = parse(indexOf({ ...good, urls: ['first'] }, { ...good, urls: ['second'] }));
    expect(charts.get('app')).toMatchObject([{ urls: ['first'] }]);
    expect(skipped).toEqual({ count: 1, reasons: ['app 1.0.0: it is listed more than once.'] });
  });

  test('a chart that is no list, and one without a good version', () => {
    const { charts, skipped } = parse('{"apiVersion":"v1","entries":{"a":{},"b":[{}],"c":[]}}');
    expect([...charts.keys()]).toEqual([]);
    expect(skipped.count).toBe(2);
    expect(skipped.reasons[0]).toBe('a: its versions are not a list.');
  });

  test('a hundred reasons at most', () => {
    const { skipped } = parse(indexOf(...Array.from({ length: 300 }, () => ({}))));
    expect(skipped.count).toBe(300);
    expect(skipped.reasons).toHaveLength(100);
  });
});

test('charts that cannot be addressed are named', () => {
  const entries = Object.fromEntries(
    ['app', 'My_App', '../up', 'a b', '\u202etxt', '__proto__x', ''].map((name) => [
      name,
      [{ name: 'x', version: '1.0.0' }],
    ]),
  );
  const { charts, unusable } = parse(JSON.stringify({ apiVersion: 'v1', entries }));
  expect([...charts.keys()]).toEqual(['app']);
  expect(unusable).toEqual(['My_App', '../up', 'a b', '\\u{202e}txt', '__proto__x', '']);
});

describe('fields of a version', () => {
  test.each([
    { digest: HEX, expected: `sha256:${HEX}` },
    { digest: `sha256:${HEX}`, expected: `sha256:${HEX}` },
    { digest: `sha512:${HEX}${HEX}`, expected: null },
    { digest: HEX.slice(1), expected: null },
    { digest: 'z'.repeat(64), expected: null },
    { digest: 7, expected: null },
    { digest: undefined, expected: null },
  ])('digest $digest', ({ digest, expected }) => {
    const { charts } = parse(indexOf({ name: 'app', version: '1.0.0', digest }));
    expect(charts.get('app')?.[0]?.digest).toBe(expected);
  });

  test.each([
    { created: '2026-03-05T14:32:11Z', expected: '2026-03-05T14:32:11.000Z' },
    { created: '2026-03-05t14:32:11.5-08:00', expected: '2026-03-05T22:32:11.500Z' },
    { created: '0001-01-01T00:00:00Z', expected: null },
    { created: '2026-13-45T00:00:00Z', expected: null },
    { created: '2026-03-05', expected: null },
    { created: 'yesterday', expected: null },
    { created: 1_772_000_000, expected: null },
  ])('created $created', ({ created, expected }) => {
    const { charts } = parse(indexOf({ name: 'app', version: '1.0.0', created }));
    expect(charts.get('app')?.[0]?.created).toBe(expected);
  });

  test('ten addresses of at most 4096 characters', () => {
    const urls = ['', 1, null, 'x'.repeat(5000), ...Array.from({ length: 20 }, (_, index) => `${index}.tgz`)];
    const { charts } = parse(indexOf({ name: 'app', version: '1.0.0', urls }));
    expect(charts.get('app')?.[0]?.urls).toEqual(Array.from({ length: 10 }, (_, index) => `${index}.tgz`));
  });
});

test('of more than 10,000 versions the newest are kept', () => {
  const entries = Array.from({ length: 10_003 }, (_, index) => ({ name: 'app', version: `0.0.${index}` }));
  const { charts, skipped } = parse(indexOf(...entries));
  expect(charts.get('app')).toHaveLength(10_000);
  expect(charts.get('app')?.at(-1)?.version).toBe('0.0.3');
  expect(skipped).toEqual({ count: 3, reasons: ['app: only its newest 10000 versions are read.'] });
});
