import { describe, expect, test } from 'vitest';
import type { Artifact, ChartArtifact } from '@/lib/catalog/artifact';
import { viewChart } from '@/lib/catalog/chart-view';
import { conclude } from '@/lib/catalog/conclusion';
import type { RepositoryView } from '@/lib/catalog/repository-record';
import { sortTags } from '@/lib/catalog/tag-list';
import { observeDigest, observeFailure } from '@/lib/catalog/tag-record';
import { parseChartMetadata } from '@/lib/helm/chart-metadata';
import type { Digest } from '@/lib/oci/names';

const NAMES = { risks: ['stable', 'beta'], words: [] };
const ADDRESS = { registry: 'prod', repository: 'team/app' };
const METADATA = parseChartMetadata({
  name: 'app',
  version: '1.0.0',
  description: 'An app',
  icon: 'https://example.com/i.png',
});
const digest = (name: string): Digest =>
  `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`;

function chart(version: string | null, fields: Partial<ChartArtifact> = {}): ChartArtifact {
  const base = {
    config: digest('config'),
    archive: null,
    provenance: false,
    created: null,
    appVersion: null,
  };
  return { kind: 'chart', ...base, version, deprecated: false, problem: null, ...fields };
}

/** Tags as `tag: name of a digest`, and what the digests are. */
function view(tags: Record<string, string | null>, artifacts: Record<string, Artifact>): RepositoryView {
  const seen = Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    tags: Object.keys(tags),
    records: new Map(seen.map(([tag, name]) => [tag, observeDigest(undefined, digest(name), 1)])),
    artifacts: new Map(Object.entries(artifacts).map(([name, artifact]) => [digest(name), artifact])),
  };
}

const concludeFrom = (known: RepositoryView) => conclude(ADDRESS, known, sortTags(known, NAMES), METADATA);
const OTHER: Artifact = { kind: 'other', mediaType: 'image' };

describe('what a repository holds', () => {
  test.each<[string, Record<string, string | null>, Record<string, Artifact>, object]>([
    [
      'is described by its newest stable version',
      { '1.0.0': 'a', '1.1.0': 'b', '2.0.0-rc.1': 'c' },
      { a: chart('1.0.0'), b: chart('1.1.0'), c: chart('2.0.0-rc.1') },
      { kind: 'chart', summary: { name: 'app', version: '1.1.0', digest: digest('b'), versionCount: 3 } },
    ],
    [
      'is described by a pre-release where there is nothing else',
      { '2.0.0-rc.1': 'a', '2.0.0-rc.2': 'b' },
      { a: chart('2.0.0-rc.1'), b: chart('2.0.0-rc.2') },
      { summary: { version: '2.0.0-rc.2' } },
    ],
    [
      'counts only what may be a chart',
      { '1.0.0': 'a', '1.1.0': 'image', '1.2.0': null },
      { a: chart('1.0.0'), image: OTHER },
      { summary: { version: '1.0.0', versionCount: 2 } },
    ],
    [
      'prefers an older version that can be read, and says why',
      { '1.0.0': 'a', '1.1.0': 'broken' },
      { a: chart('1.0.0'), broken: chart('1.1.0', { problem: 'not JSON' }) },
      { summary: { version: '1.0.0' }, problem: '1.1.0: not JSON' },
    ],
    [
      'is a chart even when nothing of it can be read',
      { '1.1.0': 'broken' },
      { broken: chart(null, { problem: 'not JSON' }) },
      { kind: 'chart', summary: { version: '1.1.0' }, problem: '1.1.0: not JSON' },
    ],
    [
      'is no chart when all that was read is something else',
      { '1.0.0': 'image' },
      { image: OTHER },
      { kind: 'other', summary: null, problem: null },
    ],
    [
      'names a channel by the version tag with the same digest, else by the chart inside',
      { '1.0.0': 'a', stable: 'a', beta: 'b', '1-beta': null },
      { a: chart('1.0.0'), b: chart('1.1.0-beta.1') },
      {
        channels: [
          { tag: '1-beta', version: null },
          { tag: 'stable', version: '1.0.0' },
          { tag: 'beta', version: '1.1.0-beta.1', warnings: [{ kind: 'orphan' }] },
        ],
        summary: { channels: { stable: '1.0.0', beta: '1.1.0-beta.1' } },
        heads: [
          { digest: digest('a'), version: '1.0.0', channels: ['stable'] },
          { digest: digest('b'), version: '1.1.0-beta.1', channels: ['beta'] },
        ],
      },
    ],
    [
      'takes a version’s name for a channel, and a number for a floating version, where the chart says so',
      { '1.2.1': 'a', '0.0.0-stable': 'a', '2.0.0-beta': 'c', '1.2': 'a', '1': 'd', '20260823': 'a' },
      { a: chart('1.2.1'), c: chart('2.0.0-beta'), d: chart('1') },
      {
        channels: [{ tag: '0.0.0-stable', track: null, risk: 'stable', version: '1.2.1', helm: true }],
        floating: [{ tag: '1.2', version: '1.2.1', warnings: [] }],
        retold: { '0.0.0-stable': '1.2.1', '1': '1', '20260823': '1.2.1' },
        summary: { channels: { '0.0.0-stable': '1.2.1' }, versionCount: 3, version: '1.2.1' },
      },
    ],
    [
      'of two version tags with one digest takes the one the chart carries',
      { '1.0.0': 'a', '1.0.1': 'a', stable: 'a' },
      { a: chart('1.0.0') },
      { summary: { channels: { stable: '1.0.0' } } },
    ],
  ])('%s', (_, tags, artifacts, expected) => {
    expect(concludeFrom(view(tags, artifacts))).toMatchObject(expected);
  });

  test('is tried again when what failed is due', () => {
    const known = view({ '1.0.0': 'a', '1.1.0': null }, { a: chart('1.0.0') });
    known.records.set('1.1.0', observeFailure(undefined, { message: 'HTTP 500', at: 7, cause: 'registry' }));
    expect(concludeFrom(known)).toMatchObject({
      retryAt: 7,
      problem: '1.1.0: HTTP 500',
      summary: { version: '1.0.0' },
    });
    // What failed among older versions is nothing a crawl would look at.
    known.records.set('0.9.0', observeFailure(undefined, { message: 'x', at: 3, cause: 'registry' }));
    known.tags = [...known.tags, '0.9.0'];
    expect(concludeFrom(known).retryAt).toBe(7);
  });

  test('tells who signed, maintains and licenses the chart, and when it was made to the second', () => {
    const known = view(
      { '1.0.0': 'a' },
      { a: chart('1.0.0', { provenance: true, created: '2025-01-01T00:00:00.123Z' }) },
    );
    const metadata = {
      ...METADATA,
      type: 'library',
      maintainers: [{ name: 'Ada' }, { name: 'Karl', email: 'karl@example.com' }, { name: 'Ada' }],
    };
    expect(conclude(ADDRESS, known, sortTags(known, NAMES), metadata).summary).toMatchObject({
      created: '2025-01-01T00:00:00Z',
      library: true,
      signed: true,
      maintainers: ['Ada', 'Karl'],
      license: null,
    });
  });

  test.each<[Record<string, string>, string | null]>([
    [{ 'org.opencontainers.image.licenses': 'MIT' }, 'MIT'],
    [{ 'org.opencontainers.image.licenses': 'MIT', 'artifacthub.io/license': ' Apache-2.0\n' }, 'Apache-2.0'],
    [{ 'org.opencontainers.image.licenses': 'MIT', 'artifacthub.io/license': ' ' }, 'MIT'],
    [{ license: 'MIT' }, null],
  ])('finds the license in %j', (annotations, license) => {
    const known = view({ '1.0.0': 'a' }, { a: chart('1.0.0') });
    const list = sortTags(known, NAMES);
    expect(conclude(ADDRESS, known, list, { ...METADATA, annotations }).summary?.license).toBe(license);
  });

  test('leaves pictures out of lists that are written into the address', () => {
    const known = view({ '1.0.0': 'a' }, { a: chart('1.0.0') });
    const list = sortTags(known, NAMES);
    const icon = `data:image/png;base64,${'A'.repeat(5000)}`;
    expect(conclude(ADDRESS, known, list, { ...METADATA, icon }).summary?.icon).toBeNull();
    expect(conclude(ADDRESS, known, list, METADATA).summary?.icon).toBe('https://example.com/i.png');
  });
});

test('a version seen with a second digest is told in lists; a channel may move', () => {
  const known = view(
    { '1.0.0': 'a', '1.1.0': 'b', stable: 'a', '0.0.0-beta': 'a' },
    { a: chart('1.0.0'), b: chart('1.1.0'), old: chart('1.1.0-rc.1') },
  );
  for (const tag of ['1.0.0', 'stable', '0.0.0-beta']) {
    const record = observeDigest(observeDigest(undefined, digest('old'), 1), digest('a'), 2);
    known.records.set(tag, record);
  }
  expect(concludeFrom(known)).toMatchObject({
    summary: { drifted: ['1.0.0'] },
    channels: [
      { tag: 'stable', previous: { digest: digest('old'), version: '1.1.0-rc.1' } },
      { tag: '0.0.0-beta', previous: { version: '1.1.0-rc.1' } },
    ],
  });
});

test('a chart’s page keeps apart what is unread, broken, foreign and whole', () => {
  const known = view(
    {
      '1.3.0': null,
      '1.2.0': 'image',
      '1.1.0': 'broken',
      '1.0.0': 'a',
      stable: 'a',
      latest: 'image',
      foo: null,
      '9.9.9': 'a',
    },
    {
      a: chart('1.0.0', { created: '2025-01-01T00:00:00.000Z' }),
      broken: chart(null, { problem: 'not JSON' }),
      image: OTHER,
    },
  );
  const list = sortTags(known, NAMES);
  const record = conclude(ADDRESS, known, list, METADATA);
  const repository = { address: ADDRESS, record, check: { tagsAt: 0, channelsAt: 0 } };
  expect(viewChart(repository, known, list, null)).toMatchObject({
    defaultVersion: '9.9.9',
    complete: false,
    checkedAt: null,
    versions: [
      { version: '9.9.9', inside: '1.0.0' },
      { version: '1.3.0', digest: null, error: null, inside: null },
      { version: '1.1.0', digest: digest('broken'), error: 'not JSON' },
      { version: '1.0.0', created: '2025-01-01T00:00:00.000Z', channels: ['stable'], error: null },
    ],
    channels: [{ tag: 'stable', track: null, risk: 'stable', version: '1.0.0' }],
    otherTags: ['foo', 'latest', '1.2.0'],
  });
});
