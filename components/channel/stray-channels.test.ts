import { expect, test } from 'vitest';
import { findStrayChannels } from '@/components/channel/stray-channels';
import type { ChartChannel, ChartVersion } from '@/lib/api/schema/chart';

const digestOf = (hex: string | null): `sha256:${string}` | null =>
  hex === null ? null : `sha256:${hex.repeat(64)}`;

const version = (text: string, hex: string | null): ChartVersion => ({
  version: text,
  tag: text,
  digest: digestOf(hex),
  created: null,
  appVersion: null,
  prerelease: false,
  deprecated: false,
  channels: [],
  previousDigest: null,
  inside: null,
  error: null,
});
const channel = (tag: string, text: string | null, hex: string | null): ChartChannel => ({
  tag,
  track: '1',
  risk: 'beta',
  digest: digestOf(hex),
  version: text,
  since: null,
  movedOutside: false,
  ahead: null,
  previous: null,
  warnings: [],
  helm: false,
});

test.each([
  { name: 'the same bytes', channels: [channel('1-beta', '1.0.0', 'a')], strays: [] },
  {
    name: 'the version was pushed again',
    channels: [channel('1-stable', '1.0.0', 'a'), channel('1-beta', '1.0.0', 'f')],
    strays: ['1-beta'],
  },
  { name: 'a version without a tag', channels: [channel('1-beta', '9.0.0', 'f')], strays: [] },
  { name: 'a version not read yet', channels: [channel('1-beta', '2.0.0', 'f')], strays: [] },
  { name: 'a channel not read yet', channels: [channel('1-beta', '1.0.0', null)], strays: [] },
  { name: 'a digest no version has', channels: [channel('1-beta', null, 'f')], strays: [] },
])('stray channels: $name', ({ channels, strays }) => {
  expect(findStrayChannels({ versions: [version('1.0.0', 'a'), version('2.0.0', null)], channels })).toEqual(
    strays,
  );
});
