import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPage, parseNextLink } from '@/lib/oci/link-header';

describe('parseNextLink', () => {
  test.each<[string | string[] | undefined, string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['</v2/_catalog?last=b&n=2>; rel="next"', '/v2/_catalog?last=b&n=2'],
    ['</v2/_catalog?last=b>; rel=next', '/v2/_catalog?last=b'],
    ['<a>; rel="prev", <b>; rel="next"', 'b'],
    ['<a>; title="x, y"; rel="next"', 'a'],
    ['<a>;REL = "first Next"', 'a'],
    ['<a>; rel="nextish"', undefined],
    ['<a>', undefined],
    ['a; rel=next', undefined],
    [['<a>; rel="prev"', '<b>; rel="next"'], 'b'],
    ['<https://h/v2/x/tags/list?n=2&last=a,b>; rel="next"', 'https://h/v2/x/tags/list?n=2&last=a,b'],
  ])('%j', (field, expected) => {
    expect(parseNextLink(field)).toBe(expected);
  });

  test('never throws, and ends soon', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>;=", relnxt'.split('')) }), (text) => {
        parseNextLink(text);
      }),
      { numRuns: 2000 },
    );
    for (const hostile of [
      '<'.repeat(1e6),
      '<a>;'.repeat(1e6),
      `<a>${' '.repeat(1e6)}`,
      `<a>; rel="${' '.repeat(1e6)}`,
    ])
      expect(parseNextLink(hostile)).toBeUndefined();
  });
});

describe('nextPage', () => {
  const current = new URL('https://h.example/v2/team/app/tags/list?n=2');

  test.each([
    ['relative', '/v2/team/app/tags/list?n=2&last=b', 'https://h.example/v2/team/app/tags/list?n=2&last=b'],
    ['a query alone', '?last=b', 'https://h.example/v2/team/app/tags/list?last=b'],
    [
      'absolute',
      'https://h.example/v2/team/app/tags/list?opaque=1',
      'https://h.example/v2/team/app/tags/list?opaque=1',
    ],
    [
      'a missing prefix',
      '/v2/app/tags/list?last=b&n=2&x=1',
      'https://h.example/v2/team/app/tags/list?n=2&last=b',
    ],
    [
      'a wrong prefix',
      '/repository/r/v2/team/app/tags/list?next_page=o',
      'https://h.example/v2/team/app/tags/list?next_page=o',
    ],
    [
      'another host',
      'https://evil.example/v2/team/app/tags/list?last=b',
      'https://h.example/v2/team/app/tags/list?last=b',
    ],
    [
      'another scheme',
      'http://h.example/v2/team/app/tags/list?last=b',
      'https://h.example/v2/team/app/tags/list?last=b',
    ],
    [
      'user info',
      'https://u:p@h.example/v2/team/app/tags/list?last=b',
      'https://h.example/v2/team/app/tags/list?last=b',
    ],
  ])('%s', (_, link, expected) => {
    expect(nextPage(current, link)?.href).toBe(expected);
  });

  test.each(['https://evil.example/', '/other?page=2', 'http://[', 'javascript:alert(1)'])(
    '%s is no use',
    (link) => {
      expect(nextPage(current, link)).toBeUndefined();
    },
  );

  test('stays at its own origin and path whatever the link says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (link) => {
        const next = nextPage(current, link);
        if (next !== undefined) expect(next.origin + next.pathname).toBe(current.origin + current.pathname);
      }),
    );
  });
});
