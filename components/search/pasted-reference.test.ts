import { describe, expect, test } from 'vitest';
import { readPastedReference } from '@/components/search/pasted-reference';

const registries = [
  { name: 'production', url: 'https://registry.example.com' },
  { name: 'local', url: 'http://127.0.0.1:5000/' },
];
const digest = `sha256:${'a'.repeat(64)}`;

describe('readPastedReference', () => {
  test.each([
    ['oci://registry.example.com/platform/app', '/charts/production/platform/app'],
    ['  oci://registry.example.com/platform/app:1.2.1  ', '/charts/production/platform/app:1.2.1'],
    ['oci://REGISTRY.example.com:443/app', '/charts/production/app'],
    [`oci://registry.example.com/app@${digest}`, `/charts/production/app@${digest}`],
    ['registry.example.com/platform/app:1-stable', '/charts/production/platform/app:1-stable'],
    ['oci://127.0.0.1:5000/app', '/charts/local/app'],
  ])('%s leads to %s', (text, path) => {
    expect(readPastedReference(text, registries)).toMatchObject({ kind: 'chart', path });
  });

  test.each([
    ['oci://elsewhere.example.com/app', 'elsewhere.example.com'],
    ['oci://registry.example.com:8443/app', 'registry.example.com:8443'],
    ['oci://127.0.0.1/app', '127.0.0.1'],
  ])('%s leads to a host that is not configured', (text, host) => {
    expect(readPastedReference(text, registries)).toEqual({ kind: 'elsewhere', host });
  });

  test.each([
    '',
    'redis',
    'platform/app',
    'elsewhere.example.com/app',
    'oci://',
    'oci://registry.example.com/',
    'oci://registry.example.com/UPPER',
  ])('“%s” is words to search for', (text) => {
    expect(readPastedReference(text, registries)).toBeUndefined();
  });

  test('a registry whose address is broken leads nowhere', () => {
    expect(readPastedReference('oci://x/app', [{ name: 'x', url: 'x' }])).toEqual({
      kind: 'elsewhere',
      host: 'x',
    });
  });
});
