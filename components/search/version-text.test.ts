import { expect, test } from 'vitest';
import { readVersionText } from '@/components/search/version-text';

test.each([
  ['redis 7', { words: 'redis', version: '7' }],
  ['redis 7.2.', { words: 'redis', version: '7.2.' }],
  ['my chart  v1.0.0-rc.1 ', { words: 'my chart', version: '1.0.0-rc.1' }],
  ['app 1.0.0+build', { words: 'app', version: '1.0.0+build' }],
  ['redis', undefined],
  ['7.2', undefined],
  ['redis 7 stable', undefined],
  ['redis v', undefined],
  ['', undefined],
])('readVersionText(“%s”) is %o', (text, expected) => {
  expect(readVersionText(text)).toEqual(expected);
});
