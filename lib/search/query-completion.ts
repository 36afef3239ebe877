import { formatValue } from '@/lib/search/format-query';
import { CHART_STATES, type ChartState } from '@/lib/search/query';
import { QUERY_FIELDS, readTokens, type QueryField, type QueryToken } from '@/lib/search/query-tokens';
import { beginsWord, foldText } from '@/lib/search/search-words';

/** What can be written in a query, for people who don't know yet. */
export interface QueryOperator {
  operator: string;
  /** which charts it finds */
  hint: string;
  /** a query with it */
  example: string;
}

/** Values that the charts have, best first. */
export interface QueryVocabulary {
  registries: readonly string[];
  namespaces: readonly string[];
  keywords: readonly string[];
  channels: readonly string[];
  licenses: readonly string[];
  maintainers: readonly string[];
}

/** What may stand at the caret. */
export interface Completion {
  /** the whole query when it is taken */
  text: string;
  /** where the caret is then, in UTF-16 units */
  caret: number;
  /** the operator or the value, without quotes */
  label: string;
  hint: string;
}

const MAX_COMPLETIONS = 8;

const FIELD_HINTS: readonly (readonly [field: QueryField, hint: string])[] = [
  ['registry', 'Charts in a registry'],
  ['namespace', 'Charts in a namespace and below it'],
  ['name', 'Charts with this in their name'],
  ['keyword', 'Charts with a keyword'],
  ['image', 'Charts that use an image'],
  ['version', 'Charts with a version in a SemVer range'],
  ['app', 'Charts of an app version in a SemVer range'],
  ['channel', 'Charts with a channel'],
  ['maintainer', 'Charts that somebody maintains'],
  ['license', 'Charts under a license'],
  ['is', 'Charts in a state: deprecated, prerelease, signed, library, drifted'],
  ['updated', 'Charts by how long ago they changed, or since when'],
];

const FIELD_OPERATORS: readonly QueryOperator[] = FIELD_HINTS.map(([field, hint]) => ({
  operator: `${field}:`,
  hint,
  example: `${field}:${QUERY_FIELDS[field].example}`,
}));

/** Everything a query can have besides words, for a help panel. Each example is a query without problems. */
export const QUERY_OPERATORS: readonly QueryOperator[] = [
  ...FIELD_OPERATORS,
  { operator: '"…"', hint: 'Charts with these words next to each other', example: '"time series"' },
  { operator: '-', hint: 'Charts without what follows', example: '-is:deprecated' },
];

const STATE_HINTS: Readonly<Record<ChartState, string>> = {
  deprecated: 'No longer maintained',
  prerelease: 'Not released yet',
  signed: 'With a provenance file',
  library: 'Used by other charts, not installed',
  drifted: 'With a version that was pushed again',
};

const AGE_HINTS: readonly (readonly [value: string, hint: string])[] = [
  ['<7d', 'In the last 7 days'],
  ['<30d', 'In the last 30 days'],
  ['<6mo', 'In the last 6 months'],
  ['>1y', 'More than a year ago'],
];

/**
 * Says what may stand at the caret: operators where a term begins, values behind an operator whose values are known.
 * Gives all operators where nothing is typed yet, else at most 8 completions; none inside a phrase, in front of a
 * term, or at a word that begins no operator. Never throws.
 * @param caret in UTF-16 units; beyond the text counts as its end
 */
export function completeQuery(text: string, caret: number, vocabulary: QueryVocabulary): Completion[] {
  const place = Math.min(Math.max(caret, 0), text.length);
  const tokens = readTokens(text);
  const token = tokens.find(({ start, end }) => start < place && place <= end);
  if (token === undefined) {
    return tokens.some(({ start }) => start === place) ? [] : completeOperator(text, place, place, '');
  }
  if (token.kind === 'word')
    return completeOperator(text, token.end - token.text.length, token.end, token.text);
  return token.kind === 'field' ? completeValue(text, place, token, vocabulary) : [];
}

function completeOperator(text: string, start: number, end: number, typed: string): Completion[] {
  const fitting = FIELD_OPERATORS.filter(({ operator }) => operator.startsWith(typed.toLowerCase()));
  const shown = typed === '' ? fitting : fitting.slice(0, MAX_COMPLETIONS);
  return shown.map(({ operator, hint }) => ({
    ...replace(text, start, end, operator),
    label: operator,
    hint,
  }));
}

function completeValue(
  text: string,
  caret: number,
  token: Extract<QueryToken, { kind: 'field' }>,
  vocabulary: QueryVocabulary,
): Completion[] {
  const { field, parts } = token;
  const part = parts.find(({ start, end }) => start <= caret && caret <= end);
  const hasOneValue = field === 'is' || field === 'updated';
  if (part === undefined || (hasOneValue && parts.length > 1)) return [];
  const typed = foldText(text.slice(part.start, caret).replaceAll('"', '').trimStart());
  const given = new Set(parts.map((other) => other.text));
  const values = listValues(field, vocabulary).filter(([value]) => !given.has(value) && !value.includes('"'));
  return chooseValues(values, typed).map(([value, hint]) => ({
    ...replace(text, part.start, part.end, formatValue(value)),
    label: value,
    hint,
  }));
}

type Value = readonly [value: string, hint: string];

function listValues(field: QueryField, vocabulary: QueryVocabulary): readonly Value[] {
  switch (field) {
    case 'registry':
      return vocabulary.registries.map((value) => [value, 'Registry']);
    case 'namespace':
      return vocabulary.namespaces.map((value) => [value, 'Namespace']);
    case 'keyword':
      return vocabulary.keywords.map((value) => [value, 'Keyword']);
    case 'channel':
      return vocabulary.channels.map((value) => [value, 'Channel']);
    case 'license':
      return vocabulary.licenses.map((value) => [value, 'License']);
    case 'maintainer':
      return vocabulary.maintainers.map((value) => [value, 'Maintainer']);
    case 'is':
      return CHART_STATES.map((state) => [state, STATE_HINTS[state]]);
    case 'updated':
      return AGE_HINTS;
    default:
      return [];
  }
}

/** Values that begin as typed, then those in which a later word does. */
function chooseValues(values: readonly Value[], typed: string): Value[] {
  const beginning: Value[] = [];
  const later: Value[] = [];
  for (const entry of values) {
    const folded = foldText(entry[0]);
    if (folded.startsWith(typed)) beginning.push(entry);
    else if (hasWordBeginning(folded, typed)) later.push(entry);
    if (beginning.length === MAX_COMPLETIONS) break;
  }
  return [...beginning, ...later].slice(0, MAX_COMPLETIONS);
}

function hasWordBeginning(folded: string, typed: string): boolean {
  for (let at = folded.indexOf(typed); at >= 0; at = folded.indexOf(typed, at + 1)) {
    if (beginsWord(folded, at)) return true;
  }
  return false;
}

function replace(
  text: string,
  start: number,
  end: number,
  written: string,
): Pick<Completion, 'text' | 'caret'> {
  return { text: text.slice(0, start) + written + text.slice(end), caret: start + written.length };
}
