import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRoute } from '@/lib/embedded-registry/route';

const segment = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const awkward = fc.constantFrom('blobs', 'uploads', 'manifests', 'tags', 'list', 'referrers', 'v2');
const name = fc
  .array(fc.oneof(segment, awkward), { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join('/'));
const hex = fc.stringMatching(/^[0-9a-f]{8}$/);

describe('parseRoute', () => {
  test('finds the name whatever it is called', () => {
    fc.assert(
      fc.property(name, hex, (repository, id) => {
        const base = `/v2/${repository}`;
        expect(parseRoute(`${base}/tags/list`)).toEqual({ kind: 'tags', repository });
        expect(parseRoute(`${base}/manifests/${id}`)).toEqual({
          kind: 'manifest',
          repository,
          reference: id,
        });
        expect(parseRoute(`${base}/referrers/${id}`)).toEqual({ kind: 'referrers', repository, digest: id });
        expect(parseRoute(`${base}/blobs/sha256%3A${id}`)).toEqual({
          kind: 'blob',
          repository,
          digest: `sha256:${id}`,
        });
        expect(parseRoute(`${base}/blobs/uploads/`)).toEqual({ kind: 'uploads', repository });
        expect(parseRoute(`${base}/blobs/uploads`)).toEqual({ kind: 'uploads', repository });
        expect(parseRoute(`${base}/blobs/uploads/${id}`)).toEqual({ kind: 'upload', repository, id });
      }),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseRoute(`/v2/${text}`)));
  });
});
