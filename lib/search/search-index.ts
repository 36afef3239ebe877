import { z } from 'zod';
import type { SearchDocument } from '@/lib/search/search-document';

/** A chart as the index carries it: a chart summary. Unknown members are dropped, so the server may send more. */
const IndexedChart = z.object({
  registry: z.string(),
  repository: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.string(),
  appVersion: z.string().nullable(),
  created: z.string().nullable(),
  deprecated: z.boolean(),
  library: z.boolean(),
  signed: z.boolean(),
  keywords: z.array(z.string()),
  maintainers: z.array(z.string()),
  license: z.string().nullable(),
  icon: z.string().nullable(),
  channels: z.record(z.string(), z.string()),
  versionCount: z.int(),
}) satisfies z.ZodType<SearchDocument>;

/** What the browser searches: every chart, and a name for this state of them. */
export const SearchIndex = z.object({
  /** differs whenever anything below does */
  revision: z.string(),
  charts: z.array(IndexedChart),
  /** registries of which not everything is known */
  incomplete: z.array(z.string()),
});
export type SearchIndex = z.infer<typeof SearchIndex>;
