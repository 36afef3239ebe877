import { Lexer, type LineCounter, parseDocument, type Document } from 'yaml';

/** Characters; 10,000 repositories and 500 registries fit. */
const MAX_LENGTH = 1024 * 1024;
/** Brackets, or dashes on one line, inside each other: a configuration has five. The parser works by recursion. */
const MAX_DEPTH = 50;
const MAX_ALIASES = 100;

/** What is wrong with a text as YAML, and on which line where that is known. */
export interface YamlFault {
  line: number | undefined;
  message: string;
}

/**
 * Parses YAML 1.2. A file that is no configuration at all may have been named by mistake, so it is looked at before it
 * is parsed: at most 1 MiB, nested at most 50 levels.
 * @param lines receives where the lines begin
 * @returns the document, or what is wrong with it. Never throws.
 */
export function parseYaml(text: string, lines: LineCounter): Document | YamlFault[] {
  if (text.length > MAX_LENGTH) return [{ line: undefined, message: 'the file is larger than 1 MiB' }];
  if (isTooDeep(text)) {
    return [{ line: undefined, message: `the file is nested deeper than ${MAX_DEPTH} levels` }];
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  if (document.errors.length === 0) return document;
  return document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message }));
}

/** The document's content with aliases expanded at most 100 times; what is wrong when that is not enough. Never throws. */
export function expandYaml(document: Document): { content: unknown } | YamlFault[] {
  try {
    return { content: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    // Only aliases make it throw: one of nothing, or too many.
    return [{ line: undefined, message: error instanceof Error ? error.message : String(error) }];
  }
}

function isTooDeep(text: string): boolean {
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    else if (token === '-' || token === '?') indicators += 1;
    else if (token.startsWith('\n') || token.startsWith('\r')) indicators = 0;
    if (brackets + indicators > MAX_DEPTH) return true;
  }
  return false;
}
