import Fuse from 'fuse.js';
import type { SearchDocument } from '@/lib/search/search-document';
import type { Highlight } from '@/lib/search/search-result';
import { beginsWord, foldText } from '@/lib/search/search-words';

/** What fuse.js makes of a chart. */
export interface Rank {
  /** 0 is a perfect match, 1 none at all */
  score: number;
  highlights: Highlight[];
}

const KEYS = [
  { name: 'name', weight: 6 },
  { name: 'keywords', weight: 2 },
  { name: 'repository', weight: 1 },
  { name: 'description', weight: 1 },
];

/**
 * Scores charts against the words found in them and says where those words stand. The words are the chart's own, so
 * no tolerance is needed here; that is also what keeps the marks on whole beginnings of words.
 * It costs some 20 µs a chart: give it the few that matter.
 * @returns one rank for each of `documents`, in their order
 */
export function rankHits(documents: readonly SearchDocument[], readings: readonly string[]): Rank[] {
  const ranks = documents.map((): Rank => ({ score: 1, highlights: [] }));
  if (readings.length === 0) return ranks;
  const folded = documents.map(foldDocument);
  const fuse = new Fuse(folded, {
    keys: KEYS,
    useTokenSearch: true,
    tokenMatch: 'any',
    threshold: 0,
    ignoreLocation: true,
    isCaseSensitive: true, // everything is folded already, unit by unit, which keeps the places right
    includeMatches: true,
    includeScore: true,
    shouldSort: false,
  });
  for (const { refIndex, score, matches } of fuse.search(readings.join(' '))) {
    const highlights = (matches ?? []).flatMap(({ key, value, indices }) => {
      if (!isHighlighted(key) || value === undefined) return [];
      const ranges = indices
        .filter(([first]) => beginsWord(value, first))
        .map(([first, last]) => [first, last + 1] as const);
      return ranges.length === 0 ? [] : [{ field: key, ranges }];
    });
    ranks[refIndex] = { score: score ?? 1, highlights };
  }
  return ranks;
}

function foldDocument(document: SearchDocument) {
  return {
    name: foldText(document.name),
    keywords: document.keywords.map(foldText),
    repository: foldText(document.repository),
    description: foldText(document.description),
  };
}

function isHighlighted(key: string | undefined): key is Highlight['field'] {
  return key === 'name' || key === 'repository' || key === 'description';
}
