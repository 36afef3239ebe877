import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { compareVersions, isVersion } from '@/lib/helm/chart-tag';
import { MAX_INDEX_BYTES } from '@/lib/helm/index-document';
import { openPackedIndex, packIndex } from '@/lib/helm/packed-index';
import { parseRepositoryIndex, type IndexContent } from '@/lib/helm/repository-index';
import { isRepositoryName } from '@/lib/oci/names';
import { RegistryError } from '@/lib/oci/registry-error';

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

const laughs = `apiVersion: v1\na0: &a0 [x]\n${Array.from(
  { length: 40 },
  (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`,
).join('\n')}\nentries: {app: *a40}\n`;

describe('refused', () => {
  test.each([
    { name: 'nothing', text: '', message: 'is not valid YAML' },
    { name: 'a word', text: 'hello', message: 'no apiVersion' },
    { name: 'no apiVersion', text: 'entries: {}', message: 'no apiVersion' },
    { name: 'an apiVersion of nothing', text: 'apiVersion: ""', message: 'no apiVersion' },
    { name: 'an inherited apiVersion', text: '{"__proto__":{"apiVersion":"v1"}}', message: 'no apiVersion' },
    { name: 'entries as a list', text: 'apiVersion: v1\nentries: []', message: 'entries are not a mapping' },
    { name: 'a web page', text: '\n<!doctype html><p>hi', message: 'is a web page' },
    { name: 'broken YAML', text: 'apiVersion: v1\nentries: [', message: 'is not valid YAML: line' },
    { name: 'two documents', text: 'apiVersion: v1\n---\na: 1', message: 'is not valid YAML' },
    {
      name: 'a key twice, as Helm refuses it',
      text: 'apiVersion: v1\nentries: {}\nentries: {}',
      message: 'line 3: duplicated',
    },
    { name: 'a tag of its own', text: 'apiVersion: !ruby/object:X v1', message: 'is not valid YAML: line 1' },
    { name: 'deep nesting', text: `apiVersion: v1\nentries: ${'['.repeat(100_000)}`, message: 'maxDepth' },
    {
      name: 'many aliases',
      text: `apiVersion: v1\na: &a x\nb: [${'*a,'.repeat(10_001)}]`,
      message: 'maxAliases',
    },
    { name: 'an alias of nothing', text: 'apiVersion: *v', message: 'is not valid YAML: line 1' },
  ])('$name', ({ text, message }) => {
    const read = () => parse(text);
    expect(read).toThrow(expect.objectContaining({ kind: 'protocol', url: SOURCE }));
    expect(read).toThrow(message);
  });

  test.each([
    { name: 'bytes that are not text', bytes: Buffer.from([0xc3, 0x28]), kind: 'protocol' },
    { name: 'compressed data cut off', bytes: gzipSync(YAML).subarray(0, 60), kind: 'protocol' },
    { name: 'too many bytes', bytes: Buffer.alloc(MAX_INDEX_BYTES + 1, 32), kind: 'too_large' },
    {
      name: 'JSON of more values than memory holds',
      bytes: Buffer.from(`{"apiVersion":"v1","x":[${'[],'.repeat(1_500_001)}[]]}`),
      kind: 'too_large',
    },
    {
      name: 'YAML of more values than memory holds',
      bytes: Buffer.from(`apiVersion: v1\nx:\n${'- \n'.repeat(3_000_000)}`),
      kind: 'too_large',
    },
    {
      name: 'too many bytes inflated',
      bytes: gzipSync(Buffer.alloc(MAX_INDEX_BYTES + 1, 32)),
      kind: 'too_large',
    },
  ])('$name', ({ bytes, kind }) => {
    expect(() => parseRepositoryIndex(bytes, SOURCE)).toThrow(expect.objectContaining({ kind }));
  });

  test.each([
    {
      name: 'too many charts',
      entries: Object.fromEntries(Array.from({ length: 50_001 }, (_, index) => [`c${index}`, []])),
    },
    {
      name: 'too many versions',
      entries: Object.fromEntries(
        Array.from({ length: 51 }, (_, index) => [`c${index}`, Array.from({ length: 10_000 }, () => 0)]),
      ),
    },
  ])('$name', ({ entries }) => {
    const text = JSON.stringify({ apiVersion: 'v1', entries });
    expect(() => parse(text)).toThrow(expect.objectContaining({ kind: 'too_large' }));
  });

  test('aliases that stand for more metadata than is kept', () => {
    const annotations = Array.from({ length: 20 }, (_, index) => `a${index}: *long`);
    const versions = Array.from({ length: 200 }, (_, index) => `  - {<<: *big, version: 1.0.${index}}`);
    const text = [
      'apiVersion: v1',
      `long: &long ${'x'.repeat(60_000)}`,
      `big: &big {name: x, annotations: {${annotations.join(', ')}}}`,
      'entries:',
      '  app:',
      ...versions,
    ].join('\n');
    expect(() => parse(text)).toThrow('holds too much metadata');
  });
});

test('laughs by the billion cost nothing and hold no version', () => {
  const { charts, skipped } = parse(laughs);
  expect(charts.size).toBe(0);
  expect(skipped.count).toBe(9);
});

test('of more than 10,000 versions the newest are kept', () => {
  const entries = Array.from({ length: 10_003 }, (_, index) => ({ name: 'app', version: `0.0.${index}` }));
  const { charts, skipped } = parse(indexOf(...entries));
  expect(charts.get('app')).toHaveLength(10_000);
  expect(charts.get('app')?.at(-1)?.version).toBe('0.0.3');
  expect(skipped).toEqual({ count: 3, reasons: ['app: only its newest 10000 versions are read.'] });
});

test('keys that are properties of every object, and keys of a megabyte, are harmless', () => {
  const long = 'k'.repeat(1024 * 1024);
  const text = `apiVersion: v1
__proto__: {entries: {evil: [{name: evil, version: 1.0.0}]}}
${long}: 1
entries:
  __proto__: [{name: evil, version: 1.0.0}]
  constructor: [{name: constructor, version: 1.0.0, __proto__: {digest: ${HEX}}}]
  ${long}: [{name: x, version: 1.0.0}]
`;
  const { charts, unusable } = parse(text);
  expect([...charts.keys()]).toEqual(['constructor']);
  expect(charts.get('constructor')?.[0]?.digest).toBeNull();
  expect(unusable[0]).toBe('__proto__');
  expect(unusable[1]).toHaveLength(256);
  expect(({} as Record<string, unknown>)['entries']).toBeUndefined();
});

describe('whatever is given', () => {
  const version = fc.oneof(
    fc.constantFrom('1.0.0', 'v2.0.0', '1.0.0-rc.1+b', '1.2', 'x', '01.0.0'),
    fc.string(),
    fc.double(),
    fc.jsonValue(),
  );
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        name: fc.constantFrom<unknown>('app', 'x', '', null),
        version,
        digest: fc.jsonValue(),
        urls: fc.jsonValue(),
        created: fc.jsonValue(),
        annotations: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  const name = fc.oneof(
    fc.constantFrom('app', '__proto__', 'constructor', 'A'),
    fc.string({ unit: 'binary' }),
  );
  const index = fc.record({
    apiVersion: fc.constantFrom<unknown>('v1', 1, '', null),
    entries: fc.oneof(
      fc.jsonValue(),
      fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.array(entry, { maxLength: 6 }))),
    ),
  });

  function check(bytes: Uint8Array): void {
    let content: IndexContent;
    try {
      content = parseRepositoryIndex(bytes, SOURCE);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      expect(['protocol', 'too_large']).toContain(error.kind);
      return;
    }
    const opened = openPackedIndex(structuredClone(packIndex(content)));
    expect(opened.charts).toEqual([...content.charts.keys()]);
    for (const [chart, versions] of content.charts) {
      expect(isRepositoryName(chart)).toBe(true);
      expect(opened.versions(chart)).toEqual(versions);
      expect(versions.length).toBeGreaterThan(0);
      for (const [position, read] of versions.entries()) {
        expect(isVersion(read.version)).toBe(true);
        const older = versions[position + 1];
        if (older !== undefined) expect(compareVersions(read.version, older.version)).toBeGreaterThan(0);
        const metadata = parseChartMetadata(JSON.parse(read.metadata));
        expect(metadata.version).toBe(read.version);
      }
    }
  }

  test('any JSON is read or refused', () => {
    fc.assert(
      fc.property(index, (value) => check(Buffer.from(JSON.stringify(value)))),
      { numRuns: 500 },
    );
  });

  test('any text that looks like YAML is read or refused', () => {
    const piece = fc.constantFrom(
      ...['apiVersion: v1\n', 'entries:\n', '  app:\n', '  - ', 'name: app\n', 'version: 1.0.0\n', '    '],
      ...[
        '&a ',
        '*a',
        '<<: ',
        '!!map ',
        '!x ',
        '? ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '|\n',
        '>-\n',
        '"',
        "'",
        '\t',
        '---\n',
      ],
      ...['\n', '#', '%YAML 1.1\n', '\ufeff', '\u0000', '\u2028'],
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.boolean(), (some, headed) =>
        check(Buffer.from(headed ? `apiVersion: v1\nentries:\n  app:\n${some}` : some)),
      ),
      { numRuns: 1000 },
    );
  });

  test('any bytes are read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 300 });
  });
});

test('a packed index gives the versions of its charts, and of no other', () => {
  const opened = openPackedIndex(packIndex(parse(YAML)));
  expect(opened.charts).toEqual(['app']);
  expect(opened.versions('app')).toMatchObject(APP);
  expect(opened.versions('__proto__')).toBeUndefined();
});
