import { expect, test } from 'vitest';
import { versionsBetween } from '@/lib/channels/versions-between';

const KNOWN = ['1.2.0', '1.3.0-rc.1', '1.1.0', '1.3.0', '1.2.1', '2.0.0', 'junk', '1.2.0+build.2'];

test.each([
  ['forward', '1.1.0', '1.3.0', 'forward', ['1.3.0', '1.2.1', '1.2.0+build.2', '1.2.0']],
  ['back', '1.3.0', '1.2.0', 'back', ['1.3.0', '1.2.1', '1.2.0+build.2']],
  ['to a pre-release', '1.2.1', '1.3.0-rc.1', 'forward', ['1.3.0-rc.1']],
  ['from a pre-release', '1.3.0-rc.1', '2.0.0', 'forward', ['2.0.0', '1.3.0']],
  ['the same', '1.2.0', '1.2.0', 'same', []],
  ['from nothing', null, '1.2.0', 'forward', ['1.2.0']],
  ['outside SemVer', 'next', '1.2.0', 'unknown', ['1.2.0']],
  ['a version the chart no longer has', '1.2.1', '1.2.9', 'forward', ['1.2.9']],
])('%s', (_name, from, to, direction, versions) => {
  expect(versionsBetween(from, to, KNOWN)).toEqual({ direction, versions });
});
