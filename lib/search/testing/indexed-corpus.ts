import { runSteps } from '@/lib/search/run-steps';
import { sampleDocument } from '@/lib/search/sample-documents';
import { indexCorpus, type IndexedCorpus } from '@/lib/search/search-corpus';
import type { SearchDocument } from '@/lib/search/search-document';

/**
 * Prepares charts with what a test cares about, and nothing else.
 * @param images by chart; null when they are not known
 */
export function indexCharts(
  charts: readonly Partial<SearchDocument>[],
  images: readonly (readonly string[])[] | null = null,
): IndexedCorpus {
  return runSteps(indexCorpus({ documents: charts.map(sampleDocument), images }));
}
