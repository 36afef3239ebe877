import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer } from '@/lib/oci/exchange';
import { nextPage, parseNextLink } from '@/lib/oci/link-header';
import { Listing } from '@/lib/oci/listing';
import { RegistryError } from '@/lib/oci/registry-error';

const ORIGIN = 'https://registry.example';
const CATALOG = '/v2/_catalog';
const LIMITS = { items: 40, pages: 12, characters: 400 };

const target = fc.stringMatching(/^[A-Za-z0-9/?=&._~:%,;-]{1,30}$/);
const relation = fc.constantFrom('prev', 'first', 'last', 'nextish', 'start');
/** Parameters that say nothing of the relation, however they look. */
const otherParameter = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(...'abc rel=next;,<>"\\'.split('')), maxLength: 20 })
    .map((value) => `title="${value.replaceAll(/["\\]/g, '\\$&')}"`),
  fc.constantFrom('crossorigin', 'type=text/html', 'hreflang = de', 'xrel=next', "title*=UTF-8''rel"),
);

const link = fc.record({
  target,
  before: fc.array(otherParameter, { maxLength: 2 }),
  relations: fc.array(relation, { minLength: 1, maxLength: 3 }),
});

describe('parseNextLink', () => {
  test('finds the link to the next page among others, whatever else is said of them', () => {
    fc.assert(
      fc.property(
        fc.array(link, { maxLength: 4 }),
        fc.option(fc.nat(4), { nil: undefined }),
        (links, index) => {
          const texts = links.map(({ target: to, before, relations }, position) => {
            const all = position === index ? [...relations, 'Next'] : relations;
            return [`<${to}>`, ...before, `rel="${all.join(' ')}"`].join('; ');
          });
          const next = index === undefined ? undefined : links[index]?.target;
          expect(parseNextLink(texts.join(', '))).toBe(next);
          expect(parseNextLink(texts)).toBe(next);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('reads a relation without quotes', () => {
    fc.assert(
      fc.property(target, fc.array(otherParameter, { maxLength: 2 }), (to, before) => {
        expect(parseNextLink([`<${to}>`, ...before, 'rel=next'].join(';'))).toBe(to);
      }),
    );
  });
});

describe('nextPage', () => {
  test('keeps the place in the list, whatever prefix or host stands before it', () => {
    const place = fc.string({ minLength: 1, maxLength: 30 });
    const prefix = fc.constantFrom(
      '',
      'https://other.example',
      'http://10.0.0.1:5000',
      '//evil.example',
      '/prefix',
    );
    fc.assert(
      fc.property(prefix, place, fc.nat(5000), (before, last, size) => {
        const query = new URLSearchParams({ last, n: String(size) });
        const page = nextPage(new URL(`${ORIGIN}${CATALOG}?n=7`), `${before}${CATALOG}?${query}`);
        expect(page?.origin).toBe(ORIGIN);
        expect(page?.pathname).toBe(CATALOG);
        expect(page?.searchParams.get('last')).toBe(last);
        expect(page?.searchParams.get('n')).toBe(String(size));
      }),
    );
  });
});

interface Walk {
  names: string[];
  asked: string[];
  error: unknown;
}

const fail = (): RegistryError => new RegistryError('unavailable', 'never asked for');

/** Walks the catalog of a registry that answers so. */
async function walk(answer: (path: string) => { names: string[]; link?: string | string[] }): Promise<Walk> {
  const names: string[] = [];
  const asked: string[] = [];
  const get = async (path: string): Promise<Answer> => {
    asked.push(path);
    const page = answer(path);
    return {
      status: 200,
      headers: page.link === undefined ? {} : { link: page.link },
      body: Buffer.from(JSON.stringify({ repositories: page.names })),
      url: ORIGIN + CATALOG,
      method: 'GET',
      direct: true,
    };
  };
  try {
    for await (const page of new Listing('repositories', LIMITS).pages(ORIGIN, CATALOG, get, fail))
      names.push(...page);
  } catch (error) {
    return { names, asked, error };
  }
  return { names, asked, error: undefined };
}

describe('a listing', () => {
  const anyLink = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'</v2_catalog?last=n&>; rel="next"'.split('')), maxLength: 60 }),
    fc.webUrl({ withQueryParameters: true }).map((url) => `<${url}>; rel="next"`),
    fc.string({ maxLength: 5 }).map((last) => `<?${new URLSearchParams({ last })}>; rel="next"`),
    fc.constantFrom(
      '<>; rel=next',
      '<?>; rel=next',
      `<${CATALOG}?n=1000>; rel=next`,
      '<//evil.example/v2/_catalog?last=x>; rel=next',
      '<http://169.254.169.254/?last=x>; rel=next',
    ),
  );
  const anyPage = fc.record({
    names: fc.array(fc.string({ maxLength: 12 }), { maxLength: 6 }),
    link: fc.option(fc.oneof(anyLink, fc.array(anyLink, { maxLength: 3 })), { nil: undefined }),
  });

  test('ends whatever the links say, asks each page once and nobody else, and gives each name once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPage, { minLength: 1, maxLength: 20 }), async (pages) => {
        let index = 0;
        const { names, asked, error } = await walk(() => {
          const { names: listed, link: field } = pages[index++ % pages.length] ?? { names: [] };
          return field === undefined ? { names: listed } : { names: listed, link: field };
        });
        expect(asked.length).toBeLessThanOrEqual(LIMITS.pages);
        expect(new Set(asked).size).toBe(asked.length);
        for (const path of asked) expect(path.split('?')[0]).toBe(CATALOG);
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBeLessThanOrEqual(LIMITS.items);
        if (error !== undefined)
          expect(error).toMatchObject({ kind: expect.stringMatching(/^(protocol|too_large)$/) });
      }),
      { numRuns: 1000 },
    );
  });

  test('is complete, however its links are written', async () => {
    const forms: ((query: string) => string)[] = [
      (query) => `<${CATALOG}?${query}>; rel="next"`,
      (query) => `<?${query}>;rel=next`,
      (query) => `<${ORIGIN}${CATALOG}?${query}>; rel="next"`,
      (query) => `<http://internal:5000/prefix${CATALOG}?${query}>; rel="next"`,
      (query) => `<${CATALOG}>; rel="first", <${CATALOG}?${query}>; title="a, b"; rel="next"`,
    ];
    const name = fc.stringMatching(/^[a-z0-9&=?%+ /-]{1,9}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 30 }),
        fc.integer({ min: 3, max: 10 }),
        fc.constantFrom(...forms),
        async (all, size, form) => {
          const { names, error } = await walk((path) => {
            const last = new URL(path, ORIGIN).searchParams.get('last');
            const start = last === null ? 0 : all.indexOf(last) + 1;
            const page = all.slice(start, start + size);
            const query = new URLSearchParams({ last: page.at(-1) ?? '', n: String(size) });
            return start + size < all.length ? { names: page, link: form(String(query)) } : { names: page };
          });
          expect({ names, error }).toEqual({ names: all, error: undefined });
        },
      ),
    );
  });
});
