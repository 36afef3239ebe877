import { createHash } from 'node:crypto';

/** News of a chart, newest first, as feed readers take them. Paths begin with `/`. */
export interface Feed {
  /** what it is about, for ever the same: names it in whichever format and at whichever address */
  key: string;
  title: string;
  /** of the page it is about */
  path: string;
  entries: FeedEntry[];
}

export interface FeedEntry {
  /** tells the entry from all others of its feed, for ever the same */
  key: string;
  title: string;
  /** plain text */
  text: string;
  /** RFC 3339 */
  at: string;
  path: string;
  /** whom it is by, where that is known */
  author: string | null;
  category: string;
}

/** When a feed that has no entries was updated: a date that never changes. */
const EPOCH = '1970-01-01T00:00:00Z';

/**
 * A feed in Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287
 * @param origin of links, such as `https://charts.example.com`
 * @param self the path of this document
 */
export function formatAtom(feed: Feed, origin: string, self: string): string {
  const entries = feed.entries.map(
    (entry) => `
  <entry>
    <id>${feedId(feed.key, entry.key)}</id>
    <title>${escapeXml(entry.title)}</title>
    <updated>${escapeXml(entry.at)}</updated>
    <link rel="alternate" type="text/html" href="${escapeXml(origin + entry.path)}"/>
    <author><name>${escapeXml(entry.author ?? 'unknown')}</name></author>
    <category term="${escapeXml(entry.category)}"/>
    <summary type="text">${escapeXml(entry.text)}</summary>
  </entry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${feedId(feed.key)}</id>
  <title>${escapeXml(feed.title)}</title>
  <updated>${escapeXml(feed.entries[0]?.at ?? EPOCH)}</updated>
  <generator>Chartroom</generator>
  <link rel="self" type="application/atom+xml" href="${escapeXml(origin + self)}"/>
  <link rel="alternate" type="text/html" href="${escapeXml(origin + feed.path)}"/>${entries.join('')}
</feed>
`;
}

/**
 * A feed in JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/
 * @param origin of links, such as `https://charts.example.com`
 * @param self the path of this document
 */
export function formatJsonFeed(feed: Feed, origin: string, self: string): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: origin + feed.path,
    feed_url: origin + self,
    items: feed.entries.map((entry) => ({
      id: feedId(feed.key, entry.key),
      url: origin + entry.path,
      title: entry.title,
      content_text: entry.text,
      date_published: entry.at,
      ...(entry.author !== null && { authors: [{ name: entry.author }] }),
      tags: [entry.category],
    })),
  });
}

/** A name that depends on nothing but the keys. Form: https://www.rfc-editor.org/rfc/rfc9562#section-5.8 (version 8). */
function feedId(...keys: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 32).split('');
  hex[12] = '8';
  hex[16] = '8';
  const text = hex.join('');
  return `urn:uuid:${[text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')}`;
}

/** Escapes text for XML 1.0. What can't be in it at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  return Array.from(text, (character) => (isXmlCharacter(character) ? character : '\u{FFFD}'))
    .join('')
    .replaceAll(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Rule: https://www.w3.org/TR/xml/#charsets. A surrogate without its other half is none. */
function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
}
