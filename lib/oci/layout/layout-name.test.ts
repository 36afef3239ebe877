import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOfEntry, parseLayoutName, repositoryNameOf } from '@/lib/oci/layout/layout-name';
import { isRepositoryName, isTag } from '@/lib/oci/names';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}` as const;

describe('a name beside a manifest', () => {
  test.each([
    ['1.2.3', { tag: '1.2.3' }],
    ['latest', { tag: 'latest' }],
    ['V1_2', { tag: 'V1_2' }],
    ['app:1.0', { repository: 'app', tag: '1.0' }],
    ['hauler/rancher:2.8.0', { repository: 'hauler/rancher', tag: '2.8.0' }],
    ['library/nginx:1.25', { repository: 'library/nginx', tag: '1.25' }],
    ['docker.io/library/nginx:1.25', { repository: 'library/nginx', tag: '1.25' }],
    ['index.docker.io/library/nginx:1.25', { repository: 'library/nginx', tag: '1.25' }],
    ['localhost/app:1', { repository: 'app', tag: '1' }],
    ['registry:5000/a/b/c:1', { repository: 'a/b/c', tag: '1' }],
    ['Registry.Example.COM/a/b:1', { repository: 'a/b', tag: '1' }],
    ['[::1]:5000/app:1', { repository: 'app', tag: '1' }],
    [`ghcr.io/o/a:1@${digest}`, { repository: 'o/a', tag: '1', digest }],
    [`o/a@${digest}`, { repository: 'o/a', digest }],
    ['a:1/b', { repository: 'b' }],
    ['ghcr.io/o/a', { repository: 'o/a' }],
    ['o/a', { repository: 'o/a' }],
  ])('%s', (text, expected) => {
    expect(parseLayoutName(text)).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    '/',
    ':1',
    'app:',
    '1.0+build',
    'O/a:1',
    '../../etc/passwd',
    'ghcr.io/../a:1',
    'ghcr.io//a:1',
    'a:1:2',
    `a@sha256:abc`,
    'a:1@',
    `@${digest}`,
    'https://example.com/a:1',
    'a/b c:1',
    'a\n/b:1',
    `a:${'x'.repeat(129)}`,
    `${'a/'.repeat(600)}a:1`,
  ])('refuses %j', (text) => {
    expect(parseLayoutName(text)).toBeUndefined();
  });

  test('is never outside the grammar, and never makes reading throw', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aZ09.:/@-_+[]\\sha256'.split('')), maxLength: 60 }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const name = parseLayoutName(text);
        if (name === undefined) return;
        const { repository, tag } = name;
        expect(repository !== undefined || tag !== undefined).toBe(true);
        expect(repository === undefined || isRepositoryName(repository)).toBe(true);
        expect(tag === undefined || isTag(tag)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('is read whole, whatever the host', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
    const host = fc.constantFrom('', 'docker.io/', 'localhost/', 'quay.io:443/', '[fd00::1]:5000/');
    const path = fc
      .tuple(fc.stringMatching(/^[a-km-z0-9]{1,8}$/), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([first, rest]) => [first, ...rest].join('/'));
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/), { nil: undefined });
    const pinned = fc.option(fc.constant(digest), { nil: undefined });
    fc.assert(
      fc.property(host, path, tag, pinned, (before, repository, label, hash) => {
        const text = `${before}${repository}${label === undefined ? '' : `:${label}`}${hash === undefined ? '' : `@${hash}`}`;
        expect({ tag: undefined, digest: undefined, ...parseLayoutName(text) }).toEqual({
          repository,
          tag: label,
          digest: hash,
        });
      }),
    );
  });
});

const REF = 'org.opencontainers.image.ref.name';
const CONTAINERD = 'io.containerd.image.name';
const BASE = 'org.opencontainers.image.base.name';

describe('of the names an entry has', () => {
  test.each([
    ['the tag alone', { [REF]: '1.0' }, { tag: '1.0' }],
    ['the whole one', { [REF]: '1.0', [CONTAINERD]: 'docker.io/o/a:1.0' }, { repository: 'o/a', tag: '1.0' }],
    ['the rewritten one', { [REF]: 'o/a:1', [CONTAINERD]: 'quay.io/o/b:2' }, { repository: 'o/b', tag: '2' }],
    ['crane’s', { [BASE]: 'docker.io/o/a:1.0' }, { repository: 'o/a', tag: '1.0' }],
    ['the image before its base', { [REF]: 'o/a:1', [BASE]: 'o/base:9' }, { repository: 'o/a', tag: '1' }],
    ['the usable one', { [REF]: 'o/a:1', [CONTAINERD]: 'NOT ONE' }, { repository: 'o/a', tag: '1' }],
    ['none that is no text', { [REF]: 7, [CONTAINERD]: null }, {}],
    ['none at all', {}, {}],
  ])('%s counts', (_, annotations, expected) => {
    expect(nameOfEntry(annotations)).toEqual(expected);
  });
});

describe('a folder’s path', () => {
  test.each([
    ['charts', 'charts'],
    ['platform/ingress', 'platform/ingress'],
    ['a__b/c.d-e--f', 'a__b/c.d-e--f'],
    ['My Charts', 'my-charts'],
    ['Team.A/_work/App v2', 'team.a/work/app-v2'],
    ['a._b', 'a-b'],
    ['-a-', 'a'],
    ['///', 'layout'],
    ['図表', 'layout'],
    ['..', 'layout'],
    ['x'.repeat(300), 'x'.repeat(255)],
    [`${'x'.repeat(254)}-y`, 'x'.repeat(254)],
  ])('%s is %s', (path, name) => {
    expect(repositoryNameOf(path)).toBe(name);
  });

  test('always makes a name, and a name stays', () => {
    const paths = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom(...'aB9./-_ +'.split('')), maxLength: 300 }),
    );
    fc.assert(
      fc.property(paths, (path) => {
        const name = repositoryNameOf(path);
        expect(isRepositoryName(name)).toBe(true);
        expect(repositoryNameOf(name)).toBe(name);
        if (isRepositoryName(path)) expect(name).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });
});
