import { describe, expect, test } from 'vitest';
import { readRequestOrigin } from '@/lib/api/request-origin';

const ask = (headers: Record<string, string>) =>
  new Request('http://localhost:3000/opensearch.xml', { headers });

describe('readRequestOrigin', () => {
  test.each([
    [{ host: 'localhost:3000' }, 'http://localhost:3000'],
    [{ host: 'charts.example.com:80' }, 'http://charts.example.com'],
    [{ host: '[::1]:3000' }, 'http://[::1]:3000'],
    [
      { host: 'app:3000', 'x-forwarded-host': 'Charts.example.com', 'x-forwarded-proto': 'https' },
      'https://charts.example.com',
    ],
    [
      { host: 'app', 'x-forwarded-host': 'a.example.com, b.example.com', 'x-forwarded-proto': 'https, http' },
      'https://a.example.com',
    ],
  ])('of %o is %s', (headers, origin) => {
    expect(readRequestOrigin(ask(headers))).toBe(origin);
  });

  test.each([
    [{}],
    [{ host: '' }],
    [{ host: 'a/b' }],
    [{ host: 'a"><x' }],
    [{ host: 'user@a' }],
    [{ host: 'a:99999' }],
    [{ host: 'a', 'x-forwarded-proto': 'javascript' }],
    [{ host: 'a', 'x-forwarded-host': '' }],
  ])('refuses %o', (headers) => {
    expect(() => readRequestOrigin(ask(headers))).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});
