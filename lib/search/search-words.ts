// How text becomes words, the same for charts and for what somebody types.

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
// Accents written as characters of their own; the marks of other scripts are part of the word.
const LOOSE_ACCENT = /[\u0300-\u036f]/g;
const ASCII = /^[\0-\x7f]*$/;
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

/** The words of a text: runs of letters and digits, folded, at most 64 characters of each. */
export function readWords(text: string): string[] {
  return (foldText(text).match(WORD) ?? []).map((word) =>
    word.replace(LOOSE_ACCENT, '').slice(0, MAX_WORD_LENGTH),
  );
}

/** A text without anything between its words, so that `cert-manager`, `Cert Manager` and `certmanager` are alike. */
export function compactText(text: string): string {
  return readWords(text).join('');
}

/** Whether a word begins at `place` of a folded text. */
export function beginsWord(folded: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(folded.charAt(place - 1));
}

/**
 * The words that differ from `word` by two neighbouring letters having changed places: the most usual slip of the
 * fingers, and two edits by Levenshtein's count although it is one.
 */
export function swapNeighbours(word: string): string[] {
  const swapped = new Set<string>();
  for (let i = 0; i + 1 < word.length; i += 1) {
    swapped.add(word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2));
  }
  swapped.delete(word);
  return [...swapped];
}

/** How many letters of a word may be wrong: none in a short one, one from four letters, two from eight. */
export function allowedEdits(word: string): number {
  if (/^\p{N}+$/u.test(word)) return 0;
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}
