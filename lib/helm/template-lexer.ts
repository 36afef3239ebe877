import { AppError } from '@/lib/errors';

/** A piece of a template: text as it stands, or what is between `{{` and `}}`. */
export type Piece =
  { kind: 'text'; text: string; line: number } | { kind: 'action'; source: string; line: number };

/** A word of an action. A `field` is `.name` on what stands directly before it, or on dot after white space. */
export type Token =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'field'; name: string; attached: boolean }
  | { kind: 'dot' }
  | { kind: 'variable'; name: string }
  | { kind: 'name'; name: string }
  | { kind: 'sign'; sign: '|' | '(' | ')' | ',' | ':=' | '=' };

/**
 * Cuts a template into text and actions, applying the trim marks `{{-` and `-}}`; comments are dropped.
 * @throws AppError `invalid_chart` when an action is not closed
 */
export function cutTemplate(source: string): Piece[] {
  const pieces: Piece[] = [];
  let line = 1;
  let at = 0;
  let trimNext = false;
  const advance = (text: string): void => {
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) line += 1;
  };
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const raw = source.slice(at, open < 0 ? source.length : open);
    const trimsLeft = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    let text = raw;
    let textLine = line;
    if (trimNext) {
      text = text.trimStart();
      textLine += countLines(raw.slice(0, raw.length - text.length));
    }
    if (trimsLeft) text = text.trimEnd();
    if (text !== '') pieces.push({ kind: 'text', text, line: textLine });
    advance(raw);
    if (open < 0) break;
    const start = open + (trimsLeft ? 3 : 2);
    const close = findClose(source, start);
    if (close < 0) throw new AppError('invalid_chart', `The action at line ${line} is not closed.`);
    trimNext = source[close - 1] === '-' && /\s/.test(source[close - 2] ?? '');
    const inside = source.slice(start, trimNext ? close - 1 : close).trim();
    if (!inside.startsWith('/*')) pieces.push({ kind: 'action', source: inside, line });
    advance(source.slice(open, close + 2));
    at = close + 2;
  }
  return pieces;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

// `}}` inside a string or a comment does not close the action.
function findClose(source: string, start: number): number {
  const comment = /^\s*\/\*/.exec(source.slice(start, start + 64));
  if (comment !== null) {
    const end = source.indexOf('*/', start + comment[0].length);
    return end < 0 ? -1 : source.indexOf('}}', end);
  }
  let at = start;
  while (at < source.length) {
    const character = source[at];
    if (character === '}' && source[at + 1] === '}') return at;
    if (character === '"' || character === '`' || character === "'") {
      const end = endOfString(source, at);
      if (end < 0) return -1;
      at = end;
    } else at += 1;
  }
  return -1;
}

function endOfString(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '\\' && quote !== '`') at += 1;
    else if (source[at] === quote) return at + 1;
    else if (source[at] === '\n' && quote !== '`') return -1;
  }
  return -1;
}

const WORD =
  /(?<space>\s+)|(?<assign>:=)|(?<sign>[|(),=])|\.(?<field>[\p{L}_][\p{L}\p{N}_]*)|(?<dot>\.)|\$(?<variable>[\p{L}\p{N}_]*)|(?<number>[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))|(?<name>[\p{L}_][\p{L}\p{N}_]*)/uy;

/**
 * Reads the words of an action.
 * @throws AppError `invalid_chart` on a character Go templates do not have
 */
export function readTokens(action: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = true;
  while (at < action.length) {
    const quote = action[at];
    if (quote === '"' || quote === '`' || quote === "'") {
      const end = endOfString(action, at);
      if (end < 0) throw new AppError('invalid_chart', 'A text in an action is not closed.');
      tokens.push({ kind: 'string', value: unquote(action.slice(at, end)) });
      at = end;
      spaced = false;
      continue;
    }
    WORD.lastIndex = at;
    const groups = WORD.exec(action)?.groups;
    if (groups === undefined)
      throw new AppError('invalid_chart', 'An action holds a character that templates do not have.');
    at = WORD.lastIndex;
    const { space, assign, sign, field, dot, variable, number, name } = groups;
    if (assign !== undefined) tokens.push({ kind: 'sign', sign: ':=' });
    else if (sign !== undefined) tokens.push({ kind: 'sign', sign: sign as '|' });
    else if (field !== undefined) tokens.push({ kind: 'field', name: field, attached: !spaced });
    else if (dot !== undefined) tokens.push({ kind: 'dot' });
    else if (variable !== undefined) tokens.push({ kind: 'variable', name: variable });
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    else if (name !== undefined) tokens.push({ kind: 'name', name });
    spaced = space !== undefined;
  }
  return tokens;
}

function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return inside;
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return inside.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, escape: string) => {
    if (/^[ux]./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return Object.hasOwn(escapes, escape) ? (escapes[escape] ?? escape) : escape;
  });
}
