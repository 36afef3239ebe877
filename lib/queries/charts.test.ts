import { describe, expect, test } from 'vitest';
import type { Chart, ChartVersion } from '@/lib/api/schema/chart';
import { pollInterval } from '@/lib/queries/charts';

const version: ChartVersion = {
  version: '1.0.0',
  tag: '1.0.0',
  digest: `sha256:${'0'.repeat(64)}`,
  created: null,
  appVersion: null,
  prerelease: false,
  deprecated: false,
  channels: [],
  previousDigest: null,
  since: null,
  inside: null,
  error: null,
};
const unread: ChartVersion = { ...version, digest: null };

function chart(changes: Partial<Chart>): Chart {
  return {
    registry: 'a',
    repository: 'b',
    name: 'b',
    description: '',
    icon: null,
    deprecated: false,
    versions: [version],
    channels: [],
    floating: [],
    otherTags: [],
    defaultVersion: '1.0.0',
    complete: true,
    checkedAt: null,
    error: null,
    ...changes,
  };
}

describe('pollInterval', () => {
  test.each([
    { name: 'nothing known yet', chart: undefined, ms: 30_000 },
    { name: 'all read', chart: chart({}), ms: 30_000 },
    { name: 'being read', chart: chart({ complete: false, versions: [version, unread] }), ms: 2_000 },
    {
      name: 'being read, and long',
      chart: chart({ complete: false, versions: Array.from({ length: 5_000 }, () => unread) }),
      ms: 10_000,
    },
    {
      name: 'not complete because a version can’t be read',
      chart: chart({ complete: false, versions: [{ ...unread, error: 'gone' }] }),
      ms: 30_000,
    },
    {
      name: 'registry away',
      chart: chart({ complete: false, versions: [unread], error: 'refused' }),
      ms: 30_000,
    },
  ])('$name', ({ chart: data, ms }) => {
    expect(pollInterval(data)).toBe(ms);
  });
});
