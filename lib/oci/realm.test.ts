import { describe, expect, test } from 'vitest';
import { realmOf, realmRefusal } from '@/lib/oci/realm';
import { TrustedHosts } from '@/lib/oci/trusted-hosts';

/** what the configuration names beside the registry */
const TRUSTED = ['127.0.0.1:5001', 'auth.inside'];

const registry = new URL('https://registry.example.com');

describe('realmOf', () => {
  test.each([
    ['https://auth.example.com/token', 'https://auth.example.com/token'],
    ['/service/token', 'https://registry.example.com/service/token'],
    ['https://user:pw@auth.example.com/token', 'https://auth.example.com/token'],
    ['//auth.example.com/token', 'https://auth.example.com/token'],
    ['HTTPS://auth.example.com/', 'https://auth.example.com/'],
    ['Artifactory Realm', undefined],
    ['ftp://auth.example.com', undefined],
    ['file:///etc/passwd', undefined],
    ['http://[', undefined],
    ['', undefined],
  ])('%j', (realm, expected) => {
    const challenge = { scheme: 'bearer', parameters: new Map([['realm', realm]]) };
    expect(realmOf(challenge, registry)?.href).toBe(expected);
  });

  test('is undefined without a realm', () => {
    expect(realmOf({ scheme: 'bearer', parameters: new Map() }, registry)).toBeUndefined();
  });
});

describe('realmRefusal', () => {
  test.each([
    ['https://r.example', 'https://auth.example/t', true],
    ['https://r.example', 'https://r.example/t', true],
    ['http://r.example', 'http://r.example:81/t', true],
    ['http://r.example', 'https://auth.example/t', true],
    ['http://r.example', 'http://auth.example/t', false],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/t', true],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/t', true],
    ['http://10.0.0.5', 'http://10.0.0.5/t', true],
    ['http://r.example', 'http://auth.inside:8080/t', true],
  ])('registry %s may send to %s (with a secret: %s)', (from, realm, withSecret) => {
    const trusted = new TrustedHosts([from], TRUSTED);
    expect(realmRefusal(new URL(realm), new URL(from), trusted, withSecret)).toBeUndefined();
  });

  test.each([
    ['https://r.example', 'http://r.example/t', false, 'it is http'],
    ['https://r.example', 'http://auth.example/t', false, 'it is http'],
    ['http://r.example', 'http://auth.example/t', true, 'password'],
    ['https://r.example', 'https://127.0.0.1/t', false, 'loopback'],
    ['https://r.example', 'https://localhost/t', false, 'loopback'],
    ['https://r.example', 'https://[::1]/t', false, 'loopback'],
    ['https://r.example', 'https://[::ffff:127.0.0.1]/t', false, 'loopback'],
    ['https://r.example', 'https://0x7f.1/t', false, 'loopback'],
    ['https://r.example', 'https://169.254.169.254/latest', false, 'reserved'],
    ['https://r.example', 'https://10.0.0.1/t', false, 'private'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5002/t', true, 'name 127.0.0.1:5002 in “trustedHosts”'],
    ['http://127.0.0.1:5000', 'http://localhost:5001/t', true, 'loopback'],
    ['http://127.0.0.1:5000', 'http://169.254.169.254/t', false, 'reserved'],
    ['http://127.0.0.1:5000', 'http://10.0.0.1/t', false, 'private'],
    ['http://10.0.0.5', 'http://10.0.0.6/t', false, 'private'],
    ['https://10.0.0.5', 'https://10.0.0.5:8443/t', true, 'name 10.0.0.5:8443 in “trustedHosts”'],
    ['http://169.254.1.1', 'http://169.254.169.254/t', false, 'reserved'],
  ])('registry %s may not send to %s (with a secret: %s)', (from, realm, withSecret, reason) => {
    const trusted = new TrustedHosts([from], TRUSTED);
    expect(realmRefusal(new URL(realm), new URL(from), trusted, withSecret)).toContain(reason);
  });
});
