import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRepositoryName } from '@/lib/oci/names';
import { chartApiPath, formatChartReference, parseChartSegments, parseOciReference } from '@/lib/references';

const part = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,6})?$/);
const repository = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/);
const digest = fc.stringMatching(/^[a-f0-9]{64}$/).map((hex) => `sha256:${hex}` as const);
const host = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,6}(\.[a-z]{2,5}){1,2}(:[1-9][0-9]{0,4})?$/),
  fc.stringMatching(/^[a-z]{2,8}:[1-9][0-9]{0,4}$/),
  fc.constantFrom('localhost', '[::1]:5000'),
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'ab1./@:%+-_2eF?#\\ \n\0'.split('')), maxLength: 40 }),
  fc.constantFrom('..', '%2e%2e', '%', '%zz', '%ff', '__proto__', '%00', '%2f'),
);

describe('parseOciReference', () => {
  test('reads what is pasted, with the scheme and without, however it is spaced', () => {
    const selector = fc.oneof(
      fc.constant({ text: '', selector: undefined }),
      tag.map((name) => ({ text: `:${name}`, selector: { kind: 'channel', tag: name } })),
      digest.map((hash) => ({ text: `@${hash}`, selector: { kind: 'digest', digest: hash } })),
      fc
        .tuple(tag, digest)
        .map(([name, hash]) => ({ text: `:${name}@${hash}`, selector: { kind: 'digest', digest: hash } })),
    );
    fc.assert(
      fc.property(host, repository, selector, (name, path, end) => {
        const expected = {
          host: name,
          repository: path,
          ...(end.selector === undefined ? {} : { selector: end.selector }),
        };
        const text = `${name}/${path}${end.text}`;
        for (const pasted of [
          text,
          `oci://${text}`,
          ` oci://${text}\n`,
          text.replace(name, name.toUpperCase()),
        ])
          expect(parseOciReference(pasted)).toEqual(expected);
      }),
    );
  });

  test('gives parts within their grammar, or nothing', () => {
    fc.assert(
      fc.property(hostile, hostile, (first, rest) => {
        const read = parseOciReference(`oci://${first}/${rest}`);
        if (read === undefined) return;
        expect(isRepositoryName(read.repository)).toBe(true);
        expect(read.host).toMatch(/^[a-z0-9.:[\]-]+$/);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseChartSegments', () => {
  test('reads any segments, or says that they are no reference', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), (segments) => {
        let path: string;
        try {
          path = chartApiPath(parseChartSegments(segments));
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError', code: 'invalid_reference' });
          return;
        }
        // What was read leads nowhere else when it is put into an address.
        expect(new URL(path, 'http://chartroom.example').pathname).toBe(path);
      }),
      { numRuns: 3000 },
    );
  });

  test('gives the same for segments that are encoded, in part or not at all', () => {
    const registry = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    fc.assert(
      fc.property(registry, repository, tag, fc.array(fc.boolean()), (name, path, channel, encoded) => {
        const value = {
          registry: name,
          repository: path,
          selector: { kind: 'channel', tag: channel },
        } as const;
        const segments = formatChartReference(value).split('/');
        const mixed = segments.map((one, index) => (encoded[index] === true ? encodeURIComponent(one) : one));
        expect(parseChartSegments(mixed)).toEqual(value);
      }),
    );
  });
});
