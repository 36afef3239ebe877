import { expect, test } from 'vitest';
import { sampleDocument } from '@/lib/search/sample-documents';
import { searchDocuments } from '@/lib/search/search-documents';
import { SearchIndex } from '@/lib/search/search-index';
import { EVERYTHING } from '@/lib/search/search-request';

test('searchDocuments searches the list it is given, however often lists change', () => {
  const before = [sampleDocument({ name: 'redis' })];
  const after = [...before, sampleDocument({ name: 'redis-ha' })];
  expect(searchDocuments(before, { ...EVERYTHING, query: 'redis' }).total).toBe(1);
  expect(searchDocuments(after, { ...EVERYTHING, query: 'redis' }).total).toBe(2);
  expect(searchDocuments(before, { ...EVERYTHING, query: 'redis' }).total).toBe(1);
});

test('SearchIndex drops what it does not know and refuses what is missing', () => {
  const chart = sampleDocument({ name: 'redis' });
  const index = { revision: '1', charts: [{ ...chart, digest: 'sha256:…' }], incomplete: [] };
  expect(SearchIndex.parse(index).charts).toEqual([chart]);
  expect(SearchIndex.safeParse({ ...index, charts: [{ name: 'redis' }] }).success).toBe(false);
});
