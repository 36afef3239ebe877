import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { escapeXml, formatAtom, formatJsonFeed, type Feed } from '@/lib/api/feed';

const ORIGIN = 'https://charts.example.com';
const SELF = '/feeds/production/platform/app.atom';
const FEED: Feed = {
  key: 'production/platform/app',
  title: 'production/platform/app in Chartroom',
  path: '/charts/production/platform/app',
  entries: [
    {
      key: 'move 2',
      title: '1-stable moved from 1.2.0 to 1.2.1',
      text: 'Reason: <script>alert("&")</script>',
      at: '2026-11-02T10:00:00Z',
      path: '/charts/production/platform/app:1-stable',
      author: 'Maria & Co',
      category: 'channel',
    },
    {
      key: 'version 1.2.1',
      title: '1.2.1 was published',
      text: '',
      at: '2026-11-01T10:00:00Z',
      path: '/charts/production/platform/app@1.2.1',
      author: null,
      category: 'version',
    },
  ],
};

/** The text of each element, by its path; throws unless the document is well-formed. */
function readXml(text: string): Map<string, string[]> {
  const parser = new SaxesParser({ xmlns: true });
  const found = new Map<string, string[]>();
  const path: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    path.push(local);
    found.set(path.join('/'), [...(found.get(path.join('/')) ?? []), '']);
  });
  parser.on('text', (part) => {
    const texts = found.get(path.join('/'));
    if (texts) texts[texts.length - 1] += part;
  });
  parser.on('closetag', () => path.pop());
  parser.write(text).close();
  return found;
}

describe('Atom', () => {
  const document = readXml(formatAtom(FEED, ORIGIN, SELF));

  test('says what RFC 4287 asks of a feed and its entries', () => {
    expect(document.get('feed/updated')).toEqual(['2026-11-02T10:00:00Z']);
    expect(document.get('feed/title')).toEqual([FEED.title]);
    expect(document.get('feed/entry/title')).toEqual(FEED.entries.map(({ title }) => title));
    expect(document.get('feed/entry/author/name')).toEqual(['Maria & Co', 'unknown']);
    expect(document.get('feed/entry/summary')).toEqual(FEED.entries.map(({ text }) => text));
    for (const id of [...(document.get('feed/id') ?? []), ...(document.get('feed/entry/id') ?? [])])
      expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('ids follow from keys alone', () => {
    const elsewhere = readXml(formatAtom({ ...FEED, title: 'x' }, 'http://localhost:3000', '/other'));
    expect(elsewhere.get('feed/entry/id')).toEqual(document.get('feed/entry/id'));
    expect(new Set(document.get('feed/entry/id')).size).toBe(2);
  });

  test('without entries it is still a feed', () => {
    expect(readXml(formatAtom({ ...FEED, entries: [] }, ORIGIN, SELF)).get('feed/updated')).toEqual([
      '1970-01-01T00:00:00Z',
    ]);
  });

  test('is well-formed whatever a chart says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    );
    fc.assert(
      fc.property(text, (said) => {
        const [entry] = FEED.entries;
        if (entry === undefined) return;
        const feed = {
          ...FEED,
          title: said,
          entries: [{ ...entry, title: said, text: said, author: said, at: said }],
        };
        const shown = readXml(formatAtom(feed, ORIGIN, SELF)).get('feed/entry/summary')?.[0];
        // A carriage return is a line end in XML.
        if (/^[\u{20}-\u{D7FF}]*$/u.test(said)) expect(shown).toBe(said);
      }),
    );
  });
});

test.each([
  ['<a href="x">&\'', '&#60;a href=&#34;x&#34;&#62;&#38;&#39;'],
  ['\0\u{1}\u{FFFE}', '\u{FFFD}\u{FFFD}\u{FFFD}'],
  ['\u{D800}x', '\u{FFFD}x'],
  ['tab\tand 😀', 'tab\tand 😀'],
])('%j becomes %j', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped);
});

test('JSON Feed says the same', () => {
  const feed = JSON.parse(formatJsonFeed(FEED, ORIGIN, SELF)) as Record<string, unknown>;
  const ids = readXml(formatAtom(FEED, ORIGIN, SELF)).get('feed/entry/id');
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: FEED.title,
    home_page_url: 'https://charts.example.com/charts/production/platform/app',
    feed_url: ORIGIN + SELF,
    items: [
      {
        id: ids?.[0],
        url: 'https://charts.example.com/charts/production/platform/app:1-stable',
        content_text: 'Reason: <script>alert("&")</script>',
        authors: [{ name: 'Maria & Co' }],
        date_published: '2026-11-02T10:00:00Z',
      },
      { id: ids?.[1], tags: ['version'] },
    ],
  });
});
