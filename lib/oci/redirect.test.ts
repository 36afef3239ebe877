import { describe, expect, test } from 'vitest';
import type { Answer } from '@/lib/oci/exchange';
import { isRedirect, redirectTarget } from '@/lib/oci/redirect';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';

function redirect(location: string | undefined): Answer {
  return {
    status: 307,
    headers: location === undefined ? {} : { location },
    body: Buffer.alloc(0),
    url: 'https://registry.example/v2/a/blobs/x',
    method: 'GET',
    direct: true,
  };
}

const from = new URL('https://registry.example/v2/a/blobs/x');
const trusted = new TrustedHosts([from.origin]);

describe('redirectTarget', () => {
  test.each([
    ['https://cdn.example/blob?sig=1#f', 'https://cdn.example/blob?sig=1'],
    ['/elsewhere', 'https://registry.example/elsewhere'],
    ['../y', 'https://registry.example/v2/a/y'],
    ['https://user:pw@cdn.example/b', 'https://cdn.example/b'],
    ['https://8.8.8.8/b', 'https://8.8.8.8/b'],
  ])('%s', (location, expected) => {
    expect(redirectTarget(redirect(location), from, trusted).href).toBe(expected);
  });

  test.each([
    ['http://cdn.example/b', 'from https to http'],
    ['ftp://cdn.example/b', 'ftp:'],
    ['file:///etc/passwd', 'file:'],
    ['data:text/plain,x', 'data:'],
    ['https://127.0.0.1/b', 'loopback'],
    ['https://localhost:8080/b', 'loopback'],
    ['https://[::1]/b', 'loopback'],
    ['https://2130706433/b', 'loopback'],
    ['https://10.0.0.1/b', 'private'],
    ['https://[fd00::1]/b', 'private'],
    ['https://169.254.169.254/latest/meta-data', 'reserved'],
  ])('refuses %s', (location, reason) => {
    expect(() => redirectTarget(redirect(location), from, trusted)).toThrow(
      expect.objectContaining({ kind: 'refused', message: expect.stringContaining(reason) }),
    );
  });

  test('leads inside a private network only where the configuration names the place', () => {
    const local = new URL('http://127.0.0.1:5000/v2/a/blobs/x');
    const named = new TrustedHosts([local.origin], ['127.0.0.1:9000']);
    expect(redirectTarget(redirect('http://127.0.0.1:9000/b'), local, named).port).toBe('9000');
    expect(redirectTarget(redirect('/b'), local, named).port).toBe('5000');
    for (const location of ['http://127.0.0.1:9001/b', 'http://127.0.0.2:9000/b'])
      expect(() => redirectTarget(redirect(location), local, named)).toThrow('loopback');
  });

  test.each([[undefined], ['http://[']])('needs a Location that is one: %s', (location) => {
    expect(() => redirectTarget(redirect(location), from, trusted)).toThrow(
      'GET https://registry.example/v2/a/blobs/x answered 307 without a usable Location.',
    );
  });
});

test('which statuses are redirects', () => {
  const statuses = [200, 300, 301, 302, 303, 304, 305, 307, 308, 404];
  expect(statuses.filter(isRedirect)).toEqual([301, 302, 303, 307, 308]);
});
