/** A README of more characters than this is shown as text. */
const MAX_README_LENGTH = 512 * 1024;

// Measured with remark 15 on README files of real charts and on hostile ones: the costliest of 217 real ones has
// 1 million pairs, 6,500 marks and 2 containers; at these limits parsing takes a few seconds, past them minutes.
const MAX_PAIRS = 40_000_000;
const MAX_MARKS = 40_000;
const MAX_CONTAINERS = 10;

const INLINE_MARKS = /\*+|_+|~+|`+|[[\]<&]/g;
const MARKS = /[*_~`[\]<&|#>\n\\@-]/g;
const CONTAINER_PREFIX = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*/;
const CONTAINER = />|[-+*]|\d+[.)]/g;

/**
 * Refuses Markdown that would keep the parser, and so the server, busy for too long. Matching emphasis, links and code
 * spans takes time with the square of the marks in a block, and nested quotes and lists with their depth.
 * @throws RangeError that says what is too much
 */
export function assertAffordable(markdown: string): void {
  if (markdown.length > MAX_README_LENGTH) throw new RangeError('it is longer than 512 KiB');
  if (count(markdown, MARKS) > MAX_MARKS) throw new RangeError('it has too many marks to format');
  let pairs = 0;
  for (const block of markdown.split(/\n[ \t]*\r?\n/)) pairs += count(block, INLINE_MARKS) ** 2;
  if (pairs > MAX_PAIRS) throw new RangeError('it has too many marks to format');
  for (const line of markdown.split('\n')) {
    const prefix = CONTAINER_PREFIX.exec(line)?.[0] ?? '';
    if (count(prefix, CONTAINER) > MAX_CONTAINERS)
      throw new RangeError('its quotes or lists nest too deeply');
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
