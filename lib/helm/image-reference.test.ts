import { describe, expect, test } from 'vitest';
import { hasTag, imageName, isImageReference, joinImage, type ImageParts } from '@/lib/helm/image-reference';

const SHA = 'a'.repeat(64);

test.each([
  ['nginx', true],
  ['nginx:1.25', true],
  ['localhost:5000/app', true],
  ['quay.io/a/b-c_d:v1.0', true],
  [`a/b@sha256:${SHA}`, true],
  [`a/b:1@sha256:${SHA}`, true],
  ['Registry.example.com/a', true],
  ['https://charts.example.com', false],
  ['git@github.com:a/b.git', false],
  ['a/B', false],
  ['HTTP/1.1', false],
  [SHA, false],
  ['a b', false],
  ['a:', false],
  ['', false],
  ['../etc', false],
  ['{{ .Values.image }}', false],
  [`${'a'.repeat(511)}:1`, false],
])('%s is an image reference: %s', (text, expected) => {
  expect(isImageReference(text)).toBe(expected);
});

describe('joinImage', () => {
  test.each<{ parts: ImageParts; expected: string | undefined }>([
    { parts: { repository: 'nginx' }, expected: 'nginx' },
    { parts: { repository: 'nginx', tag: '1' }, expected: 'nginx:1' },
    { parts: { registry: 'quay.io', repository: 'a/b', tag: '1' }, expected: 'quay.io/a/b:1' },
    { parts: { registry: 'quay.io/', repository: '/a', tag: '' }, expected: 'quay.io/a' },
    { parts: { registry: 'localhost:5000', repository: 'a', tag: '1' }, expected: 'localhost:5000/a:1' },
    { parts: { repository: 'a', digest: SHA }, expected: `a@sha256:${SHA}` },
    { parts: { repository: 'a', tag: '1', digest: `sha256:${SHA}` }, expected: `a:1@sha256:${SHA}` },
    { parts: { repository: 'a:2', tag: '1' }, expected: 'a:2' },
    { parts: { repository: 'a', tag: `@sha256:${SHA}` }, expected: `a@sha256:${SHA}` },
    { parts: { repository: 'https://example.org', tag: '1' }, expected: undefined },
    { parts: { repository: 'a', tag: 'not a tag' }, expected: undefined },
  ])('$parts → $expected', ({ parts, expected }) => {
    expect(joinImage(parts)).toBe(expected);
  });
});

test.each([
  ['nginx', 'nginx', false],
  ['nginx:1', 'nginx', true],
  ['localhost:5000/app', 'localhost:5000/app', false],
  ['localhost:5000/app:1', 'localhost:5000/app', true],
  [`a:1@sha256:${SHA}`, 'a', true],
])('%s is called %s', (image, name, tagged) => {
  expect(imageName(image)).toBe(name);
  expect(hasTag(image)).toBe(tagged);
});
