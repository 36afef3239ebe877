import { expect, test } from 'vitest';
import { attemptWords, methodWords } from '@/components/registry/discovery-words';

test.each([
  [null, 'not found out yet'],
  ['catalog', 'by its catalog'],
  ['vendor-api', 'by its own API'],
  ['configured', 'by the names in chartroom.yaml'],
  ['index', 'by index.yaml'],
] as const)('%s is found %s', (method, words) => {
  expect(methodWords({ method, attempts: [] })).toBe(words);
});

test.each([
  ['catalog', 'refused', 'Its catalog: not there, or not for us'],
  ['catalog', 'empty', 'Its catalog: lists nothing'],
  ['vendor-api', 'used', 'Its own API: used'],
] as const)('%s %s', (method, outcome, words) => {
  expect(attemptWords({ method, outcome, detail: '' })).toBe(words);
});
