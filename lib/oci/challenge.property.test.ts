import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges, type Challenge } from '@/lib/oci/challenge';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
/** A value that needs no quotes, as some registries leave them out. */
const bareValue = fc.stringMatching(/^[A-Za-z0-9._~+/:-]{1,20}$/);
const quotedValue = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
const space = fc.stringMatching(/^[ \t]{0,3}$/);

interface Written {
  scheme: string;
  parameters: { key: string; value: string; text: string }[];
}

const parameter = fc
  .record({
    key: name,
    bare: fc.boolean(),
    unquoted: bareValue,
    quoted: quotedValue,
    before: space,
    after: space,
  })
  .map(({ key, bare, unquoted, quoted, before, after }) => ({
    key,
    value: bare ? unquoted : quoted,
    text: `${key}${before}=${after}${bare ? unquoted : `"${quoted.replaceAll(/["\\]/g, '\\$&')}"`}`,
  }));

const challenge: fc.Arbitrary<Written> = fc.record({
  scheme: name,
  parameters: fc.uniqueArray(parameter, { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
});

function write({ scheme, parameters }: Written, comma: string): string {
  return `${scheme} ${parameters.map(({ text }) => text).join(comma)}`;
}

function read(challenges: readonly Challenge[]): [string, Record<string, string>][] {
  return challenges.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

function meant(challenges: readonly Written[]): [string, Record<string, string>][] {
  return challenges.map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters.map(({ key, value }) => [key, value])),
  ]);
}

describe('parseChallenges', () => {
  test('reads values with and without quotes, and spaces wherever they may be', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), space, (challenges, gap) => {
        const field = challenges.map((one) => write(one, `${gap},${gap}`)).join(`${gap}, `);
        expect(read(parseChallenges(field))).toEqual(meant(challenges));
      }),
      { numRuns: 500 },
    );
  });

  test('makes no difference between one field and several', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
        const texts = challenges.map((one) => write(one, ', '));
        expect(parseChallenges(texts)).toEqual(parseChallenges(texts.join(', ')));
      }),
    );
  });

  test('does not care for the case of schemes and names', () => {
    fc.assert(
      fc.property(challenge, (one) => {
        const shouted = {
          scheme: one.scheme.toUpperCase(),
          parameters: one.parameters.map((each) => ({
            ...each,
            text: each.text.replace(each.key, each.key.toUpperCase()),
          })),
        };
        expect(read(parseChallenges(write(shouted, ',')))).toEqual(meant([one]));
      }),
    );
  });

  test('finds the sound challenge whatever is in the field before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), challenge, (junk, sound) => {
        expect(read(parseChallenges([junk, write(sound, ', ')])).at(-1)).toEqual(meant([sound])[0]);
      }),
      { numRuns: 1000 },
    );
  });

  test('passes over the credentials of other schemes', () => {
    const token68 = fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,30}={0,2}$/);
    fc.assert(
      fc.property(name, token68, challenge, (scheme, credentials, sound) => {
        const field = `${scheme} ${credentials}, ${write(sound, ', ')}`;
        expect(read(parseChallenges(field)).at(-1)).toEqual(meant([sound])[0]);
      }),
    );
  });
});
