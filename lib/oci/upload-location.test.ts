import { describe, expect, test } from 'vitest';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';
import { keptLocation, uploadLocation, withDigest } from '@/lib/oci/upload-location';

const digest: Digest = `sha256:${'a'.repeat(64)}`;
const asked = 'https://registry.example.com/v2/app/blobs/uploads/?x=1';

function answer(location: string | string[] | undefined): Answer {
  const headers = location === undefined ? {} : { location: location as string };
  return { status: 202, headers, body: Buffer.alloc(0), url: asked, method: 'POST', direct: true };
}

function locate(location: string | string[] | undefined, origin = 'https://registry.example.com'): string {
  const trusted = new TrustedHosts([origin], ['store.internal:8443', '10.0.0.5:80']);
  return uploadLocation(answer(location), new URL(asked), { origin, trusted }).href;
}

describe('where an upload goes on', () => {
  test.each([
    ['/v2/app/blobs/uploads/1', 'https://registry.example.com/v2/app/blobs/uploads/1'],
    ['1?_state=a%3D%3D&b', 'https://registry.example.com/v2/app/blobs/uploads/1?_state=a%3D%3D&b'],
    ['//registry.example.com/1', 'https://registry.example.com/1'],
    ['https://registry.example.com:443/1#top', 'https://registry.example.com/1'],
    ['https://user:secret@registry.example.com/1', 'https://registry.example.com/1'],
    ['http://registry.example.com/1?s=2', 'https://registry.example.com/1?s=2'],
    ['http://registry.example.com:80/1', 'https://registry.example.com/1'],
    ['https://store.internal:8443/1', 'https://store.internal:8443/1'],
  ])('%s is %s', (location, expected) => {
    expect(locate(location)).toBe(expected);
  });

  test.each([
    'https://elsewhere.example/1',
    'https://registry.example.com:5000/1',
    'http://registry.example.com:5000/1',
    'https://registry.example.com.elsewhere.example/1',
    'https://169.254.169.254/1',
    // Trusted, and yet not by way of http when the registry is reached by https.
    'http://10.0.0.5/1',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('%s is refused', (location) => {
    expect(() => locate(location)).toThrow(expect.objectContaining({ kind: 'refused' }) as Error);
  });

  test('http is spoken where the registry is reached so', () => {
    expect(locate('http://10.0.0.5/1', 'http://registry.example.com')).toBe('http://10.0.0.5/1');
    expect(locate('https://registry.example.com/1', 'http://registry.example.com')).toBe(
      'http://registry.example.com/1',
    );
  });

  test.each([undefined, 'https://', []])('%j says nothing', (location) => {
    expect(() => locate(location)).toThrow(expect.objectContaining({ kind: 'protocol' }) as Error);
  });

  test('the first of several counts', () => {
    expect(locate(['/1', '/2'])).toBe('https://registry.example.com/1');
  });

  test('a kept address is looked at in the same way', () => {
    const hosts = { origin: 'https://registry.example.com', trusted: new TrustedHosts([]) };
    expect(keptLocation('https://registry.example.com/1?s=2', hosts)?.href).toBe(
      'https://registry.example.com/1?s=2',
    );
    for (const location of ['', '/1', 'https://elsewhere.example/1', 'data:,x'])
      expect(keptLocation(location, hosts)).toBeUndefined();
  });
});

describe('the end of an upload', () => {
  test.each([
    ['https://r.example/1', `https://r.example/1?digest=${digest}`],
    ['https://r.example/1?_state=a%3D~+%2b', `https://r.example/1?_state=a%3D~+%2b&digest=${digest}`],
    ['https://r.example/1?', `https://r.example/1?digest=${digest}`],
  ])('of %s is %s', (location, expected) => {
    expect(withDigest(new URL(location), digest).href).toBe(expected);
  });
});
