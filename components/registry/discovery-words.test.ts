import { expect, test } from 'vitest';
import { attemptWords, discoveryWords } from '@/components/registry/discovery-words';

test.each([
  [null, false, 'How its repositories are found is not known yet.'],
  ['catalog', true, 'Repositories are found by its catalog, all of them.'],
  ['vendor-api', false, 'Repositories are found by its own API, but not all of them could be read.'],
  [
    'configured',
    false,
    'Repositories are found by the names in chartroom.yaml, but not all of them could be read.',
  ],
  ['index', true, 'Repositories are found by index.yaml, all of them.'],
] as const)('%s, whole: %s', (method, complete, words) => {
  expect(discoveryWords({ method, attempts: [] }, complete)).toBe(words);
});

test.each([
  ['catalog', 'refused', 'Its catalog: not there, or not for us'],
  ['catalog', 'empty', 'Its catalog: lists nothing'],
  ['vendor-api', 'used', 'Its own API: used'],
] as const)('%s %s', (method, outcome, words) => {
  expect(attemptWords({ method, outcome, detail: '' })).toBe(words);
});
