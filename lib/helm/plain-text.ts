// C0 and C1 controls but tab and line feed, the marks and embeddings that turn reading direction, the byte order mark,
// line and paragraph separators, and half surrogates.
const UNSAFE = /(?![\n\t])\p{Cc}|\p{Bidi_Control}|\p{Surrogate}|[\u2028\u2029\ufeff]/gu;

/**
 * Text that cannot disturb what stands around it: control characters, direction overrides
 * (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing) and broken surrogates are removed.
 */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSAFE, '');
}

/** Like `plainText`, and on one line: every run of white space becomes one space, none at the ends. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** The text with what `plainText` would remove written as `\u{202e}`, for names that must stay distinguishable. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** At most `length` characters, without cutting one in half; a cut is shown by `…`. */
export function truncateText(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, Math.max(0, length - 1)).replace(/\p{Surrogate}$/u, '')}…`;
}
