import { Lexer, LineCounter, parseDocument, type Document } from 'yaml';
import { AppError } from '@/lib/errors';
import { formatBytes } from '@/lib/helm/limits';
import { truncateText } from '@/lib/helm/plain-text';

// The parser works by recursion and keeps much for each level: a megabyte of `[` would cost gigabytes.
const MAX_DEPTH = 100;
// Every token costs about ten microseconds, in the worst of texts. The largest real files have a quarter of this.
const MAX_TOKENS = 100_000;

/** What to read, and how much of it at most. */
export interface YamlSource {
  text: string;
  /** what the text is, for messages: `values.yaml` */
  part: string;
  /** characters */
  limit: number;
  lineCounter?: LineCounter;
}

/**
 * Parses untrusted YAML 1.2 (core schema, with merge keys) into a document; aliases are not expanded yet. Duplicate
 * keys are tolerated, as Helm tolerates them.
 * @throws AppError `invalid_chart` when the text is too long, nested deeper than 100 levels, has more than 100,000
 * tokens, or is not valid YAML
 */
export function parseYamlDocument({
  text,
  part,
  limit,
  lineCounter = new LineCounter(),
}: YamlSource): Document {
  if (text.length > limit) {
    throw new AppError('invalid_chart', `${part} is larger than ${formatBytes(limit)} and was not read.`);
  }
  const flood = findFlood(text);
  if (flood !== undefined) throw new AppError('invalid_chart', `${part} ${flood} and was not read.`);
  const document = parseDocument(text, {
    schema: 'core',
    merge: true,
    uniqueKeys: false, // comparing all keys with each other takes quadratic time
    logLevel: 'silent',
    prettyErrors: false, // quoting the line at each of many errors takes quadratic time
    lineCounter,
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const reason = truncateText(error.message.split('\n', 1)[0] ?? '', 200).replace(/[:.\s]+$/, '');
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new AppError('invalid_chart', `${part} is not valid YAML: line ${line}: ${reason}.`, {
      cause: error,
    });
  }
  return document;
}

// Flow collections nest by brackets, block collections by `- - -` and `? ? ?` on one line or by indentation.
function findFlood(text: string): string | undefined {
  let tokens = 0;
  let flow = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS) return `has more than ${MAX_TOKENS} tokens`;
    if (token === '[' || token === '{') flow += 1;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (token === '-' || token === '?') indicators += 1;
    else if (token.startsWith('\n') || token.startsWith('\r')) indicators = 0;
    const indentation = /^ +$/.test(token) ? token.length / 10 : 0;
    if (flow + indicators + indentation > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
  }
  return undefined;
}
