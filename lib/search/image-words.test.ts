import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexImageWords, usersOf, type ImageWords } from '@/lib/search/image-words';

function index(images: readonly (readonly string[])[], slice?: number): { words: ImageWords; steps: number } {
  const indexing = indexImageWords(images, slice);
  let steps = 0;
  for (let step = indexing.next(); ; step = indexing.next()) {
    if (step.done === true) return { words: step.value, steps };
    steps += 1;
  }
}

test('image references are kept once, with the charts that use them', () => {
  const { words } = index([['quay.io/Prom/node:v1.25', 'nginx'], [], ['nginx']]);
  expect(words.references).toEqual(['quay.io/Prom/node:v1.25', 'nginx']);
  expect(words.folded).toEqual(['quay.io/prom/node:v1.25', 'nginx']);
  expect(words.references.map((_, id) => [...usersOf(words, id)])).toEqual([[0], [0, 2]]);
  expect(words.vocabulary.words).toEqual(['1.25', 'io', 'nginx', 'node', 'prom', 'quay']);
});

test('image references are read a slice at a time', () => {
  const images = Array.from({ length: 10 }, (_, i) => [`i${i}`]);
  expect(index(images, 4).steps).toBe(4); // twice for charts, twice for references
  expect(index(images).steps).toBe(0);
});

test('image references have the users that name them, and charts the references they name', () => {
  const reference = fc.constantFrom<string>('nginx', 'Nginx', 'redis:1.25', 'a/b', '', '__proto__');
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(reference), { maxLength: 12 }), (images) => {
      const { words } = index(images, 3);
      expect([...words.references].sort()).toEqual([...new Set(images.flat())].sort());
      for (const [id, one] of words.references.entries())
        expect([...usersOf(words, id)]).toEqual(
          images.flatMap((own, place) => (own.includes(one) ? [place] : [])),
        );
      for (const [place, own] of images.entries()) {
        const ids = words.ofChart.subarray(words.chartStarts[place], words.chartStarts[place + 1]);
        expect([...ids].map((id) => words.references[id])).toEqual(own);
      }
    }),
  );
});
