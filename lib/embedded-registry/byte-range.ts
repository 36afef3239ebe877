/** Bytes of a blob, both ends inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a `Range` header against a blob of `size` bytes.
 * Rule: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 * @returns the range; `unsatisfiable` when nothing of the blob lies in it or its end comes before its start; `whole`
 *   when the header is absent, is another unit, or asks for several ranges (a server may then send everything)
 */
export function parseByteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}

/**
 * Reads the `Content-Range` of an upload's chunk, `<first>-<last>`.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
 * @returns undefined when it is not of that form
 */
export function parseChunkRange(header: string): ByteRange | undefined {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(header.trim());
  if (match === null) return undefined;
  const range = { start: Number(match[1]), end: Number(match[2]) };
  return range.end < range.start ? undefined : range;
}
