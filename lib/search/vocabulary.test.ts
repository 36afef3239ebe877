import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSpeller } from '@/lib/search/spelling';
import { createVocabulary } from '@/lib/search/vocabulary';

const WORDS = [
  '日本語',
  'café',
  'cert',
  'certificate',
  'certmanager',
  'collector',
  'collects',
  'exporter',
  'exporters',
  'log',
  'logging',
  'logs',
  'nginx',
  'prometheus',
  'redis',
  '1.25',
  '1.25.3',
  '1.9',
].sort();
const vocabulary = createVocabulary(WORDS);
const wordsOf = (ids: readonly number[]): (string | undefined)[] => ids.map((id) => vocabulary.words[id]);

describe('find', () => {
  test.each(WORDS)('gives the place of %s', (word) => {
    expect(vocabulary.find(word)).toBe(WORDS.indexOf(word));
  });

  test.each(['', 'a', 'logg', 'zzz', '￿', 'constructor'])('gives nothing for “%s”', (word) => {
    expect(vocabulary.find(word)).toBeUndefined();
  });
});

test.each([
  ['log', ['log', 'logging', 'logs']],
  ['cert', ['cert', 'certificate', 'certmanager']],
  ['1.25', ['1.25', '1.25.3']],
  ['日', ['日本語']],
  ['x', []],
  ['', WORDS],
])('beginning(%s)', (start, words) => {
  const [from, to] = vocabulary.beginning(start);
  expect(WORDS.slice(from, to)).toEqual(words);
});

test.each([
  ['exporters', ['exporter']],
  ['collector', ['collects']],
  ['collects', ['collector']],
  ['logs', ['logging']], // a word of three letters has no stem of its own
  ['log', []],
  ['redis', []],
  ['café', []],
  ['collecting', ['collector', 'collects']], // in no chart itself
])('sameStem(%s)', (word, words) => {
  expect(wordsOf(vocabulary.sameStem(word))).toEqual(words);
});

test.each([
  ['manager', ['certmanager']],
  ['port', ['exporter', 'exporters']],
  ['nginx', []], // only at its beginning
  ['本', ['日本語']],
  ['zz', []],
])('containing(%s)', (part, words) => {
  expect(wordsOf(vocabulary.containing(part))).toEqual(words);
});

describe('alike', () => {
  test.each([
    ['ngnix', 1, [['nginx', 1, false]]],
    ['redsi', 1, [['redis', 1, false]]],
    ['promteheus', 2, [['prometheus', 1, false]]],
    ['prometehsu', 2, [['prometheus', 2, false]]],
    ['promte', 1, [['prometheus', 1, true]]],
    ['certmna', 1, [['certmanager', 1, true]]],
    ['zzzz', 1, []],
    ['x'.repeat(32), 2, []],
  ])('%s within %i', (word, edits, expected) => {
    expect(vocabulary.alike(word, edits).map((one) => [WORDS[one.id], one.edits, one.beginning])).toEqual(
      expected,
    );
  });

  test('gives what measuring every word gives', () => {
    const word = fc.stringMatching(/^[abcxé1.]{1,12}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 30 }),
        word,
        fc.constantFrom(1, 2),
        (words, typed, edits) => {
          const sorted = [...words].sort();
          const speller = createSpeller(typed, edits);
          const expected = sorted.flatMap((text, id) => {
            const codes = Uint16Array.from(text, (letter) => letter.charCodeAt(0));
            const { whole, beginning } = speller.measure(codes, 0, codes.length);
            if (whole <= edits) return [{ id, edits: whole, beginning: false }];
            return beginning <= 1 ? [{ id, edits: beginning, beginning: true }] : [];
          });
          // Short words are an edit from their own beginnings, down to none at all.
          const minded = expected.filter(({ id }) => (sorted[id] ?? '').length >= typed.length - edits);
          expect(createVocabulary(sorted).alike(typed, edits)).toEqual(minded);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('a vocabulary answers what a list of the words does', () => {
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 20 }), word, (words, asked) => {
      const sorted = [...words].sort();
      const { find, beginning, containing } = createVocabulary(sorted);
      expect(find(asked) ?? -1).toBe(sorted.indexOf(asked));
      const [from, to] = beginning(asked);
      expect(sorted.slice(from, to)).toEqual(sorted.filter((one) => one.startsWith(asked)));
      expect(containing(asked)).toEqual(
        sorted.flatMap((one, id) => (one.slice(1).includes(asked) ? [id] : [])),
      );
    }),
  );
});

test('no words at all answer nothing', () => {
  const none = createVocabulary([]);
  expect(none.find('a')).toBeUndefined();
  expect(none.beginning('a')).toEqual([0, 0]);
  expect([none.sameStem('logs'), none.containing('a'), none.alike('logs', 1)]).toEqual([[], [], []]);
});
