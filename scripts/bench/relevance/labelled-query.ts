import { z } from 'zod';

/** What people do when they type: the kinds of query that are told apart. */
export const QUERY_KINDS = ['known-item', 'typo', 'split-word', 'purpose', 'image', 'operators'] as const;

const LabelledQuery = z.strictObject({
  kind: z.enum(QUERY_KINDS),
  /** as typed */
  query: z.string().trim().min(1).max(500),
  /** names of all charts that answer the query well */
  charts: z.array(z.string().min(1)).min(1),
});

/** A query, and by name the charts that a person would want for it. */
export type LabelledQuery = z.infer<typeof LabelledQuery>;

/**
 * Checks a list of labelled queries, once parsed.
 * @throws ZodError when it is not a list of `{ kind, query, charts }`
 */
export function parseLabelledQueries(json: unknown): LabelledQuery[] {
  return z.array(LabelledQuery).parse(json);
}
