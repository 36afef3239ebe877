import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MAX_INDEX_BYTES } from '@/lib/helm/index-document';
import { parseRepositoryIndex, type IndexContent } from '@/lib/helm/repository-index';

const SOURCE = 'https://charts.example.org/index.yaml';

function parse(text: string): IndexContent {
  return parseRepositoryIndex(Buffer.from(text), SOURCE);
}

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
    {
      name: 'compressed data cut off',
      bytes: gzipSync('apiVersion: v1\n'.repeat(100)).subarray(0, 20),
      kind: 'protocol',
    },
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

test('keys that are properties of every object, and keys of a megabyte, are harmless', () => {
  const long = 'k'.repeat(1024 * 1024);
  const text = `apiVersion: v1
__proto__: {entries: {evil: [{name: evil, version: 1.0.0}]}}
${long}: 1
entries:
  __proto__: [{name: evil, version: 1.0.0}]
  constructor: [{name: constructor, version: 1.0.0, __proto__: {digest: ${'ab'.repeat(32)}}}]
  ${long}: [{name: x, version: 1.0.0}]
`;
  const { charts, unusable } = parse(text);
  expect([...charts.keys()]).toEqual(['constructor']);
  expect(charts.get('constructor')?.[0]?.digest).toBeNull();
  expect(unusable[0]).toBe('__proto__');
  expect(unusable[1]).toHaveLength(256);
  expect(({} as Record<string, unknown>)['entries']).toBeUndefined();
});
