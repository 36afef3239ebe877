import { expect, test } from 'vitest';
import { readChannelName } from '@/lib/search/channel-name';

test.each([
  ['stable', 'stable'],
  ['1-stable', 'stable'],
  ['12-stable', 'stable'],
  ['2.1-stable', 'stable'],
  ['v2.1-stable', 'stable'],
  ['v1-release-candidate', 'release-candidate'],
  ['stable-1', 'stable-1'],
  ['latest', 'latest'],
  ['1', '1'],
  ['1.2', '1.2'],
  ['1-', '1-'],
  ['1.-beta', '1.-beta'],
  ['vnext-beta', 'vnext-beta'],
  ['-beta', '-beta'],
  ['1-2-beta', '2-beta'],
  ['', ''],
])('the channel “%s” is called “%s”', (tag, name) => {
  expect(readChannelName(tag)).toBe(name);
});
