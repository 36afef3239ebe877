import { pageOf, PAGE_SIZE, type SearchRequest } from '@/lib/search/search-request';

/** How many charts an answer has: "1 chart", "1,204 charts", "3 charts for “redis”". */
export function countWords(total: number, { query }: SearchRequest): string {
  const charts = `${total.toLocaleString('en')} ${total === 1 ? 'chart' : 'charts'}`;
  return query === '' ? charts : `${charts} for “${query}”`;
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

/** Whether a version is a pre-release. Rule: https://semver.org/#spec-item-9 (build metadata may hold dashes too). */
export function isPrerelease(version: string): boolean {
  return version.split('+', 1)[0]?.includes('-') ?? false;
}
