import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '@/lib/embedded-registry/page';

test('pages of any size together are the list, in order, each item once', () => {
  const list = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_.+&=-]{1,6}$/)).map((items) => items.sort());
  fc.assert(
    fc.property(
      list,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      (items, n, maxItems) => {
        const seen: string[] = [];
        let query: URLSearchParams | undefined = new URLSearchParams({ n: String(n) });
        while (query !== undefined) {
          const page = pageOf(items, query, '/v2/a/tags/list', maxItems);
          expect(page.items.length).toBeLessThanOrEqual(Math.min(n, maxItems));
          seen.push(...page.items);
          const next = page.link?.slice(1, page.link.indexOf('>'));
          query = next === undefined ? undefined : new URL(next, 'http://127.0.0.1').searchParams;
        }
        expect(seen).toEqual(items);
      },
    ),
  );
});

test('a page past the limit is cut and linked', () => {
  expect(pageOf(['a', 'b', 'c'], new URLSearchParams('n=1000'), '/list', 2)).toEqual({
    items: ['a', 'b'],
    link: '</list?n=2&last=b>; rel="next"',
  });
});
