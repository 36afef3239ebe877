import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPostingsBuilder, type Postings } from '@/lib/search/postings';

type Entry = readonly [word: string, field: number];

function build(things: readonly (readonly Entry[])[], count = things.length): Postings {
  const builder = createPostingsBuilder(count);
  for (const entries of things) {
    for (const [word, field] of entries) builder.add(builder.number(word, 0, word.length), field);
    builder.next();
  }
  return builder.build();
}

/** Thing, word and mask of each posting, read by thing. */
function listForward({ vocabulary, thingStarts, words, wordMasks }: Postings): string[] {
  const listed: string[] = [];
  for (let thing = 0; thing + 1 < thingStarts.length; thing += 1)
    for (let i = thingStarts[thing] ?? 0; i < (thingStarts[thing + 1] ?? 0); i += 1)
      listed.push(`${thing} ${vocabulary.words[words[i] ?? 0]} ${wordMasks[i]}`);
  return listed;
}

/** The same, read by word. */
function listInverted({ vocabulary, starts, things, masks }: Postings): string[] {
  return vocabulary.words.flatMap((word, id) => {
    const end = starts[id + 1] ?? 0;
    const from = starts[id] ?? 0;
    return Array.from({ length: end - from }, (_, i) => `${things[from + i]} ${word} ${masks[from + i]}`);
  });
}

test('postings hold each word of a thing once, with every field it stands in', () => {
  const postings = build([
    [
      ['web', 1],
      ['app', 1],
      ['web', 8],
    ],
    [],
    [['web', 4]],
  ]);
  expect(postings.vocabulary.words).toEqual(['app', 'web']);
  expect(listForward(postings)).toEqual(['0 web 9', '0 app 1', '2 web 4']);
  expect(listInverted(postings)).toEqual(['0 app 1', '0 web 9', '2 web 4']);
  expect([...postings.fields]).toEqual([1, 13]);
});

test('postings of nothing are empty', () => {
  const postings = build([]);
  expect(postings.vocabulary.words).toEqual([]);
  expect([...postings.thingStarts, ...postings.starts]).toEqual([0, 0]);
});

test('postings hold more words than they made room for', () => {
  const many = Array.from({ length: 500 }, (_, i): Entry => [`w${i}`, 1]);
  const postings = build([many, many]);
  expect(listForward(postings)).toHaveLength(1000);
  expect(listInverted(postings).sort()).toEqual(listForward(postings).sort());
});

test('postings say the same by word as by thing, and what they were told', () => {
  const entry = fc.tuple(
    fc.oneof(fc.constantFrom('a', 'b', 'ab', 'constructor', '__proto__'), fc.string({ maxLength: 3 })),
    fc.constantFrom(1, 2, 4, 8, 16),
  );
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 40 }), { maxLength: 12 }), (things) => {
      const postings = build(things);
      const told = things.flatMap((entries, thing) => {
        const masks = new Map<string, number>();
        for (const [word, field] of entries) masks.set(word, (masks.get(word) ?? 0) | field);
        return [...masks].map(([word, mask]) => `${thing} ${word} ${mask}`);
      });
      expect(listForward(postings)).toEqual(told);
      expect(listInverted(postings).sort()).toEqual(told.sort());
      // By word, things are in their order.
      for (const [id] of postings.vocabulary.words.entries()) {
        const own = [...postings.things.subarray(postings.starts[id], postings.starts[id + 1])];
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
      expect([...postings.vocabulary.words]).toEqual(
        [...new Set(told.map((one) => one.replace(/^\d+ ([^]*) \d+$/, '$1')))].sort(),
      );
    }),
  );
});
