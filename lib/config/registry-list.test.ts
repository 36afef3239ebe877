import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listRegistries } from '@/lib/config/registry-list';
import { REGISTRY_NAME } from '@/lib/references';

test.each<[string, [string, string, string][]]>([
  ['', []],
  [' , ,', []],
  ['https://a.example', [['a.example', 'oci', 'https://a.example']]],
  ['http://127.0.0.1:5000', [['127.0.0.1-5000', 'oci', 'http://127.0.0.1:5000']]],
  ['http://[::1]:5000', [['1--5000', 'oci', 'http://[::1]:5000']]],
  [
    'helm+https://charts.example.org,helm+http://charts.example.org/Stable/x/',
    [
      ['charts.example.org', 'helm-repository', 'https://charts.example.org'],
      ['charts.example.org-stable-x', 'helm-repository', 'http://charts.example.org/Stable/x/'],
    ],
  ],
  [
    'file:///srv/My%20Charts/, file:///',
    [
      ['my-20charts', 'oci-layout', 'file:///srv/My%20Charts/'],
      ['registry', 'oci-layout', 'file:///'],
    ],
  ],
  [
    'https://a.example,http://a.example,helm+https://a.example,https://a.example',
    [
      ['a.example', 'oci', 'https://a.example'],
      ['a.example-2', 'oci', 'http://a.example'],
      ['a.example-3', 'helm-repository', 'https://a.example'],
      ['a.example', 'oci', 'https://a.example'],
    ],
  ],
  [
    'file:///a/charts,file:///b/charts,file:///c/charts-2',
    [
      ['charts', 'oci-layout', 'file:///a/charts'],
      ['charts-2', 'oci-layout', 'file:///b/charts'],
      ['charts-2-2', 'oci-layout', 'file:///c/charts-2'],
    ],
  ],
  ['nonsense', [['registry', 'oci', 'nonsense']]],
])('%s', (text, expected) => {
  expect(listRegistries(text).map(({ name, kind, url }) => [name, kind, url])).toEqual(expected);
});

test('names are valid, and different addresses have different ones', () => {
  const address = fc.oneof(
    fc.webUrl(),
    fc.webUrl().map((url) => `helm+${url}`),
    fc.string({ unit: 'binary' }).map((path) => `file:///${path}`),
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 60, max: 66 }).map((length) => `https://${'a'.repeat(length)}`),
    fc.constantFrom('https://x', 'http://x', 'helm+http://x', 'https://X', 'https://x/'),
  );
  fc.assert(
    fc.property(fc.array(address, { maxLength: 12 }), (addresses) => {
      const text = addresses.join(',');
      const listed = listRegistries(text);
      const written = text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      expect(listed.length).toBe(written.length);
      for (const { name } of listed) expect(name).toMatch(REGISTRY_NAME);
      expect(new Set(listed.map(({ name }) => name)).size).toBe(new Set(written).size);
    }),
    { numRuns: 500 },
  );
});
