import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatImageReference, parseImageReference } from '@/lib/oci/image-reference';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('parseImageReference', () => {
  test.each([
    ['nginx', { host: 'docker.io', repository: 'library/nginx' }],
    ['nginx:1.25', { host: 'docker.io', repository: 'library/nginx', tag: '1.25' }],
    ['grafana/loki:3.0', { host: 'docker.io', repository: 'grafana/loki', tag: '3.0' }],
    ['docker.io/nginx', { host: 'docker.io', repository: 'library/nginx' }],
    ['index.docker.io/nginx', { host: 'docker.io', repository: 'library/nginx' }],
    ['registry-1.docker.io/bitnami/redis:7', { host: 'docker.io', repository: 'bitnami/redis', tag: '7' }],
    ['quay.io/a/b/c:v1', { host: 'quay.io', repository: 'a/b/c', tag: 'v1' }],
    ['Quay.IO/a/b', { host: 'quay.io', repository: 'a/b' }],
    ['quay.io/app', { host: 'quay.io', repository: 'app' }],
    ['localhost/app', { host: 'localhost', repository: 'app' }],
    ['localhost:5000/app:1', { host: 'localhost:5000', repository: 'app', tag: '1' }],
    ['registry:5000/app', { host: 'registry:5000', repository: 'app' }],
    ['[::1]:5000/app', { host: '[::1]:5000', repository: 'app' }],
    ['registry/app', { host: 'docker.io', repository: 'registry/app' }],
    [`nginx@${digest}`, { host: 'docker.io', repository: 'library/nginx', digest }],
    [`ghcr.io/o/a:1.0@${digest}`, { host: 'ghcr.io', repository: 'o/a', tag: '1.0', digest }],
    ['nginx:5000', { host: 'docker.io', repository: 'library/nginx', tag: '5000' }],
    ['LocalHost/app', { host: 'localhost', repository: 'app' }],
  ])('%s', (text, expected) => {
    expect(parseImageReference(text)).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    '/',
    'nginx:',
    ':1.25',
    'Nginx',
    'Example/app',
    'nginx/',
    '/nginx',
    'docker.io/',
    'a//b',
    'quay.io/A/b',
    'nginx@sha256:abc',
    `nginx@${digest}x`,
    'nginx@',
    'nginx:-x',
    `nginx:${'x'.repeat(129)}`,
    'a:1:2',
    'https://nginx',
    'oci://quay.io/a/b',
    '{{ .Values.image }}',
    'nginx latest',
    '-host.io/app',
    'host.io:123456/app',
    'ho_st.io/app',
    'a1'.repeat(32),
    `a/${'b'.repeat(300)}`,
    'x'.repeat(100_000),
    '@',
    'nginx\n',
  ])('refuses %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  test('never throws, and what it reads it reads again from its own writing', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aZ09.:/@-_[]sha256'.split('')), maxLength: 60 }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const reference = parseImageReference(text);
        if (reference === undefined) return;
        expect(parseImageReference(formatImageReference(reference))).toEqual(reference);
      }),
      { numRuns: 2000 },
    );
  });

  test('reads every reference in full spelling', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
    const reference = fc.record(
      {
        host: fc.constantFrom('docker.io', 'quay.io', 'localhost:5000', 'registry.example.com:8443'),
        repository: fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
        tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
        digest: fc.constant(digest as `sha256:${string}`),
      },
      { requiredKeys: ['host', 'repository'] },
    );
    fc.assert(
      fc.property(reference, (value) => {
        expect(parseImageReference(formatImageReference(value))).toEqual(value);
      }),
    );
  });
});

test.each([
  ['nginx', 'docker.io/library/nginx'],
  ['a/b:1', 'docker.io/a/b:1'],
  [`quay.io/a/b:1@sha256:${'a'.repeat(64)}`, `quay.io/a/b:1@sha256:${'a'.repeat(64)}`],
])('%s in full is %s', (text, full) => {
  const image = parseImageReference(text);
  expect(image && formatImageReference(image)).toBe(full);
});
