import 'server-only';
import type { RegistryState } from '@/lib/catalog/registry-state';
import { openChartroom } from '@/lib/chartroom';
import type { IndexManifest, SegmentAddress } from '@/lib/search/index-manifest';
import type { QueryProblem } from '@/lib/search/query';
import type { SearchDocument } from '@/lib/search/search-document';
import { normalizeQuery, type SearchRequest } from '@/lib/search/search-request';
import type { SearchResult } from '@/lib/search/search-result';
import type { SegmentContent } from '@/lib/search/segment-content';

/** Charts that answer a search, with what the page needs to say about it. */
export interface SearchAnswer extends SearchResult {
  /** registries of which not everything is known */
  incomplete: string[];
  registries: RegistryState[];
}

/** Searches the charts of all registries, with the engine that browsers use. */
export async function searchCharts(request: SearchRequest): Promise<SearchAnswer> {
  const { catalog, engine } = await openChartroom();
  return {
    ...(await engine.get()).search(request, Date.now()),
    incomplete: catalog.incomplete(),
    registries: catalog.registries(),
  };
}

/** What the HTTP API asks for when it lists charts: what is not named is not chosen. */
export type ChartsQuery = Pick<SearchRequest, 'query' | 'deprecated' | 'sort' | 'limit' | 'offset'> & {
  registry?: string | undefined;
} & { [Choice in 'namespace' | 'keyword' | 'channel' | 'updated']?: SearchRequest[Choice] | undefined };

/** The charts that answer a query, best first, and the registries of which not everything is known. */
export async function listCharts({ registry, ...asked }: ChartsQuery): Promise<{
  total: number;
  charts: SearchDocument[];
  incomplete: string[];
  problems: QueryProblem[];
}> {
  const { namespace = null, keyword = null, channel = null, updated = null } = asked;
  const { total, hits, incomplete, problems } = await searchCharts({
    ...asked,
    query: normalizeQuery(asked.query),
    registries: registry === undefined ? [] : [registry],
    namespace,
    keyword,
    channel,
    updated,
  });
  return { total, charts: hits.map(({ document }) => document), incomplete, problems };
}

/** What browsers search: which segments are the newest, and the registries of which not everything is known. */
export async function getIndexManifest(): Promise<IndexManifest> {
  const { catalog, segments } = await openChartroom();
  return { segments: await segments.list(), incomplete: catalog.incomplete() };
}

/**
 * A segment of the search index; with `from`, what leads to it from the segment that had this hash.
 * @throws AppError `segment_not_found` when either is not kept
 */
export async function getIndexSegment(
  { registry, part, hash }: SegmentAddress,
  from?: string,
): Promise<SegmentContent> {
  return (await openChartroom()).segments.find(registry, part, hash, from);
}
