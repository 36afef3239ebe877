import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDigest, isRepositoryName, isTag } from '@/lib/oci/names';

const alphanumeric = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const separator = fc.oneof(fc.constantFrom('.', '_', '__'), fc.stringMatching(/^-{1,4}$/));
/** A part of a name, put together as the specification's grammar says. */
const component = fc
  .tuple(alphanumeric, fc.array(fc.tuple(separator, alphanumeric), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.flat().join(''));
const repository = fc.array(component, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
const digest = fc.oneof(
  fc.stringMatching(/^[a-f0-9]{64}$/).map((hex) => `sha256:${hex}`),
  fc.stringMatching(/^[a-f0-9]{128}$/).map((hex) => `sha512:${hex}`),
);
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'aZ09._-/:@%?#\\ \n'.split('')), maxLength: 40 }),
);

/** `text` with `intruder` put in somewhere. */
const spoilt = (sound: fc.Arbitrary<string>, intruder: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(sound, intruder, fc.double({ min: 0, max: 1, noNaN: true })).map(([text, one, place]) => {
    const at = Math.round(place * text.length);
    return text.slice(0, at) + one + text.slice(at);
  });
const foreign = fc.constantFrom(...'ABZ:@%?#\\ \n\t\0é＿'.split(''));

describe('the grammar of names', () => {
  test('takes whatever it makes itself', () => {
    fc.assert(fc.property(repository, (text) => isRepositoryName(text) === text.length <= 255));
    fc.assert(fc.property(tag, isTag));
    fc.assert(fc.property(digest, isDigest));
  });

  test('takes nothing with a character of another kind in it', () => {
    fc.assert(fc.property(spoilt(repository, foreign), (text) => !isRepositoryName(text)));
    fc.assert(
      fc.property(spoilt(tag, fc.constantFrom(...':/@%?#\\ \n\t\0é'.split(''))), (text) => !isTag(text)),
    );
    fc.assert(
      fc.property(spoilt(digest, fc.constantFrom(...'gG:-/ \n0'.split(''))), (text) => !isDigest(text)),
    );
  });

  test('takes no two separators of different kinds, none at the ends, and no empty part', () => {
    const wrong = fc.constantFrom('..', '._', '-.', '_-', '___', '//', '/../', '/./', './', '/-');
    fc.assert(
      fc.property(repository, wrong, repository, (before, between, after) => {
        expect(isRepositoryName(before + between + after)).toBe(false);
        for (const end of ['.', '_', '-', '/']) {
          expect(isRepositoryName(before + end)).toBe(false);
          expect(isRepositoryName(end + after)).toBe(false);
        }
      }),
    );
  });

  test('what it takes means itself in an address', () => {
    fc.assert(
      fc.property(anything, (text) => {
        if (!isRepositoryName(text) && !isTag(text) && !isDigest(text)) return;
        const url = new URL(`https://r.example/v2/x/${text}/y?q`);
        expect(url.pathname).toBe(`/v2/x/${text}/y`);
        expect(url.search).toBe('?q');
      }),
      { numRuns: 2000 },
    );
  });

  test('ends soon on names made to be slow', () => {
    for (const unit of ['a-', 'a_', 'a.', 'a/', '-', 'aa', 'a--'])
      expect(isRepositoryName(`${unit.repeat(100_000)}!`)).toBe(false);
  });
});
