/** A longer field is not read. */
const MAX_FIELD_LENGTH = 16 * 1024;
/** A link with its parameters, whose values may be quoted: what looks like a link within quotes is none. */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"(?:\\.|[^"\\])*"|[^\s;,"]*))?)*)/g;
const PARAMETER = /;\s*([^\s=;,"<>]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;,"]*)))?/g;
/** Paging parameters that may be taken over from a link whose address itself cannot be used. */
const PAGING_PARAMETERS = ['n', 'last', 'next_page'];

/**
 * The target of the first link with the relation `next`. Never throws.
 * Rule: https://www.rfc-editor.org/rfc/rfc8288.html#section-3
 * @param field the `Link` header as received
 */
export function parseNextLink(field: string | readonly string[] | undefined): string | undefined {
  const text = (typeof field === 'string' ? field : (field ?? []).join(',')).slice(0, MAX_FIELD_LENGTH);
  for (const [, target, parameters = ''] of text.matchAll(LINK)) {
    if (relationsIn(parameters).includes('next')) return target?.trim();
  }
  return undefined;
}

/** Of several, the first counts. Rule: https://www.rfc-editor.org/rfc/rfc8288.html#section-3.3 */
function relationsIn(parameters: string): string[] {
  for (const [, name, quoted, bare] of parameters.matchAll(PARAMETER)) {
    if (name?.toLowerCase() === 'rel') return (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
  }
  return [];
}

/**
 * The page after `current`, always at `current`'s own origin and path. Registries behind proxies and in repositories
 * of other products name a wrong host or path in their links; what is right in those is the place in the list, so only
 * that is taken over. No other host is ever asked.
 * @param link the link's target, relative or absolute
 * @returns undefined when the link says nothing that can be used
 */
export function nextPage(current: URL, link: string): URL | undefined {
  if (!URL.canParse(link, current)) return undefined;
  const target = new URL(link, current);
  if (target.origin === current.origin && target.pathname === current.pathname) {
    target.username = '';
    target.password = '';
    target.hash = '';
    return target;
  }
  const page = new URL(current.pathname, current.origin);
  for (const name of PAGING_PARAMETERS) {
    const value = target.searchParams.get(name);
    if (value !== null) page.searchParams.set(name, value);
  }
  return page.searchParams.has('last') || page.searchParams.has('next_page') ? page : undefined;
}
