import { expect, test } from 'vitest';
import type { Artifact } from '@/lib/catalog/artifact';
import { insideOf, type RepositoryView } from '@/lib/catalog/repository-record';
import { readTagList } from '@/lib/catalog/tag-list';
import { findTagMoves } from '@/lib/catalog/tag-move';
import type { TagRecord } from '@/lib/catalog/tag-record';
import { DEFAULT_RISKS } from '@/lib/channels/classify-tag';
import type { Digest } from '@/lib/oci/names';

const NAMES = { risks: DEFAULT_RISKS, words: [] };
const NOW = 5000;

function digestOf(what: string): Digest {
  return `sha256:${Buffer.from(what).toString('hex').padEnd(64, '0')}`;
}

function artifactOf(what: string): Artifact {
  if (what === 'image') return { kind: 'other', mediaType: 'application/vnd.oci.image.config.v1+json' };
  const nothing = { archive: null, created: null, appVersion: null, problem: null };
  return {
    kind: 'chart',
    config: digestOf('config'),
    version: what,
    provenance: false,
    deprecated: false,
    ...nothing,
  };
}

/** Tags, each with the version or `image` it points at; null where it was never read. */
type Tags = Record<string, string | null>;

function viewOf(tags: Tags, seenAt: number, more: readonly string[] = []): RepositoryView {
  const read = Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== null);
  const record = (what: string): TagRecord => ({
    digest: digestOf(what),
    firstSeen: seenAt,
    lastSeen: seenAt,
    previous: null,
    failure: null,
  });
  return {
    tags: Object.keys(tags),
    records: new Map(read.map(([tag, what]) => [tag, record(what)])),
    artifacts: new Map(
      [...read.map(([, what]) => what), ...more].map((what) => [digestOf(what), artifactOf(what)]),
    ),
  };
}

const VERSIONS: Tags = { '1.0.0': '1.0.0', '1.1.0': '1.1.0' };

test.each<{ name: string; before: Tags; after: Tags; moves: string[] }>([
  {
    name: 'a channel that points elsewhere has moved',
    before: { '1-stable': '1.0.0', stable: '1.0.0' },
    after: { '1-stable': '1.1.0', stable: '1.0.0' },
    moves: ['1-stable 1.0.0 → 1.1.0, last seen 1000'],
  },
  {
    name: 'a new one has appeared',
    before: {},
    after: { '1-beta': '1.1.0' },
    moves: ['1-beta - → 1.1.0, last seen -'],
  },
  {
    name: 'one that is gone is closed',
    before: { '1-beta': '1.1.0' },
    after: {},
    moves: ['1-beta 1.1.0 → -, last seen 1000'],
  },
  {
    name: 'a version is no channel, whatever it does',
    before: { '1.2.0': '1.0.0' },
    after: { '1.2.0': '1.1.0' },
    moves: [],
  },
  {
    name: 'what was never read has not moved',
    before: { '1-stable': null },
    after: { '1-stable': '1.1.0' },
    moves: [],
  },
  { name: 'what could not be read is not there yet', before: {}, after: { '1-beta': null }, moves: [] },
  { name: 'a tag that holds an image is none', before: {}, after: { '1-beta': 'image' }, moves: [] },
  { name: 'an image whose tag is gone was none', before: { beta: 'image' }, after: {}, moves: [] },
])('$name', ({ before, after, moves }) => {
  const known = viewOf({ ...VERSIONS, ...before }, 1000);
  const view = viewOf({ ...VERSIONS, ...after }, 2000, ['1.0.0', '1.1.0', 'image']);
  // A tag that is gone keeps its record.
  for (const [tag, record] of known.records) if (!view.records.has(tag)) view.records.set(tag, record);
  const list = readTagList(view.tags, NAMES, { inside: (tag) => insideOf(view, tag) });
  const told = findTagMoves(known, view, list, NAMES, NOW).map(
    ({ tag, from, to, lastSeen }) =>
      `${tag} ${from?.version ?? '-'} → ${to?.version ?? '-'}, last seen ${lastSeen ?? '-'}`,
  );
  expect(told).toEqual(moves);
});

test('at the first look nothing has appeared', () => {
  const view = viewOf({ ...VERSIONS, '1-stable': '1.0.0' }, 2000);
  const list = readTagList(view.tags, NAMES);
  expect(findTagMoves({ tags: [], records: new Map() }, view, list, NAMES, NOW)).toEqual([]);
});
