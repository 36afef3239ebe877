import { expect, test } from 'vitest';
import { readClientAddress } from '@/lib/api/client-address';

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['10.0.0.1, 198.51.100.7', '198.51.100.7'],
  ['198.51.100.7:4711', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['2001:db8:1:2:3:4:5:6', '20010db800010002'],
  ['[2001:db8:1:2:ffff::1]:443', '20010db800010002'],
  ['::1', '0000000000000000'],
  ['somebody', 'unknown'],
  ['198.51.100.7, ', 'unknown'],
  [undefined, 'unknown'],
])('%s counts as %s', (forwarded, address) => {
  expect(
    readClientAddress(new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })),
  ).toBe(address);
});
