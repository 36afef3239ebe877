/** A part of a blob, by the positions of its first and last byte. */
export interface ByteRange {
  start: number;
  end: number;
  /** bytes of the whole, where it was said */
  size: number | undefined;
}

/** Fifteen digits stay exact. */
const CONTENT_RANGE = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15}|\*)$/i;
/** The specification's has no unit; Quay and others write one: https://github.com/quay/quay */
const UPLOAD_RANGE = /^(?:bytes[= ])?0-(\d{1,15})$/i;

/**
 * Reads the `Content-Range` of a part that was answered with; undefined when it is absent or unreadable. Never throws.
 * Rule: https://www.rfc-editor.org/rfc/rfc9110.html#section-14.4
 */
export function parseContentRange(field: string | readonly string[] | undefined): ByteRange | undefined {
  const match = typeof field === 'string' ? CONTENT_RANGE.exec(field.trim()) : null;
  if (match?.[1] === undefined) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const size = match[3] === '*' ? undefined : Number(match[3]);
  return end < start || (size !== undefined && end >= size) ? undefined : { start, end, size };
}

/** The size a blob has by the `Content-Range` of a part that cannot be had; undefined where it is not said. */
export function parseUnsatisfiedSize(field: string | readonly string[] | undefined): number | undefined {
  const match = typeof field === 'string' ? CONTENT_RANGE.exec(field.trim()) : null;
  return match === null || match[1] !== undefined || match[3] === '*' ? undefined : Number(match[3]);
}

/**
 * How many bytes of an upload the registry has, by its `Range`; undefined when that is absent or unreadable. Never
 * throws. `0-0` is what registries say of an empty upload as well as of one byte: it is taken for nothing.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
 */
export function parseUploadRange(field: string | readonly string[] | undefined): number | undefined {
  const match = typeof field === 'string' ? UPLOAD_RANGE.exec(field.trim()) : null;
  if (match?.[1] === undefined) return undefined;
  const end = Number(match[1]);
  return end === 0 ? 0 : end + 1;
}
