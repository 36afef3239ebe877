import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Descriptor } from '@/lib/oci/manifest';
import {
  EMPTY_LAYOUT_INDEX,
  manifestsOf,
  parseLayoutIndex,
  tagOf,
  tagsOf,
  withManifest,
  withoutManifest,
  withoutTag,
  type LayoutIndex,
} from '@/lib/embedded-registry/layout-index';

const MANIFESTS = ['a', 'b', 'c'].map((hex): Descriptor => {
  return {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${hex.repeat(64)}`,
    size: 1,
  };
});
const manifest = fc.constantFrom(...MANIFESTS);
const tag = fc.constantFrom('v1', 'v2', 'stable');

type Change =
  | { kind: 'put'; manifest: Descriptor; tags: string[] }
  | { kind: 'untag'; tag: string }
  | { kind: 'delete'; manifest: Descriptor };
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), manifest, tags: fc.array(tag, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('untag' as const), tag }),
  fc.record({ kind: fc.constant('delete' as const), manifest }),
);

function apply(index: LayoutIndex, each: Change): LayoutIndex {
  if (each.kind === 'put') return withManifest(index, each.manifest, each.tags);
  return each.kind === 'untag' ? withoutTag(index, each.tag) : withoutManifest(index, each.manifest.digest);
}

describe('changes', () => {
  test('behave like a set of manifests and a map of tags, and never name a thing twice', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const digests = new Set<string>();
        const tags = new Map<string, string>();
        let index = EMPTY_LAYOUT_INDEX;
        for (const each of changes) {
          index = apply(index, each);
          if (each.kind === 'put') {
            digests.add(each.manifest.digest);
            for (const name of each.tags) tags.set(name, each.manifest.digest);
          } else if (each.kind === 'untag') {
            tags.delete(each.tag);
          } else {
            digests.delete(each.manifest.digest);
            for (const [name, digest] of tags) if (digest === each.manifest.digest) tags.delete(name);
          }
        }
        expect(new Set(manifestsOf(index).keys())).toEqual(digests);
        expect(new Map([...tagsOf(index)].map(([name, { digest }]) => [name, digest]))).toEqual(tags);
        const entries = index.manifests.map((entry) => `${entry.digest} ${tagOf(entry) ?? ''}`);
        expect(new Set(entries).size).toBe(entries.length);
        const untagged = index.manifests.filter((entry) => tagOf(entry) === undefined);
        for (const entry of untagged) expect([...tags.values()]).not.toContain(entry.digest);
        expect(parseLayoutIndex(JSON.stringify(index))).toEqual(index);
      }),
    );
  });

  test('keep what another tool wrote', () => {
    const foreign = parseLayoutIndex(
      JSON.stringify({
        schemaVersion: 2,
        annotations: { 'org.example.tool': 'x' },
        manifests: [
          { ...MANIFESTS[0], platform: { os: 'linux' }, annotations: { 'org.example.note': 'y' } },
          { mediaType: 'text/plain', digest: 'md5:00', size: 0 },
        ],
      }),
    );
    const changed = withManifest(foreign, MANIFESTS[1] as Descriptor, ['v1']);
    expect(changed.annotations).toEqual(foreign.annotations);
    expect(changed.manifests.slice(0, 2)).toEqual(foreign.manifests);
    expect([...manifestsOf(changed).keys()]).toEqual([MANIFESTS[0]?.digest, MANIFESTS[1]?.digest]);
  });
});

describe('tagOf', () => {
  test.each([
    ['v1', 'v1'],
    ['registry.example/app:1.2.1', '1.2.1'],
    ['registry.example:5000/app:1.2.1', '1.2.1'],
    [`registry.example/app:1.2.1@sha256:${'0'.repeat(64)}`, '1.2.1'],
    ['registry.example:5000/app', undefined],
    ['-bad', undefined],
    ['', undefined],
  ])('%s', (name, expected) => {
    const annotations = { 'org.opencontainers.image.ref.name': name };
    expect(tagOf({ mediaType: 'x', digest: 'y', size: 0, annotations })).toBe(expected);
  });
});

describe('parseLayoutIndex', () => {
  test.each(['', '[]', '{}', '{"schemaVersion":1,"manifests":[]}', '{"schemaVersion":2,"manifests":[{}]}'])(
    'refuses %s',
    (text) => {
      expect(() => parseLayoutIndex(text)).toThrow();
    },
  );
});
