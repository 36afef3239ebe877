import type { SearchDocument } from '@/lib/search/search-document';
import { readWords } from '@/lib/search/search-words';
import {
  FIELD,
  type CompactNames,
  type WordIndex,
  type WordMatch,
  type WordMatches,
} from '@/lib/search/word-index';

/** How well a chart answers a query; a lower grade comes first, whatever the scores. */
const GRADE = { exact: 0, beginning: 1, name: 2, keyword: 3, text: 4, spelling: 5 } as const;

/** A chart that answers a query. */
export interface Match {
  document: SearchDocument;
  /** place of the chart in the list that was indexed */
  place: number;
  /** one of `GRADE`, plus `GRADE.spelling` when a word had to be taken for another; more when deprecated */
  grade: number;
  /** how many words the name has, where it has all that were asked for, else 0; fewer is closer */
  nameWords: number;
  /** sum of the words' scores; higher is better */
  score: number;
  /** what to mark in the chart */
  readings: readonly string[];
}

/** Words that hold a sentence together; not looked for beside others. */
const GLUE = new Set('a an and for in of on the to with'.split(' '));
/** Words that fit every chart; looked for, but not missed. */
const COMMON = new Set('chart charts helm kubernetes k8s'.split(' '));
const MAX_WORDS = 16;

/**
 * Finds the charts that have every word of `query`, in any order, and grades them: exact name, beginning of the name,
 * words of the name, keywords and path, description; then the same again for words that were spelt differently.
 * A deprecated chart comes behind the live ones of the next lower grade, or of its own when its name is exactly what
 * was asked for.
 */
export function matchQuery(documents: readonly SearchDocument[], index: WordIndex, query: string): Match[] {
  const typed = [...new Set(readWords(query))].slice(0, MAX_WORDS);
  const asked = typed.join('');
  const words = without(GLUE, typed);
  const matches = matchWords(documents, index, words, asked);
  const telling = without(COMMON, words);
  return matches.length > 0 || telling === words ? matches : matchWords(documents, index, telling, asked);
}

/** The words that are not among `those`, or the same list when nothing would be left out or nothing left. */
function without(those: ReadonlySet<string>, words: readonly string[]): readonly string[] {
  const others = words.filter((word) => !those.has(word));
  return others.length === 0 || others.length === words.length ? words : others;
}

function matchWords(
  documents: readonly SearchDocument[],
  index: WordIndex,
  words: readonly string[],
  asked: string,
): Match[] {
  if (words.length === 0) return [];
  const found = words.map((word) => index.find(word));
  const joined = words.slice(1).map((word, i) => index.findJoined(words[i] ?? '', word));
  const matches: Match[] = [];
  for (const place of listPlaces(found, joined)) {
    const document = documents[place];
    const evidence = gatherEvidence(place, found, joined);
    if (document === undefined || evidence === undefined) continue;
    const names = index.names(place);
    matches.push({
      document,
      place,
      grade: gradeChart(document, names, evidence, asked),
      nameWords: evidence.every(({ field }) => field === FIELD.name) ? names.words : 0,
      score: evidence.reduce((sum, { score }) => sum + score, 0),
      readings: [...new Set(evidence.flatMap(({ readings }) => readings))],
    });
  }
  return matches;
}

/** Charts that can have all words: those with the rarest one, alone or joined with a neighbour. */
function listPlaces(found: readonly WordMatches[], joined: readonly WordMatches[]): Iterable<number> {
  let rarest = 0;
  for (let i = 1; i < found.length; i += 1) {
    if ((found[i]?.size ?? 0) < (found[rarest]?.size ?? 0)) rarest = i;
  }
  const places = new Set(found[rarest]?.keys());
  for (const pair of [joined[rarest - 1], joined[rarest]])
    for (const place of pair?.keys() ?? []) places.add(place);
  return places;
}

/** The match of each word, or undefined when the chart lacks one. A pair found as one word stands for both. */
function gatherEvidence(
  place: number,
  found: readonly WordMatches[],
  joined: readonly WordMatches[],
): WordMatch[] | undefined {
  const evidence: WordMatch[] = [];
  for (let i = 0; i < found.length; i += 1) {
    const match = found[i]?.get(place);
    const pair = joined[i]?.get(place) ?? joined[i - 1]?.get(place);
    const best = match === undefined || (match.fuzzy && pair !== undefined) ? pair : match;
    if (best === undefined) return undefined;
    if (best !== evidence.at(-1)) evidence.push(best);
  }
  return evidence;
}

function gradeChart(
  { deprecated }: SearchDocument,
  names: CompactNames,
  evidence: readonly WordMatch[],
  asked: string,
): number {
  let field: number = FIELD.name;
  let fuzzy = false;
  for (const match of evidence) {
    field = Math.max(field, match.field);
    fuzzy ||= match.fuzzy;
  }
  const meant = fuzzy ? evidence.map(({ taken }) => taken).join('') : asked;
  const grade = gradeNames(names, meant) ?? GRADE.name + field;
  const sunk = grade === GRADE.exact ? 0.5 : 1.5;
  return grade + (deprecated ? sunk : 0) + (fuzzy ? GRADE.spelling : 0);
}

function gradeNames({ name, repository, address }: CompactNames, meant: string): number | undefined {
  if (meant === name || meant === repository || meant === address) return GRADE.exact;
  return name.startsWith(meant) ? GRADE.beginning : undefined;
}
