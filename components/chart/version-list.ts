import type { ChartVersion } from '@/lib/api/schema/chart';

/** Versions on one page. */
const VERSIONS_PER_PAGE = 50;

/** Which versions a reader wants to see, as the address says. */
export interface VersionFilter {
  /** from 1 */
  page: number;
  prereleases: 'show' | 'hide';
}

export interface VersionPage {
  versions: ChartVersion[];
  /** the page shown, within what there is */
  page: number;
  pages: number;
  /** versions on all pages */
  total: number;
  /** versions the filter leaves out */
  hidden: number;
}

type Parameter = string | string[] | undefined;

/** Reads a filter from an address; what is not understood counts as not given. */
export function parseVersionFilter(parameters: { page?: Parameter; prereleases?: Parameter }): VersionFilter {
  const page =
    typeof parameters.page === 'string' && /^\d{1,6}$/.test(parameters.page) ? Number(parameters.page) : 1;
  return { page: Math.max(1, page), prereleases: parameters.prereleases === 'hide' ? 'hide' : 'show' };
}

/** One page of the versions that pass the filter, in the order given. A page past the end is the last. */
export function selectVersions(versions: readonly ChartVersion[], filter: VersionFilter): VersionPage {
  const passing =
    filter.prereleases === 'hide' ? versions.filter((version) => !version.prerelease) : versions;
  const pages = Math.max(1, Math.ceil(passing.length / VERSIONS_PER_PAGE));
  const page = Math.min(filter.page, pages);
  return {
    versions: passing.slice((page - 1) * VERSIONS_PER_PAGE, page * VERSIONS_PER_PAGE),
    page,
    pages,
    total: passing.length,
    hidden: versions.length - passing.length,
  };
}

/** The query of an address for a filter: `?tab=versions&page=2`. */
export function versionFilterQuery({ page, prereleases }: VersionFilter): string {
  const parameters = new URLSearchParams({ tab: 'versions' });
  if (prereleases === 'hide') parameters.set('prereleases', 'hide');
  if (page > 1) parameters.set('page', String(page));
  return `?${parameters}`;
}
