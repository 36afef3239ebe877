import { pageOf, PAGE_SIZE, type SearchRequest } from '@/lib/search/search-request';

/**
 * How many charts an answer has: "1 chart", "1,204 charts", "3 charts for “redis”", "9 charts for “log mail”, 7 of
 * them with only some of the words".
 */
export function countWords(total: number, partial: number, { query }: SearchRequest): string {
  const charts = `${total.toLocaleString('en')} ${total === 1 ? 'chart' : 'charts'}`;
  if (query === '') return charts;
  const found = `${charts} for “${query}”`;
  if (partial === 0) return found;
  const which = partial === total ? (total === 1 ? '' : 'all ') : `${partial.toLocaleString('en')} of them `;
  return `${found}, ${which}with only some of the words`;
}

/** How many pages `total` charts fill; at least one. */
export function countPages(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_SIZE));
}

/** The charts on the page that is shown: "51–100 of 1,204". */
export function rangeWords(total: number, request: SearchRequest): string {
  const first = (pageOf(request) - 1) * PAGE_SIZE + 1;
  const last = Math.min(first + PAGE_SIZE - 1, total);
  return `${first.toLocaleString('en')}–${last.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}
