import { describe, expect, test } from 'vitest';
import { imageMatcher } from '@/lib/catalog/image-match';
import { completeImage, parseImage } from '@/lib/catalog/image-name';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseImage', () => {
  test.each([
    ['nginx', 'docker.io', 'library/nginx', 'latest'],
    ['team/app:1.0', 'docker.io', 'team/app', '1.0'],
    ['index.docker.io/nginx:1', 'docker.io', 'library/nginx', '1'],
    ['registry-1.docker.io/library/nginx', 'docker.io', 'library/nginx', 'latest'],
    ['quay.io/a/b:1', 'quay.io', 'a/b', '1'],
    ['localhost/a:1', 'localhost', 'a', '1'],
    ['localhost:5000/a', 'localhost:5000', 'a', 'latest'],
    ['QUAY.io/a/b', 'quay.io', 'a/b', 'latest'],
    [`quay.io/a/b:1@${DIGEST}`, 'quay.io', 'a/b', DIGEST],
  ])('%s', (image, host, repository, reference) => {
    expect(parseImage(image)).toEqual({ host, repository, reference });
  });

  test.each([
    '',
    ' ',
    'http://x/y',
    'UPPER/case',
    'a//b',
    'a:b:c',
    'a@sha256:short',
    `a@md5:${'a'.repeat(32)}`,
    'x'.repeat(600),
  ])('refuses %j', (text) => {
    expect(parseImage(text)).toBeUndefined();
  });
});

test.each([
  ['nginx:1.25', 'docker.io/library/nginx:1.25'],
  ['a/b', 'docker.io/a/b'],
  ['quay.io/a/b@sha256:x', 'quay.io/a/b@sha256:x'],
])('completeImage(%s)', (image, complete) => {
  expect(completeImage(image)).toBe(complete);
});

describe('imageMatcher', () => {
  test.each([
    ['nginx:1.25', 'docker.io/library/nginx:1.25.3', true],
    ['docker.io/library/nginx', 'nginx:1.25.3', true],
    ['docker.io/nginx:1.25', 'nginx:1.25.3', true],
    ['docker.io/nginx', 'docker.io/library/nginx', true],
    ['NGINX', 'nginx', true],
    ['oci://quay.io/a', 'quay.io/a/b:1', true],
    ['1.25', 'nginx:1.25.3', true],
    ['nginx:1.26', 'nginx:1.25.3', false],
    ['nginx:25', 'nginx:1.25.3', false],
    ['library/redis', 'nginx', false],
    ['', 'nginx', false],
    [' ', 'nginx', false],
  ])('%j in %s: %s', (query, image, found) => {
    expect(imageMatcher(query)(image)).toBe(found);
  });
});
