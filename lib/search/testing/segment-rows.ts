import * as fc from 'fast-check';
import type { SegmentPart, SegmentRows } from '@/lib/search/segment';
import { compareRepositories } from '@/lib/search/segment-repositories';

const REGISTRY = 'production';

/** Text with whatever columns could stumble over, and text that repeats. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'MIT', '=', '\\', '\n', '\t', '\\n', '\\e', '__proto__', '1.0.0', '1.0.1'),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\n', '\\', '\t', 'e', 'n', '=', '/', '\ud800', '"') }),
);
const repository = fc.oneof(fc.constantFrom('a', 'a/b', 'a/c', 'b/c', '/', 'a/'), text);
const version = fc.oneof(
  fc.constantFrom('1.0.0', '1.0.1', '1.0.2', '1.0.01', '1.0.10', '1.0.9', '2.0.0-rc.1', '9'.repeat(20)),
  text,
);
const count = fc.oneof(fc.nat({ max: 3 }), fc.nat());
const seconds = fc.oneof(
  fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }),
  fc.integer({ min: -8.64e12, max: 8.64e12 }),
);

const ROWS: { readonly [Part in SegmentPart]: fc.Arbitrary<SegmentRows[Part]> } = {
  charts: fc.record({
    registry: fc.constant(REGISTRY),
    repository,
    name: text,
    description: text,
    version,
    appVersion: fc.option(version),
    created: fc.option(seconds.map((second) => new Date(second * 1000).toISOString().replace('.000Z', 'Z'))),
    deprecated: fc.boolean(),
    library: fc.boolean(),
    signed: fc.boolean(),
    keywords: fc.array(text, { maxLength: 3 }),
    maintainers: fc.array(text, { maxLength: 3 }),
    license: fc.option(text),
    icon: fc.constant(null),
    channels: fc.dictionary(text, version, { maxKeys: 3, noNullPrototype: true }),
    drifted: fc.array(version, { maxLength: 2 }),
    versionCount: count,
  }),
  icons: fc.record({ repository, icon: text }),
  images: fc.record({ repository, images: fc.array(text, { maxLength: 4 }) }),
  versions: fc.record({ repository, versions: fc.array(version, { maxLength: 5 }) }),
};

/** Rows of a part of the registry `production`, as hostile as rows can be, sorted, no repository twice. */
export function segmentRows<Part extends SegmentPart>(part: Part): fc.Arbitrary<SegmentRows[Part][]> {
  return fc
    .uniqueArray(ROWS[part] as fc.Arbitrary<SegmentRows[Part]>, {
      selector: (row) => row.repository,
      maxLength: 8,
    })
    .map((rows) => rows.sort((a, b) => compareRepositories(a.repository, b.repository)));
}
