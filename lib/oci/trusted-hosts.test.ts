import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';

describe('has', () => {
  test.each<[string, string, boolean]>([
    ['https://r.example', 'https://r.example/v2/', true],
    ['https://r.example', 'https://r.example:443/', true],
    ['https://r.example', 'http://r.example:443/', true],
    ['https://r.example', 'http://r.example/', false],
    ['https://r.example', 'https://r.example:8443/', false],
    ['https://r.example', 'https://sub.r.example/', false],
    ['https://r.example', 'https://example/', false],
    ['http://r.example', 'http://r.example:80/', true],
    ['http://127.1:5000', 'http://127.0.0.1:5000/', true],
    ['http://[::1]:5000', 'http://[0:0::1]:5000/', true],
    ['http://[::1]:5000', 'http://127.0.0.1:5000/', false],
    ['https://R.Example', 'https://r.EXAMPLE/', true],
  ])('an origin %s: %s is %s', (origin, url, expected) => {
    expect(new TrustedHosts([origin]).has(new URL(url))).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['store.inside:9000', 'http://store.inside:9000/b', true],
    ['store.inside:9000', 'https://store.inside:9000/b', true],
    ['store.inside:9000', 'http://store.inside:9001/b', false],
    ['store.inside:443', 'https://store.inside/b', true],
    ['store.inside', 'https://store.inside/b', true],
    ['store.inside', 'http://store.inside:1234/b', true],
    ['store.inside', 'http://a.store.inside/b', false],
    ['store.inside', 'http://store.inside./b', false],
    ['Store.Inside', 'http://store.inside/b', true],
    ['10.0.0.1', 'http://10.0.0.1:81/b', true],
    ['10.0.0.1', 'http://167772161/b', true],
    ['[fd00::1]:9000', 'http://[fd00::1]:9000/b', true],
    ['[fd00::1]', 'http://[fd00::1]:9000/b', true],
    ['', 'http://store.inside/b', false],
  ])('a host %s: %s is %s', (host, url, expected) => {
    expect(new TrustedHosts([], [host]).has(new URL(url))).toBe(expected);
  });
});

describe('refusal', () => {
  const trusted = new TrustedHosts(['http://127.0.0.1:5000'], ['10.0.0.1:9000', '192.168.0.1']);

  test.each([
    'https://anything.example/',
    'http://anything.example:8080/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'http://127.0.0.1:5000/',
    'http://10.0.0.1:9000/',
    'http://192.168.0.1:1/',
  ])('%s may be asked', (url) => {
    expect(trusted.refusal(new URL(url))).toBeUndefined();
  });

  test.each([
    ['http://127.0.0.1:5001/', 'it is a loopback address; name 127.0.0.1:5001 in “trustedHosts” to allow it'],
    ['http://localhost:5000/', 'it is a loopback address; name localhost:5000 in “trustedHosts” to allow it'],
    ['https://10.0.0.1/', 'it is a private address; name 10.0.0.1:443 in “trustedHosts” to allow it'],
    ['http://[fd00::1]/', 'it is a private address; name [fd00::1]:80 in “trustedHosts” to allow it'],
    [
      'http://169.254.169.254/',
      'it is a reserved address; name 169.254.169.254:80 in “trustedHosts” to allow it',
    ],
    ['ftp://8.8.8.8/', 'it is a ftp: address'],
    ['file:///etc/passwd', 'it is a file: address'],
    ['data:text/plain,x', 'it is a data: address'],
    ['javascript:alert(1)', 'it is a javascript: address'],
  ])('%s may not: %s', (url, reason) => {
    expect(trusted.refusal(new URL(url))).toBe(reason);
  });

  test('what it says to name is what allows it, and nothing beside it', () => {
    const inside = fc.oneof(
      fc
        .tuple(fc.constantFrom(10, 127), fc.nat(255), fc.nat(255), fc.nat(255))
        .map((parts) => parts.join('.')),
      fc.ipV6().map((address) => `[fd00:${address.split(':').slice(1).join(':')}]`),
      fc.constantFrom('localhost', '[::1]', '0.0.0.0', '169.254.169.254'),
    );
    const port = fc.integer({ min: 1, max: 65_534 });
    fc.assert(
      fc.property(fc.constantFrom('http', 'https'), inside, port, (scheme, host, number) => {
        fc.pre(URL.canParse(`${scheme}://${host}:${number}/`));
        const url = new URL(`${scheme}://${host}:${number}/`);
        const named = /name (\S+) in/.exec(new TrustedHosts([]).refusal(url) ?? '')?.[1] ?? '';
        const allowing = new TrustedHosts([], [named]);
        expect(allowing.refusal(url)).toBeUndefined();
        expect(allowing.refusal(new URL(`${scheme}://${host}:${number + 1}/`))).toBeDefined();
      }),
    );
  });
});
