import { validRange } from 'semver';
import {
  CHART_STATES,
  MAX_QUERY_LENGTH,
  type Comparison,
  type Condition,
  type Query,
  type QueryProblem,
  type Term,
} from '@/lib/search/query';
import { QUERY_FIELDS, readTokens, type QueryToken } from '@/lib/search/query-tokens';

/** Terms of a query that are read. */
export const MAX_TERMS = 32;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How ages are written, in milliseconds, longest first. A month has 30 days, a year 365. */
export const AGE_UNITS: readonly (readonly [unit: string, length: number])[] = [
  ['y', 365 * DAY],
  ['mo', 30 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', HOUR],
];

const COMPARISON = /^(<=|>=|<|>)?\s*/;
const AGE = /^(\d{1,5})\s*(h|d|w|mo|y)$/i;
const DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/;

/**
 * Reads what somebody asks for. Terms stand between white space and must all hold:
 *
 * - `word`, `"a phrase"`
 * - `field:value`, `field:"a value"`, `field:a,b` for any of the values
 * - `version:^1.2`, `app:1.25`, `version:">=1.2 <2"`: SemVer ranges
 * - `is:deprecated`
 * - `updated:<30d`: h, d, w, mo and y ago; without a comparison it is `<`, within that time
 * - `updated:>=2026-01-31`, `updated:<2026-06`: a date stands for the moment it begins, UTC; without a comparison it
 *   is `>=`, since then
 *
 * `-` in front negates a term, names of fields and states may be in capitals, and a quote that is not closed runs to
 * the end. A name before a colon that is no field is part of a word, as in `nginx:1.25`. Values are kept as typed,
 * trimmed and without quotes. Terms and problems are in the order of the text and share no character.
 * Never throws; takes linear time.
 * @param text at most 500 characters and 32 terms are read; there is a problem for the rest
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  const problems: QueryProblem[] = [];
  for (const token of readTokens(text.slice(0, MAX_QUERY_LENGTH))) {
    if (token.kind !== 'field' && token.text === '') continue;
    const { start, end, negated } = token;
    if (terms.length === MAX_TERMS) {
      const message = `A query has at most ${MAX_TERMS} terms; leave out what you need least.`;
      problems.push({ start, end: text.length, message });
      return { terms, problems };
    }
    const condition = readCondition(token);
    if (typeof condition === 'string') problems.push({ start, end, message: condition });
    else terms.push({ condition, negated, start, end });
  }
  if (text.slice(MAX_QUERY_LENGTH).trim() !== '') {
    const message = `A query has at most ${MAX_QUERY_LENGTH} characters; the rest is not read.`;
    problems.push({ start: MAX_QUERY_LENGTH, end: text.length, message });
  }
  return { terms, problems };
}

/** The condition, or what is wrong with it. */
function readCondition(token: QueryToken): Condition | string {
  if (token.kind !== 'field') return { kind: token.kind, text: token.text };
  const { field, value } = token;
  const values = token.parts.map((part) => part.text).filter((part) => part !== '');
  if (values.length === 0) {
    const { asks, example } = QUERY_FIELDS[field];
    return `Say ${asks}: \`${field}:${example}\`.`;
  }
  switch (field) {
    case 'version':
    case 'app':
      return readRange(field, value);
    case 'is':
      return readState(value, values);
    case 'updated':
      return (
        readAge(value) ??
        readDate(value) ??
        'Write an age or a date: `updated:<30d`, `updated:>6mo`, `updated:>=2026-01-31`.'
      );
    default:
      return { kind: 'text', field, values };
  }
}

function readRange(field: 'version' | 'app', range: string): Condition | string {
  if (validRange(range) !== null) return { kind: 'range', field, range };
  return `Write a SemVer range: \`${field}:1.25\`, \`${field}:^1.2\` or \`${field}:">=1.2 <2"\`.`;
}

function readState(value: string, values: readonly string[]): Condition | string {
  const state = CHART_STATES.find((known) => known === value.toLowerCase());
  if (state !== undefined) return { kind: 'state', state };
  if (values.length > 1) return `Write each on its own: ${values.map((one) => `\`is:${one}\``).join(' ')}.`;
  return `A chart can be ${CHART_STATES.map((known) => `\`is:${known}\``).join(', ')}.`;
}

function readAge(value: string): Condition | undefined {
  const { comparison, rest } = readComparison(value);
  const [, count = '', unit = ''] = AGE.exec(rest) ?? [];
  const length = AGE_UNITS.find(([name]) => name === unit.toLowerCase())?.[1];
  if (length === undefined) return undefined;
  return { kind: 'age', comparison: comparison ?? '<', age: Number(count) * length };
}

function readDate(value: string): Condition | undefined {
  const { comparison, rest } = readComparison(value);
  const [written, year, month, day = '01'] = DATE.exec(rest) ?? [];
  if (written === undefined) return undefined;
  const date = `${year}-${month}-${day}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  // Date takes 30 February for 2 March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(date)) return undefined;
  return { kind: 'date', comparison: comparison ?? '>=', at };
}

function readComparison(value: string): { comparison: Comparison | undefined; rest: string } {
  const [written = '', comparison] = COMPARISON.exec(value) ?? [];
  return { comparison: comparison as Comparison | undefined, rest: value.slice(written.length) };
}
