import * as fc from 'fast-check';
import { AGE_UNITS } from '@/lib/search/parse-query';
import { CHART_STATES, TEXT_FIELDS, type Comparison, type Condition, type Term } from '@/lib/search/query';

// Queries to test with: as text that means something more often than chance would have it, and as conditions.

const PIECES =
  '" - : , < > x 30d 2026-01 redis image: version: is: updated: keyword: signed ^1.2 >=1 <2'.split(' ');

/** Texts of at most `maxLength` UTF-16 units, with much of what the query language knows. */
export function queryText(maxLength: number): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(...PIECES),
    fc.constantFrom(' ', '  ', '\t', '\0', '\ud83d', 'x'.repeat(90)),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );
  return fc.array(piece, { maxLength: 60, size: 'max' }).map((pieces) => pieces.join('').slice(0, maxLength));
}

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll('"', '').slice(0, 12).trim())
  .filter((text) => text !== '');
const comparison = fc.constantFrom<Comparison>('<', '<=', '>', '>=');

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.stringMatching(/^[a-z0-9.][a-z0-9./-]{0,12}$/).map((text): Condition => ({ kind: 'word', text })),
  value.map((text): Condition => ({ kind: 'phrase', text })),
  fc
    .record({
      field: fc.constantFrom(...TEXT_FIELDS),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    })
    .map((rest): Condition => ({ kind: 'text', ...rest })),
  fc
    .record({
      field: fc.constantFrom('version' as const, 'app' as const),
      range: fc.constantFrom('^1.2', 'v1.2', '>=1.2 <2', '1.2 - 1.4', '1 || 2', '1.25'),
    })
    .map((rest): Condition => ({ kind: 'range', ...rest })),
  fc.constantFrom(...CHART_STATES).map((state): Condition => ({ kind: 'state', state })),
  fc
    .record({ comparison, count: fc.nat(99_999), unit: fc.constantFrom(...AGE_UNITS) })
    .map(({ count, unit, ...rest }): Condition => ({ kind: 'age', age: count * unit[1], ...rest })),
  fc
    .record({ comparison, day: fc.integer({ min: -10_000, max: 40_000 }) })
    .map(({ day, ...rest }): Condition => ({ kind: 'date', at: day * 86_400_000, ...rest })),
);

/** Whole queries of at most 8 terms; written, they keep to the limits of what is read. */
export const builtTerms: fc.Arbitrary<Pick<Term, 'condition' | 'negated'>[]> = fc.array(
  fc.record({ condition, negated: fc.boolean() }),
  { maxLength: 8 },
);
