import { OciError } from '@/lib/embedded-registry/oci-error';

/** One page of a sorted list. */
export interface Page {
  items: string[];
  /** Value of the `Link` header, when there is more. */
  link?: string;
}

/**
 * Cuts the page a query asks for (`n`, `last`) out of a sorted list.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags (the catalog's is the same:
 * https://distribution.github.io/distribution/spec/api/#listing-repositories)
 * @param sorted in ASCII order
 * @param path of the list, for the address of the next page
 * @param maxItems what a page never exceeds, whatever `n` says
 * @throws OciError with status 400 when `n` is not a whole number of at least 0
 */
export function pageOf(
  sorted: readonly string[],
  query: URLSearchParams,
  path: string,
  maxItems: number,
): Page {
  const n = query.get('n');
  if (n !== null && !/^\d{1,15}$/.test(n)) {
    throw new OciError('UNSUPPORTED', 'n must be a whole number of at least 0.', { status: 400 });
  }
  const last = query.get('last');
  const rest = last === null ? sorted : sorted.filter((item) => item > last);
  const size = Math.min(n === null ? maxItems : Number(n), maxItems);
  const items = rest.slice(0, size);
  const end = items.at(-1);
  if (end === undefined || items.length === rest.length) return { items };
  return { items, link: nextLink(path, { n: String(size), last: end }) };
}

/** The `Link` header to a list's next page: https://www.rfc-editor.org/rfc/rfc8288 */
export function nextLink(path: string, query: Record<string, string>): string {
  return `<${path}?${new URLSearchParams(query).toString()}>; rel="next"`;
}
