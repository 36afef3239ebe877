import { describe, expect, test } from 'vitest';
import { chartRevision, findOtherBytes, selectRelease } from '@/components/chart/chart-selection';
import { parseVersionFilter, selectVersions, versionFilterQuery } from '@/components/chart/version-list';
import type { Chart, ChartVersion } from '@/lib/api/schema/chart';
import { parseChartReference } from '@/lib/references';

const digestOf = (hex: string): `sha256:${string}` => `sha256:${hex.repeat(64)}`;

function version(text: string, hex: string | null, changes: Partial<ChartVersion> = {}): ChartVersion {
  return {
    version: text,
    tag: text.replaceAll('+', '_'),
    digest: hex === null ? null : digestOf(hex),
    created: null,
    appVersion: null,
    prerelease: text.includes('-'),
    deprecated: false,
    channels: [],
    previousDigest: null,
    since: null,
    inside: null,
    error: null,
    ...changes,
  };
}

const chart: Chart = {
  registry: 'staging',
  repository: 'app',
  name: 'app',
  description: '',
  icon: null,
  deprecated: false,
  versions: [
    version('2.0.0-rc.1', 'c'),
    version('1.2.1+b.5', 'b'),
    version('1.2.1', 'b'),
    version('1.2.0', null),
  ],
  channels: [
    {
      tag: '1-stable',
      track: '1',
      risk: 'stable',
      digest: digestOf('b'),
      version: '1.2.1',
      since: null,
      movedOutside: false,
      ahead: null,
      previous: null,
      warnings: [],
      helm: false,
    },
    {
      tag: 'edge',
      track: null,
      risk: 'edge',
      digest: digestOf('e'),
      version: null,
      since: null,
      movedOutside: false,
      ahead: null,
      previous: null,
      warnings: [],
      helm: false,
    },
  ],
  floating: [],
  otherTags: [],
  defaultVersion: '1.2.1',
  complete: true,
  checkedAt: null,
  error: null,
};

describe('selectRelease', () => {
  test.each([
    { selector: '', version: '1.2.1', channel: null, hex: 'b' },
    { selector: '@2.0.0-rc.1', version: '2.0.0-rc.1', channel: null, hex: 'c' },
    { selector: '@1.2.0', version: '1.2.0', channel: null, hex: null },
    { selector: '@9.9.9', version: '9.9.9', channel: null, hex: null },
    { selector: ':1-stable', version: '1.2.1', channel: '1-stable', hex: 'b' },
    { selector: ':edge', version: null, channel: 'edge', hex: 'e' },
    { selector: ':gone', version: null, channel: 'gone', hex: null },
    { selector: ':1.2.1_b.5', version: '1.2.1+b.5', channel: null, hex: 'b' },
    { selector: `@${digestOf('c')}`, version: '2.0.0-rc.1', channel: null, hex: 'c' },
    { selector: `@${digestOf('f')}`, version: null, channel: null, hex: 'f' },
  ])('“$selector” is $version', ({ selector, version: expected, channel, hex }) => {
    const selection = selectRelease(chart, parseChartReference(`staging/app${selector}`).selector);
    expect(selection).toMatchObject({
      version: expected,
      channel,
      digest: hex === null ? null : digestOf(hex),
    });
    expect(selection.entry?.version).toBe(
      chart.versions.some((v) => v.version === expected) ? expected : undefined,
    );
  });
});

describe('selectVersions', () => {
  const many = Array.from({ length: 5_000 }, (_, index) =>
    version(`1.${5_000 - index}.0${index % 2 ? '-rc.1' : ''}`, 'a'),
  );

  test.each([
    {
      name: 'the first page',
      filter: { page: 1, prereleases: 'show' },
      first: '1.5000.0',
      count: 50,
      pages: 100,
      hidden: 0,
    },
    {
      name: 'the last page',
      filter: { page: 100, prereleases: 'show' },
      first: '1.50.0',
      count: 50,
      pages: 100,
      hidden: 0,
    },
    {
      name: 'past the end',
      filter: { page: 999, prereleases: 'show' },
      first: '1.50.0',
      count: 50,
      pages: 100,
      hidden: 0,
    },
    {
      name: 'without pre-releases',
      filter: { page: 25, prereleases: 'hide' },
      first: '1.2600.0',
      count: 50,
      pages: 50,
      hidden: 2_500,
    },
  ] as const)('$name', ({ filter, first, count, pages, hidden }) => {
    const list = selectVersions(many, filter);
    expect(list.versions[0]?.version).toBe(first);
    expect(list).toMatchObject({ pages, hidden, total: 5_000 - hidden });
    expect(list.versions).toHaveLength(count);
  });

  test('no versions are one empty page', () => {
    expect(selectVersions([], { page: 1, prereleases: 'show' })).toMatchObject({
      versions: [],
      page: 1,
      pages: 1,
    });
  });
});

test.each([
  { parameters: {}, query: '?tab=versions' },
  { parameters: { page: '3' }, query: '?tab=versions&page=3' },
  { parameters: { page: '2', prereleases: 'hide' }, query: '?tab=versions&prereleases=hide&page=2' },
  { parameters: { page: '-1', prereleases: 'x' }, query: '?tab=versions' },
  { parameters: { page: '0' }, query: '?tab=versions' },
  { parameters: { page: ['2', '3'] }, query: '?tab=versions' },
])('the filter of $parameters is $query', ({ parameters, query }) => {
  expect(versionFilterQuery(parseVersionFilter(parameters))).toBe(query);
});

test.each([
  { name: 'the same bytes', release: { version: '1.2.1', digest: digestOf('b') }, tagged: undefined },
  { name: 'pushed again', release: { version: '1.2.1', digest: digestOf('a') }, tagged: digestOf('b') },
  {
    name: 'its version is not read yet',
    release: { version: '1.2.0', digest: digestOf('a') },
    tagged: undefined,
  },
  { name: 'its version has no tag', release: { version: '9.9.9', digest: digestOf('a') }, tagged: undefined },
])('findOtherBytes: $name', ({ release, tagged }) => {
  expect(findOtherBytes(chart, release)?.digest).toBe(tagged);
});

describe('chartRevision', () => {
  const revision = chartRevision(chart, undefined);
  const [candidate, , stable, unread] = chart.versions as [
    ChartVersion,
    ChartVersion,
    ChartVersion,
    ChartVersion,
  ];

  test.each([
    { name: 'a version was pushed', changed: { versions: [version('1.3.0', 'd'), ...chart.versions] } },
    { name: 'another version is the default', changed: { defaultVersion: '2.0.0-rc.1' } },
    {
      name: 'the version shown was pushed again',
      changed: { versions: [{ ...stable, digest: digestOf('9') }] },
    },
    { name: 'the chart was deprecated', changed: { deprecated: true } },
  ])('differs when $name', ({ changed }) => {
    expect(chartRevision({ ...chart, ...changed }, undefined)).not.toBe(revision);
  });

  test('is the same while other versions are read', () => {
    const versions = [{ ...candidate }, ...chart.versions.slice(1, 3), { ...unread, digest: digestOf('7') }];
    expect(chartRevision({ ...chart, versions, checkedAt: '2026-01-01T00:00:00Z' }, undefined)).toBe(
      revision,
    );
  });

  test('follows the channel the page was opened by', () => {
    const selector = { kind: 'channel', tag: 'edge' } as const;
    const channels = chart.channels.map((each) =>
      each.tag === 'edge' ? { ...each, digest: digestOf('c'), version: '2.0.0-rc.1' } : each,
    );
    expect(chartRevision({ ...chart, channels }, selector)).not.toBe(chartRevision(chart, selector));
  });
});
