import { AppError } from '@/lib/errors';
import { cutTemplate, readTokens, type Piece, type Token } from '@/lib/helm/template-lexer';
import type { Base, Body, Command, Node, Operand, Pipeline, TemplateFile } from '@/lib/helm/template-syntax';

const MAX_DEPTH = 100;
const IMAGE = /image/i;
const IMAGE_KEY = /image["']?\s*:/i;

/**
 * Parses a Go template, as https://pkg.go.dev/text/template describes it.
 * @throws AppError `invalid_chart` when it is not one, or is nested deeper than 100 levels
 */
export function parseTemplate(source: string): TemplateFile {
  const parser = new Parser(cutTemplate(source));
  const { body } = parser.parseBody(0, ['']);
  return { body, defines: parser.defines };
}

class Parser {
  readonly defines = new Map<string, Body>();
  readonly #pieces: Piece[];
  #next = 0;

  constructor(pieces: Piece[]) {
    this.#pieces = pieces;
  }

  /** Reads nodes up to one of `ends`; the empty word is the end of the file. */
  parseBody(depth: number, ends: readonly string[]): { body: Body; end: string; rest: string } {
    if (depth > MAX_DEPTH) throw invalid(`nested deeper than ${MAX_DEPTH} levels`);
    const body: Body = emptyBody();
    for (;;) {
      const piece = this.#pieces[this.#next];
      this.#next += 1;
      if (piece === undefined) {
        if (ends.includes('')) return { body, end: '', rest: '' };
        throw invalid('a block is not closed');
      }
      body.mentionsImage ||= IMAGE.test(piece.kind === 'text' ? piece.text : piece.source);
      if (piece.kind === 'text') {
        body.nodes.push(piece);
        body.hasImageKey ||= IMAGE_KEY.test(piece.text);
        continue;
      }
      const [, word = '', rest = ''] = /^([a-z]*)\b\s*(.*)$/s.exec(piece.source) ?? [];
      if ((word === 'end' || word === 'else') && ends.includes(word)) return { body, end: word, rest };
      if (word === 'end' || word === 'else') throw invalid(`unexpected ${word} at line ${piece.line}`);
      this.#parseAction(piece.source, word, rest, piece.line, body, depth);
    }
  }

  #parseAction(source: string, word: string, rest: string, line: number, body: Body, depth: number): void {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        body.nodes.push(absorb(body, this.#parseBlock(word, rest, line, depth)));
        return;
      case 'define':
      case 'block': {
        const [name, ...pipeline] = readTokens(rest);
        if (name?.kind !== 'string') throw invalid(`${word} without a name at line ${line}`);
        this.defines.set(name.value, this.parseBody(depth + 1, ['end']).body);
        if (word === 'block') this.#addTemplate(name.value, pipeline, line, body);
        return;
      }
      case 'template': {
        const [name, ...pipeline] = readTokens(rest);
        if (name?.kind !== 'string') throw invalid(`template without a name at line ${line}`);
        this.#addTemplate(name.value, pipeline, line, body);
        return;
      }
      case 'break':
      case 'continue':
        body.nodes.push({ kind: word, line });
        return;
      default: {
        const tokens = readTokens(source);
        noteIncludes(body, tokens);
        body.nodes.push({ kind: 'action', pipeline: parsePipeline(tokens), line });
      }
    }
  }

  #addTemplate(name: string, tokens: Token[], line: number, body: Body): void {
    const pipeline = tokens.length === 0 ? undefined : parsePipeline(tokens);
    body.includes.push(name);
    body.nodes.push({ kind: 'template', name, pipeline, line });
  }

  #parseBlock(kind: 'if' | 'with' | 'range', rest: string, line: number, depth: number): Block {
    const tokens = readTokens(rest);
    const pipeline = parsePipeline(tokens);
    const { body, end, rest: after } = this.parseBody(depth + 1, ['end', 'else']);
    noteIncludes(body, tokens);
    let otherwise: Body = emptyBody();
    if (end === 'else') {
      const [, word, condition = ''] = /^(if|with)\b\s*(.*)$/s.exec(after) ?? [];
      if (word === 'if' || word === 'with') {
        // `else if` is an if inside the else, closed by the same end.
        otherwise.nodes.push(absorb(otherwise, this.#parseBlock(word, condition, line, depth + 1)));
      } else otherwise = this.parseBody(depth + 1, ['end']).body;
    }
    return { kind, pipeline, body, otherwise, line };
  }
}

function emptyBody(): Body {
  return { nodes: [], hasImageKey: false, mentionsImage: false, includes: [] };
}

type Block = Extract<Node, { body: Body }>;

function absorb(body: Body, block: Block): Node {
  body.hasImageKey ||= block.body.hasImageKey || block.otherwise.hasImageKey;
  body.mentionsImage ||= block.body.mentionsImage || block.otherwise.mentionsImage;
  body.includes.push(...block.body.includes, ...block.otherwise.includes);
  return block;
}

function noteIncludes(body: Body, tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    const name = tokens[index + 1];
    if (token.kind === 'name' && token.name === 'include' && name?.kind === 'string')
      body.includes.push(name.value);
  });
}

function parsePipeline(tokens: readonly Token[]): Pipeline {
  const { pipeline, next } = readPipeline(tokens, 0, 0);
  if (next < tokens.length) throw invalid('an action goes on where it should end');
  return pipeline;
}

function readPipeline(
  tokens: readonly Token[],
  start: number,
  depth: number,
): { pipeline: Pipeline; next: number } {
  if (depth > MAX_DEPTH) throw invalid(`nested deeper than ${MAX_DEPTH} levels`);
  const { variables, declares, next: first } = readVariables(tokens, start);
  const commands: Command[] = [];
  let operands: Operand[] = [];
  let at = first;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || isSign(token, ')')) break;
    if (isSign(token, '|')) {
      commands.push({ operands });
      operands = [];
      continue;
    }
    if (isSign(token, '(')) {
      const inner = readPipeline(tokens, at + 1, depth + 1);
      if (!isSign(tokens[inner.next], ')')) throw invalid('a parenthesis is not closed');
      operands.push({ base: { kind: 'pipeline', pipeline: inner.pipeline }, fields: [] });
      at = inner.next;
      continue;
    }
    const last = operands.at(-1);
    if (token.kind === 'field' && token.attached && last !== undefined) last.fields.push(token.name);
    else if (token.kind === 'field') operands.push({ base: { kind: 'dot' }, fields: [token.name] });
    else operands.push({ base: toBase(token), fields: [] });
  }
  if (operands.length > 0 || commands.length === 0) commands.push({ operands }); // older Helm allowed a `|` at the end
  if (commands.some((command) => command.operands.length === 0)) throw invalid('a command is empty');
  return { pipeline: { variables, declares, commands }, next: at };
}

// `$x :=`, `$x =` or `$key, $value :=`
function readVariables(
  tokens: readonly Token[],
  start: number,
): { variables: string[]; declares: boolean; next: number } {
  const variables: string[] = [];
  let at = start;
  for (let token = tokens[at]; token?.kind === 'variable'; token = tokens[at]) {
    variables.push(token.name);
    const after = tokens[at + 1];
    if (isSign(after, ':=') || isSign(after, '='))
      return { variables, declares: isSign(after, ':='), next: at + 2 };
    if (!isSign(after, ',')) break;
    at += 2;
  }
  return { variables: [], declares: false, next: start };
}

function toBase(token: Token): Base {
  switch (token.kind) {
    case 'string':
    case 'number':
      return { kind: 'literal', value: token.value };
    case 'dot':
      return { kind: 'dot' };
    case 'variable':
      return { kind: 'variable', name: token.name };
    case 'name':
      if (token.name === 'true' || token.name === 'false')
        return { kind: 'literal', value: token.name === 'true' };
      return token.name === 'nil' ? { kind: 'literal', value: null } : { kind: 'function', name: token.name };
    case 'field':
    case 'sign':
      throw invalid('an action has a sign where a value should be');
  }
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.sign === sign;
}

function invalid(reason: string): AppError {
  return new AppError('invalid_chart', `The template cannot be read: ${reason}.`);
}
