import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatImageReference, parseImageReference } from '@/lib/oci/image-reference';
import { isDigest, isRepositoryName, isTag } from '@/lib/oci/names';

const part = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,6})?$/);
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,15}$/);
const digest = fc.stringMatching(/^[a-f0-9]{64}$/).map((hex) => `sha256:${hex}`);
/** What may follow a repository: nothing, a tag, a digest, or both. */
const ending = fc.oneof(
  fc.constant(''),
  tag.map((text) => `:${text}`),
  digest.map((text) => `@${text}`),
  fc.tuple(tag, digest).map(([name, hash]) => `:${name}@${hash}`),
);
const hub = fc.constantFrom('docker.io', 'index.docker.io', 'registry-1.docker.io', 'Docker.IO');
const host = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,6}(\.[a-z]{2,5}){1,2}(:[1-9][0-9]{0,4})?$/),
  fc.stringMatching(/^[a-z]{2,8}:[1-9][0-9]{0,4}$/),
  fc.constantFrom('localhost', '127.0.0.1:5000', '[::1]:5000', '[fd00::1]'),
);

describe('parseImageReference', () => {
  test('gives parts that are each within their grammar', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aZ09.:/@-_[]'.split('')), maxLength: 40 }),
      fc
        .tuple(fc.string({ maxLength: 8 }), part, ending)
        .map(([first, name, end]) => `${first}/${name}${end}`),
    );
    fc.assert(
      fc.property(text, (image) => {
        const read = parseImageReference(image);
        if (read === undefined) return;
        expect(isRepositoryName(read.repository)).toBe(true);
        if (read.tag !== undefined) expect(isTag(read.tag)).toBe(true);
        if (read.digest !== undefined) expect(isDigest(read.digest)).toBe(true);
        // By Docker's grammar, which takes hosts that no URL can hold: `a.0`.
        expect(read.host).toMatch(/^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/);
      }),
      { numRuns: 3000 },
    );
  });

  test('reads every name of Docker Hub alike, with and without library/', () => {
    fc.assert(
      fc.property(hub, part, ending, (name, image, end) => {
        fc.pre(!/^[a-f0-9]{64}$/.test(image + end));
        const expected = parseImageReference(`docker.io/library/${image}${end}`);
        expect(expected).toMatchObject({ host: 'docker.io', repository: `library/${image}` });
        for (const written of [image + end, `${name}/${image}${end}`, `${name}/library/${image}${end}`])
          expect(parseImageReference(written)).toEqual(expected);
      }),
    );
  });

  test('keeps another host apart, and adds nothing to its repositories', () => {
    fc.assert(
      fc.property(host, fc.array(part, { minLength: 1, maxLength: 4 }), ending, (name, parts, end) => {
        const repository = parts.join('/');
        const image = `${name}/${repository}${end}`;
        const read = parseImageReference(image);
        expect(read).toMatchObject({ host: name, repository });
        expect(read === undefined ? undefined : formatImageReference(read)).toBe(image);
      }),
    );
  });

  test('reads nothing into a reference with a space, a scheme or a second tag', () => {
    fc.assert(
      fc.property(host, part, tag, (name, repository, version) => {
        const image = `${name}/${repository}:${version}`;
        for (const wrong of [
          ` ${image}`,
          `${image} `,
          `oci://${image}`,
          `${image}:x`,
          `${image}/x`,
          `${image}@x`,
        ])
          expect(parseImageReference(wrong)).toBeUndefined();
      }),
    );
  });
});
