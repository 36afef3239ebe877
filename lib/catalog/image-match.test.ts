import { describe, expect, test } from 'vitest';
import { imageMatcher } from '@/lib/catalog/image-match';

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
