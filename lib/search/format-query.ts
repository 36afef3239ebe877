import { AGE_UNITS, parseQuery } from '@/lib/search/parse-query';
import type { Condition, Term } from '@/lib/search/query';
import { dropQuotes, readTokens } from '@/lib/search/query-tokens';

/** What a term asks for, wherever it stands. */
export type Asked = Pick<Term, 'condition' | 'negated'>;

/**
 * Writes terms as text, one space between them. `parseQuery` reads the same conditions from it, as long as the text
 * keeps to its limits. What can't be written is written as what comes closest: `"` is left out of values, a word that
 * would be read as something else becomes a phrase, an age is rounded to hours and a date to its day (UTC), and a
 * term without a value is left out.
 */
export function formatQuery(terms: readonly Asked[]): string {
  return terms
    .map(({ condition, negated }) => ({ written: formatCondition(condition), negated }))
    .filter(({ written }) => written !== '')
    .map(({ written, negated }) => (negated ? `-${written}` : written))
    .join(' ');
}

/** Writes a value as it may stand behind `field:`, in quotes where it needs them. */
export function formatValue(value: string): string {
  const bare = dropQuotes(value);
  return /[\s,]/.test(bare) ? `"${bare}"` : bare;
}

/**
 * Adds a term at the end of a query text, unless it is asked for already. A quote that is still open is closed before.
 */
export function withTerm(text: string, term: Asked): string {
  const written = formatQuery([term]);
  const isAsked = parseQuery(text).terms.some((other) => formatQuery([other]) === written);
  if (isAsked || written === '') return text;
  const closed = text.trimEnd() + (readTokens(text).at(-1)?.open ? '"' : '');
  return closed === '' ? written : `${closed} ${written}`;
}

/**
 * Takes a term or a problem out of a query text, with the white space around it.
 * @param start as `parseQuery` gives it, like `end`
 */
export function withoutTerm(text: string, start: number, end: number): string {
  const before = text.slice(0, start).trimEnd();
  const after = text.slice(end).trimStart();
  return before === '' || after === '' ? before + after : `${before} ${after}`;
}

function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'word':
      return formatWord(condition.text);
    case 'phrase':
      return formatPhrase(condition.text);
    case 'text': {
      const values = condition.values.map(formatValue).filter((value) => value !== '');
      return values.length === 0 ? '' : `${condition.field}:${values.join(',')}`;
    }
    case 'range': {
      const range = formatValue(condition.range);
      return range === '' ? '' : `${condition.field}:${range}`;
    }
    case 'state':
      return `is:${condition.state}`;
    case 'age':
      return `updated:${condition.comparison}${formatAge(condition.age)}`;
    case 'date':
      return `updated:${condition.comparison}${new Date(condition.at).toISOString().slice(0, 10)}`;
  }
}

function formatWord(word: string): string {
  const bare = dropQuotes(word);
  const [token] = readTokens(bare);
  return token?.kind === 'word' && token.text === bare ? bare : formatPhrase(bare);
}

function formatPhrase(phrase: string): string {
  const bare = dropQuotes(phrase);
  return bare === '' ? '' : `"${bare}"`;
}

/** In the longest unit that fits, so that 14 days are `2w`. */
function formatAge(age: number): string {
  for (const [unit, length] of AGE_UNITS) if (age % length === 0) return `${age / length}${unit}`;
  return `${Math.round(age / 3_600_000)}h`;
}
