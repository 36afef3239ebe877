import { parseNextLink } from '@/lib/oci/link-header';
import { apiFailure, wrongShape } from '@/lib/oci/vendors/api-failure';
import type { ApiListing, ApiPage } from '@/lib/oci/vendors/api-listing';
import { numberedPage } from '@/lib/oci/vendors/api-page';
import type { ApiAnswer, VendorApi } from '@/lib/oci/vendors/vendor';

/** How a list is asked for, and where in its answer the entries are. */
export interface ListRequest {
  /** with `page=1`, where pages are numbered */
  path: string;
  headers?: Record<string, string>;
  /** the entries of a page; throws `protocol` when the body is none */
  entries: (answer: ApiAnswer) => readonly unknown[];
}

/**
 * Walks a list of numbered pages.
 * @param size entries of a full page
 * @throws RegistryError for an answer that is no success, and like `ApiListing.walk`
 */
export function walkPages<Row>(
  api: VendorApi,
  listing: ApiListing<Row>,
  { path: first, headers = {}, entries }: ListRequest,
  size: number,
): AsyncGenerator<Row[], void, void> {
  return listing.walk(first, async (path) => {
    const answer = expectSuccess(api, await api.ask(path, { headers }));
    return numberedPage(path, answer, entries(answer), size);
  });
}

/** The answer, when it is a success. Throws what `apiFailure` makes of it otherwise. */
export function expectSuccess(api: VendorApi, answer: ApiAnswer): ApiAnswer {
  if (answer.status !== 200) throw apiFailure(api, answer);
  return answer;
}

/**
 * The page after this one by an address in the answer, at the same origin.
 * @param address absolute or relative; null or undefined at the end
 * @throws RegistryError `protocol` for an address elsewhere
 */
export function pageAfter(
  origin: URL,
  answer: ApiAnswer,
  entries: readonly unknown[],
  address: string | null | undefined,
): ApiPage {
  if (address === null || address === undefined || address === '')
    return { entries, next: undefined, answer };
  const url = URL.canParse(address, origin) ? new URL(address, origin) : undefined;
  if (url === undefined || url.origin !== origin.origin)
    throw wrongShape(answer, `leads to ${url?.origin ?? 'no address'} for its next page`);
  return { entries, next: url.pathname + url.search, answer };
}

/** The page after this one by the answer's `Link`. Throws like `pageAfter`. */
export function pageAfterLink(origin: URL, answer: ApiAnswer, entries: readonly unknown[]): ApiPage {
  return pageAfter(origin, answer, entries, parseNextLink(answer.headers.link));
}
