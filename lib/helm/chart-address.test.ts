import { describe, expect, test } from 'vitest';
import { parseRepositoryAddress, resolveChartAddress, shownAddress } from '@/lib/helm/chart-address';

describe('an address is resolved as Helm resolves it', () => {
  test.each([
    ['https://a.example', 'charts/x.tgz', 'https://a.example/charts/x.tgz'],
    ['https://a.example/', 'x.tgz', 'https://a.example/x.tgz'],
    ['https://a.example/stable', 'x.tgz', 'https://a.example/stable/x.tgz'],
    ['https://a.example/stable/', 'x.tgz', 'https://a.example/stable/x.tgz'],
    ['https://a.example/org/repo', 'charts/x-1.0.0+b.tgz', 'https://a.example/org/repo/charts/x-1.0.0+b.tgz'],
    ['https://a.example/stable', '/x.tgz', 'https://a.example/x.tgz'],
    ['https://a.example/stable', '../x.tgz', 'https://a.example/x.tgz'],
    ['https://a.example/a%2Fb', 'x.tgz', 'https://a.example/a%2Fb/x.tgz'],
    ['https://a.example/stable?token=t', 'x.tgz', 'https://a.example/stable/x.tgz?token=t'],
    ['https://a.example/stable?token=t', 'x.tgz?own=1', 'https://a.example/stable/x.tgz?token=t'],
    ['https://a.example/stable', 'x.tgz?own=1', 'https://a.example/stable/x.tgz'],
    ['https://a.example/stable?token=t', 'https://b.example/x.tgz?own=1', 'https://b.example/x.tgz?own=1'],
    ['https://a.example/stable?token=t', 'https://a.example/x.tgz', 'https://a.example/x.tgz'],
    ['https://a.example/stable?token=t', '//b.example/x.tgz', 'https://b.example/x.tgz'],
    ['https://a.example', 'http://b.example/x.tgz', 'http://b.example/x.tgz'],
    ['https://a.example', 'https://u:p@b.example/x.tgz#top', 'https://b.example/x.tgz'],
  ])('%s and %s', (repository, reference, expected) => {
    expect(resolveChartAddress(parseRepositoryAddress(repository), reference).href).toBe(expected);
  });
});

describe('an address that is not asked', () => {
  test.each([
    { reference: 'oci://r.example/charts/x:1.0.0', kind: 'unsupported' },
    { reference: 'file:///etc/passwd', kind: 'refused' },
    { reference: 'data:application/gzip;base64,AA', kind: 'refused' },
    { reference: 'ftp://u:secret@b.example/x.tgz', kind: 'refused' },
    { reference: 's3://bucket/x.tgz?secret=1', kind: 'refused' },
    { reference: 'javascript:alert(1)', kind: 'refused' },
    { reference: 'https://', kind: 'protocol' },
    { reference: 'https://a b/?secret', kind: 'protocol' },
  ])('$reference: $kind', ({ reference, kind }) => {
    const resolve = () => resolveChartAddress(new URL('https://a.example'), reference);
    expect(resolve).toThrow(expect.objectContaining({ kind }));
    expect(resolve).not.toThrow('secret');
  });
});

test.each([
  'ftp://a.example',
  'a.example',
  '',
  'https://u:secret@a.example',
  'https://a.example/#x',
  'oci://a.example',
])('no address of a repository: %s', (text) => {
  const read = () => parseRepositoryAddress(text);
  expect(read).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
  expect(read).not.toThrow('secret');
});

test('an address is shown without its query', () => {
  expect(shownAddress(new URL('https://a.example/stable?token=t'))).toBe('https://a.example/stable');
});
