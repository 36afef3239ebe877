import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  complainAboutFolderUrl,
  complainAboutHost,
  complainAboutOrigin,
  complainAboutRegistryUrl,
  complainAboutRepositoryUrl,
} from '@/lib/config/registry-url';

const HTTP = 'must start with https:// or http://';
const LOGIN = 'must not hold a login; use credentials';
const FOLDER = 'must be file:// and an absolute folder, such as file:///srv/charts';

test.each([
  ['https://registry.example.com', undefined],
  ['http://127.0.0.1:5000/', undefined],
  ['registry.example.com', 'must be an address such as https://registry.example.com'],
  ['localhost:5000', HTTP],
  ['oci://registry.example.com', HTTP],
  ['https://user@registry.example.com', LOGIN],
  ['https://:word@registry.example.com', LOGIN],
  [
    'https://registry.example.com/team',
    'must be scheme, host and port only; restrict to a path with repositories, for example ["team/**"]',
  ],
  ['https://registry.example.com?a', expect.stringContaining('scheme, host and port only')],
])('a registry at %s', (url, complaint) => {
  expect(complainAboutRegistryUrl(url)).toEqual(complaint);
});

test('an origin elsewhere has no repositories to hint at', () => {
  expect(complainAboutOrigin('https://auth.example.com/token')).toBe('must be scheme, host and port only');
});

test.each([
  ['https://charts.example.org', undefined],
  ['http://charts.example.org:8080/stable/', undefined],
  ['charts.example.org', 'must be an address such as https://charts.example.org/stable'],
  ['oci://charts.example.org', HTTP],
  ['https://u:p@charts.example.org', LOGIN],
  ['https://charts.example.org/?token=x', 'must not have a query or a fragment'],
  ['https://charts.example.org/#x', 'must not have a query or a fragment'],
  [
    'https://charts.example.org/stable/index.yaml',
    'must be the address that index.yaml is below, without /index.yaml',
  ],
])('a Helm repository at %s', (url, complaint) => {
  expect(complainAboutRepositoryUrl(url)).toBe(complaint);
});

test.each([
  ['file:///srv/charts', undefined],
  ['FILE:///srv/my%20charts/', undefined],
  ['file:///', FOLDER],
  ['file:////srv', FOLDER],
  ['file://srv/charts', FOLDER],
  ['file:srv/charts', FOLDER],
  ['file:///srv/charts?x', FOLDER],
  ['file:///srv/a%2Fb', FOLDER],
  ['file:///srv/a%00b', FOLDER],
  ['file:///%zz', FOLDER],
  ['/srv/charts', FOLDER],
  ['https://srv/charts', FOLDER],
])('a folder at %s', (url, complaint) => {
  expect(complainAboutFolderUrl(url)).toBe(complaint);
});

describe('a trusted host', () => {
  const HOST = 'must be a host, or host:port';
  test.each([
    ['auth.internal', undefined],
    ['MinIO', undefined],
    ['minio.internal:9000', undefined],
    ['auth.internal:443', undefined],
    ['10.0.0.7', undefined],
    ['10.0.0.7:80', undefined],
    ['[fd00::7]', undefined],
    ['[fd00::7]:9000', undefined],
    ['', HOST],
    [':80', HOST],
    ['a:0', HOST],
    ['a:080', HOST],
    ['a:65536', HOST],
    ['a:port', HOST],
    ['fd00::7', HOST],
    ['[fd00::7', HOST],
    ['[auth]', HOST],
    ['https://auth.internal', HOST],
    ['auth.internal/', HOST],
    ['auth.internal?', HOST],
    ['user@auth.internal', HOST],
    ['*.internal', undefined],
    ['a b', HOST],
    ['10.7', 'must be written as 10.0.0.7'],
    ['0x7f000001', 'must be written as 127.0.0.1'],
    ['[fd00:0::7]', 'must be written as [fd00::7]'],
    ['bücher.example', 'must be written as xn--bcher-kva.example'],
  ])('%j', (host, complaint) => {
    expect(complainAboutHost(host)).toBe(complaint);
  });
});

test('no text makes them throw, and what passes is an address', () => {
  const start = fc.constantFrom('', 'https://', 'file:///', 'http://a/', '[', 'a:');
  fc.assert(
    fc.property(start, fc.string({ unit: 'binary' }), (head, tail) => {
      const address = head + tail;
      for (const complain of [complainAboutRegistryUrl, complainAboutRepositoryUrl, complainAboutFolderUrl])
        expect(complain(address) !== undefined || URL.canParse(address)).toBe(true);
      expect(complainAboutHost(address) !== undefined || URL.canParse(`https://${address}`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
