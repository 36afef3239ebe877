import type { TextField } from '@/lib/search/query';

export type QueryField = TextField | 'version' | 'app' | 'is' | 'updated';

/** What can stand before a colon: what it asks for, and a value as an example. */
export const QUERY_FIELDS: Readonly<Record<QueryField, { asks: string; example: string }>> = {
  registry: { asks: 'which registry', example: 'production' },
  namespace: { asks: 'which namespace', example: 'platform' },
  name: { asks: 'which name', example: 'exporter' },
  keyword: { asks: 'which keyword', example: 'monitoring' },
  image: { asks: 'which image', example: 'nginx' },
  channel: { asks: 'which channel', example: 'stable' },
  maintainer: { asks: 'which maintainer', example: '"Jane Doe"' },
  license: { asks: 'which license', example: 'Apache-2.0' },
  version: { asks: 'which version', example: '^1.2' },
  app: { asks: 'which app version', example: '1.25' },
  is: { asks: 'what the chart is', example: 'deprecated' },
  updated: { asks: 'how long ago, or since when', example: '<30d' },
};

const FIELD_ALIASES: Readonly<Record<string, QueryField>> = {
  keywords: 'keyword',
  maintainers: 'maintainer',
  licence: 'license',
};

const FIELDS: ReadonlyMap<string, QueryField> = new Map([
  ...(Object.keys(QUERY_FIELDS) as QueryField[]).map((field) => [field, field] as const),
  ...Object.entries(FIELD_ALIASES),
]);

/** One value of `field:a,b`: as meant, and where it stands with its quotes and spaces. */
export interface TokenPart {
  text: string;
  start: number;
  end: number;
}

interface TokenPlace {
  /** UTF-16 units, with the `-`; `end` is behind the last one */
  start: number;
  end: number;
  negated: boolean;
  /** whether a quote was never closed, so that more text would belong to it */
  open: boolean;
}

/** What stands between white space: nothing is judged yet, and every text may be empty. */
export type QueryToken = TokenPlace &
  (
    | { kind: 'word' | 'phrase'; text: string }
    /** `value` is the whole of it, `parts` the same split at commas outside of quotes; without quotes, trimmed */
    | { kind: 'field'; field: QueryField; value: string; parts: TokenPart[] }
  );

const DASHES = /-*/y;
const FIELD_NAME = /([a-z]+):/iy;
const WORD = /[^\s"]*/y;
const SPACE = /\s/;

/**
 * Splits a query text into what stands between white space. A quote begins a phrase wherever no value is being read;
 * inside a value it only holds white space and commas together. Takes linear time and never throws.
 */
export function readTokens(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1;
    } else {
      const token = readToken(text, at);
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}

function readToken(text: string, start: number): QueryToken {
  const body = start + matchAt(DASHES, text, start).length;
  const negated = body > start;
  if (text.charAt(body) === '"') {
    const quote = text.indexOf('"', body + 1);
    const open = quote < 0;
    const inside = text.slice(body + 1, open ? text.length : quote).trim();
    return { kind: 'phrase', text: inside, start, end: open ? text.length : quote + 1, negated, open };
  }
  const name = matchAt(FIELD_NAME, text, body);
  const field = FIELDS.get(name.slice(0, -1).toLowerCase());
  if (field !== undefined) {
    return { kind: 'field', field, start, negated, ...readValue(text, body + name.length) };
  }
  const word = matchAt(WORD, text, body);
  return { kind: 'word', text: word, start, end: body + word.length, negated, open: false };
}

function readValue(
  text: string,
  start: number,
): { value: string; parts: TokenPart[]; end: number; open: boolean } {
  const parts: TokenPart[] = [];
  let open = false;
  let partStart = start;
  let at = start;
  for (; at < text.length; at += 1) {
    const unit = text.charAt(at);
    if (unit === '"') open = !open;
    else if (open) continue;
    else if (SPACE.test(unit)) break;
    else if (unit === ',') {
      parts.push({ text: dropQuotes(text.slice(partStart, at)), start: partStart, end: at });
      partStart = at + 1;
    }
  }
  parts.push({ text: dropQuotes(text.slice(partStart, at)), start: partStart, end: at });
  return { value: dropQuotes(text.slice(start, at)), parts, end: at, open };
}

/** A value without its quotes and the white space around it. */
export function dropQuotes(text: string): string {
  return text.replaceAll('"', '').trim();
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
