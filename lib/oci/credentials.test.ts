import { expect, test } from 'vitest';
import { basicAuthorization } from '@/lib/oci/credentials';

test('Basic is base64 of UTF-8', () => {
  expect(basicAuthorization({ username: 'jürgen', password: 'a:b' })).toBe(
    `Basic ${Buffer.from('jürgen:a:b').toString('base64')}`,
  );
});
