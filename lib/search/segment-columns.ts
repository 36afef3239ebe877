import { z } from 'zod';

// Columns of a segment: each holds one value for each row, as text that compresses well and is read fast.

/** Thrown when what should be a segment or a delta is none, or none that this version reads. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const RADIX = 64;
/** 48 bits: more than seconds and counts need, and exact in a double */
const MAX_PLANES = 8;

const DIGIT_VALUES = new Uint8Array(128).fill(RADIX);
for (let value = 0; value < RADIX; value += 1) DIGIT_VALUES[DIGITS.charCodeAt(value)] = value;

/**
 * Whole numbers as what they exceed the least of them by, to base 64: first the highest digit of every row, then the
 * next of every row, and so on. Digits that hardly differ stand side by side so, and cost next to nothing.
 */
export const NumberColumn = z.object({ least: z.int(), digits: z.string() });
export type NumberColumn = z.infer<typeof NumberColumn>;

/** @param values whole numbers that differ by less than 2^48 */
export function encodeNumbers(values: readonly number[]): NumberColumn {
  let least = values[0] ?? 0;
  let most = least;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const planes: string[] = [];
  for (let unit = 1; unit <= most - least; unit *= RADIX) {
    const codes = new Uint8Array(values.length);
    for (let row = 0; row < values.length; row += 1) {
      codes[row] = DIGITS.charCodeAt(Math.floor(((values[row] ?? least) - least) / unit) % RADIX);
    }
    planes.unshift(new TextDecoder().decode(codes));
  }
  return { least, digits: planes.join('') };
}

/**
 * @param count how many rows there are
 * @throws SegmentError when the column is not of so many rows
 */
export function decodeNumbers({ least, digits }: NumberColumn, count: number): Float64Array {
  const planes = count === 0 ? 0 : digits.length / count;
  if (!Number.isInteger(planes) || planes > MAX_PLANES || (count === 0 && digits !== '')) {
    throw new SegmentError(`A column of numbers is not ${count} rows long.`);
  }
  const values = new Float64Array(count);
  for (let plane = 0; plane < planes; plane += 1) {
    const start = plane * count;
    for (let row = 0; row < count; row += 1) {
      const digit = DIGIT_VALUES[digits.charCodeAt(start + row)] ?? RADIX;
      if (digit === RADIX) throw new SegmentError('A column of numbers holds something else.');
      values[row] = (values[row] ?? 0) * RADIX + digit;
    }
  }
  for (let row = 0; row < count; row += 1) values[row] = (values[row] ?? 0) + least;
  return values;
}

const ESCAPED: Readonly<Record<string, string>> = { '\n': 'n', '\t': 't', '\\': '\\' };
const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', e: '' };

const UNSAFE = /[\n\t\\]/;

/** One value of a column of text: null is an empty line, and whatever could be mistaken is escaped. */
function encodeText(text: string | null): string {
  if (text === null) return '';
  if (text === '') return '\\e';
  if (!UNSAFE.test(text)) return text;
  return text.replace(/[\n\t\\]/g, (character) => `\\${ESCAPED[character] ?? ''}`);
}

function decodeText(line: string): string | null {
  if (line === '') return null;
  if (!line.includes('\\')) return line;
  return line.replace(/\\(.?)/g, (_, character: string) => {
    const text = UNESCAPED[character];
    if (text === undefined) throw new SegmentError('A column of text holds an unknown escape.');
    return text;
  });
}

/** Text, a line for each row; null, which should be the most frequent value, costs least. */
export function encodeTexts(values: readonly (string | null)[]): string {
  return values.map((value) => encodeText(value)).join('\n');
}

/** @throws SegmentError when the column is not of `count` rows */
export function decodeTexts(column: string, count: number): (string | null)[] {
  if (count === 0 && column === '') return [];
  const lines: (string | null)[] = column.split('\n');
  if (lines.length !== count) throw new SegmentError(`A column of text is not ${count} rows long.`);
  const escaped = column.includes('\\');
  for (let row = 0; row < count; row += 1) {
    const line = lines[row] ?? '';
    if (line === '') lines[row] = null;
    else if (escaped) lines[row] = decodeText(line);
  }
  return lines;
}

/** Text of which few values differ: these in order of appearance, and which of them each row has. */
export const DictionaryColumn = z.object({ values: z.string(), indexes: NumberColumn });
export type DictionaryColumn = z.infer<typeof DictionaryColumn>;

export function encodeDictionary(values: readonly (string | null)[]): DictionaryColumn {
  return encodeLines(values.map((value) => encodeText(value)));
}

/** @throws SegmentError when the column is not of `count` rows */
export function decodeDictionary(column: DictionaryColumn, count: number): (string | null)[] {
  return decodeLines(column, count, decodeText);
}

/** Lists of text of which few differ. */
export function encodeLists(lists: readonly (readonly string[])[]): DictionaryColumn {
  return encodeLines(lists.map((list) => list.map((text) => encodeText(text)).join('\t')));
}

/**
 * Rows with equal lists get the same array: do not change it.
 * @throws SegmentError when the column is not of `count` rows
 */
export function decodeLists(column: DictionaryColumn, count: number): string[][] {
  return decodeLines(column, count, (line) =>
    line === '' ? [] : line.split('\t').map((text) => decodeText(text) ?? ''),
  );
}

function encodeLines(lines: readonly string[]): DictionaryColumn {
  const places = new Map<string, number>();
  const indexes = lines.map((line) => {
    const place = places.get(line) ?? places.size;
    places.set(line, place);
    return place;
  });
  return { values: [...places.keys()].join('\n'), indexes: encodeNumbers(indexes) };
}

function decodeLines<V>(
  { values, indexes }: DictionaryColumn,
  count: number,
  decode: (line: string) => V,
): V[] {
  const dictionary = values.split('\n').map((line) => decode(line));
  const rows: V[] = [];
  for (const index of decodeNumbers(indexes, count)) {
    const value = dictionary[index];
    if (value === undefined) throw new SegmentError('A dictionary lacks a value that a row has.');
    rows.push(value);
  }
  return rows;
}

/**
 * How many lines a column of text has, by how many each row has in it.
 * @throws SegmentError when a row has less than none, or they have more than the text can hold
 */
export function sumCounts(counts: Iterable<number>, text: string): number {
  let sum = 0;
  for (const count of counts) {
    if (count < 0) throw new SegmentError('A row has less than nothing.');
    sum += count;
  }
  if (sum > text.length + 1) throw new SegmentError('Rows have more than there is.');
  return sum;
}
