import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import { compareVersions, isVersion } from '@/lib/helm/chart-tag';
import { openPackedIndex, packIndex } from '@/lib/helm/packed-index';
import { parseRepositoryIndex, type IndexContent } from '@/lib/helm/repository-index';
import { isRepositoryName } from '@/lib/oci/names';
import { RegistryError } from '@/lib/oci/registry-error';

const SOURCE = 'https://charts.example.org/index.yaml';
// prettier-ignore
const PIECES = [
  'apiVersion: v1\n', 'entries:\n', '  app:\n', '  - ', 'name: app\n', 'version: 1.0.0\n', '    ',
  '&a ', '*a', '<<: ', '!!map ', '!x ', '? ', '[', ']', '{', '}', ', ', '|\n', '>-\n', '"', "'", '\t', '---\n',
  '\n', '#', '%YAML 1.1\n', '\ufeff', '\u0000', '\u2028',
];

test('the versions of its charts, and of no other', () => {
  const content = parseRepositoryIndex(
    Buffer.from('apiVersion: v1\nentries: {b: [{name: b, version: 1.0.0}], a: [{name: a, version: 2.0.0}]}'),
    SOURCE,
  );
  const opened = openPackedIndex(packIndex(content));
  expect(opened.charts).toEqual(['b', 'a']);
  expect(opened.versions('a')).toEqual(content.charts.get('a'));
  expect(opened.versions('b')).toEqual(content.charts.get('b'));
  expect(opened.versions('__proto__')).toBeUndefined();
});

/** Reads the bytes or sees them refused, and packs what was read. */
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

  test('any JSON is read or refused', () => {
    fc.assert(
      fc.property(index, (value) => check(Buffer.from(JSON.stringify(value)))),
      { numRuns: 500 },
    );
  });

  test('any text that looks like YAML is read or refused', () => {
    const piece = fc.constantFrom(...PIECES);
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
