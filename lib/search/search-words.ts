// How text becomes words, the same for charts and for what somebody types.

/** A version number is one word, so that `1.25` begins `1.25.3` and not `1.9`; else runs of letters and digits. */
const WORD = /(?<![\p{L}\p{N}.])[vV]?\d+(?:\.\d+)+|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const DOTTED = /^v?(\d+(?:\.\d+)+)$/;
// Accents written as characters of their own; the marks of other scripts are part of the word.
const LOOSE_ACCENT = /[\u0300-\u036f]/g;
const ASCII = /^[\0-\x7f]*$/;
const CAMEL = /[a-z]{2}[A-Z]|[A-Z][A-Z][a-z]{2}/;
const CAMEL_SEAM = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const MAX_WORD_LENGTH = 64;

/**
 * Folds case and accents away, one UTF-16 unit for each, so that a place in the folded text is the same place in the
 * original. A character without a one-unit base form stays as it is.
 */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charAt(i);
    const base = unit.normalize('NFD').charAt(0).toLowerCase();
    folded += base.length === 1 ? base : unit;
  }
  return folded;
}

/** The words of a text: version numbers, and runs of letters and digits; folded, at most 64 characters of each. */
export function readWords(text: string): string[] {
  if (ASCII.test(text)) return readAsciiWords(text.toLowerCase());
  return (foldText(text).match(WORD) ?? []).map((word) =>
    word.replace(DOTTED, '$1').replace(LOOSE_ACCENT, '').slice(0, MAX_WORD_LENGTH),
  );
}

const [DIGIT_0, DIGIT_9, LETTER_A, LETTER_Z] = [48, 57, 97, 122];
const [DOT, LETTER_V] = [46, 118];

function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_9;
}

function isWordCode(code: number): boolean {
  return (code >= LETTER_A && code <= LETTER_Z) || isDigit(code);
}

function readAsciiWords(text: string): string[] {
  const words: string[] = [];
  visitAsciiWords(text, (_, start, end) => words.push(text.slice(start, end)));
  return words;
}

/** Takes a word: what `text` has from `start` up to `end`. */
export type WordVisitor = (text: string, start: number, end: number) => void;

/** Goes through the words that `readWords` gives, where they stand. */
export function visitWords(text: string, visit: WordVisitor): void {
  if (ASCII.test(text)) visitAsciiWords(text.toLowerCase(), visit);
  else for (const word of readWords(text)) visit(word, 0, word.length);
}

/** What `WORD` finds, several times as quickly: an index is made of hundreds of thousands of texts. */
function visitAsciiWords(text: string, visit: WordVisitor): void {
  for (let i = 0; i < text.length; i += 1) {
    if (!isWordCode(text.charCodeAt(i))) continue;
    let start = i;
    let end = i + 1;
    while (end < text.length && isWordCode(text.charCodeAt(end))) end += 1;
    const before = text.charCodeAt(i - 1);
    if (text.charCodeAt(end) === DOT && before !== DOT && !isWordCode(before)) {
      const number = text.charCodeAt(start) === LETTER_V ? start + 1 : start;
      const dotted = readDotted(text, number, end);
      if (dotted > end) [start, end] = [number, dotted];
    }
    visit(text, start, Math.min(end, start + MAX_WORD_LENGTH));
    i = end - 1;
  }
}

/** Where the version number ends that begins at `start` and whose first part ends at `end`; `end` if it is none. */
function readDotted(text: string, start: number, end: number): number {
  if (start === end) return end;
  for (let i = start; i < end; i += 1) if (!isDigit(text.charCodeAt(i))) return end;
  let dotted = end;
  while (text.charCodeAt(dotted) === DOT && isDigit(text.charCodeAt(dotted + 1))) {
    dotted += 2;
    while (isDigit(text.charCodeAt(dotted))) dotted += 1;
  }
  return dotted;
}

/** The parts of words that capital letters join: `kube`, `State`, `Metrics` of `kubeStateMetrics`, folded. */
export function readCamelParts(text: string): string[] {
  if (!CAMEL.test(text)) return [];
  const parts: string[] = [];
  for (const word of text.split(/[^A-Za-z0-9]+/)) {
    if (!CAMEL.test(word)) continue;
    for (const part of word.split(CAMEL_SEAM))
      if (part.length > 1) parts.push(part.toLowerCase().slice(0, MAX_WORD_LENGTH));
  }
  return parts;
}

/** A text without anything between its words, so that `cert-manager`, `Cert Manager` and `certmanager` are alike. */
export function compactText(text: string): string {
  return readWords(text).join('');
}

/** Whether a word begins at `place` of a folded text. */
export function beginsWord(folded: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(folded.charAt(place - 1));
}

/** How many letters of a word may be wrong: none in a short one, one from four letters, two from eight. */
export function allowedEdits(word: string): 0 | 1 | 2 {
  if (word.length < 4 || /^[\p{N}.]+$/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}
