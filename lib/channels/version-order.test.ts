import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { VersionOrder } from '@/lib/channels/version-order';
import { compareVersions, sortVersions } from '@/lib/helm/chart-tag';
import type { Digest } from '@/lib/oci/names';

const DIGEST: Digest = `sha256:${'a'.repeat(64)}`;
const order = (versions: readonly string[], digest: Digest | null = DIGEST): VersionOrder =>
  new VersionOrder(versions.map((version) => ({ tag: version, version, digest, prerelease: false })));

test('finds versions with and without a v, the exact one first', () => {
  const versions = order(['2.0.0', 'v1.0.0', '1.0.0']);
  expect(versions.find('v1.0.0')?.version).toBe('v1.0.0');
  expect(versions.find('1.0.0')?.version).toBe('1.0.0');
  expect(versions.find('v2.0.0')?.version).toBe('2.0.0');
  expect(versions.find('3.0.0')).toBeUndefined();
});

test('knows digests, and whether some are missing', () => {
  expect(order(['1.0.0']).holds(DIGEST)).toBe(true);
  expect(order(['1.0.0']).hasUnread).toBe(false);
  expect(order(['1.0.0'], null).hasUnread).toBe(true);
  expect(order([]).holds(DIGEST)).toBe(false);
});

test('counts what is newer as a count does, for versions it has and others', () => {
  const part = fc.nat(3);
  const version = fc
    .tuple(part, part, part, fc.constantFrom('', '-rc.1'))
    .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
  fc.assert(
    fc.property(fc.uniqueArray(version, { maxLength: 12 }), version, (versions, asked) => {
      const newer = versions.filter((known) => compareVersions(known, asked) > 0);
      expect(order(sortVersions(versions)).countNewer(asked)).toBe(newer.length);
    }),
  );
});
