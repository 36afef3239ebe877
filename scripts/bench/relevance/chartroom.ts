import type { SearchDocument } from '@/lib/search/search-document';
import { createSearchEngine } from '@/lib/search/search-engine';
import { EVERYTHING } from '@/lib/search/search-request';
import type { Find } from './measure';

/**
 * Prepares Chartroom's own search for charts.
 * @param images by chart, the references of its images
 */
export function findWithChartroom(
  documents: readonly SearchDocument[],
  images: readonly (readonly string[])[],
): Find {
  const engine = createSearchEngine({ documents, images });
  return (query) =>
    engine.search({ ...EVERYTHING, query, limit: 50 }, Date.now()).hits.map(({ document }) => document.name);
}
