import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

/** A segment's text as it is sent. */
export interface SegmentContent {
  text: string;
  /** the text compressed with Brotli; made once */
  brotli: () => Promise<Uint8Array>;
}

const compress = promisify(brotliCompress);

/** A whole is sent to many: at 11 it would be a twelfth smaller, and take ten times as long. A delta is sent to few. */
const QUALITY = { whole: 9, delta: 5 } as const;

/** The text with what compresses it, off the main thread, at the first call. */
export function describeText(text: string, kind: keyof typeof QUALITY): SegmentContent {
  let compressed: Promise<Uint8Array> | undefined;
  return {
    text,
    brotli: () => (compressed ??= compressText(text, QUALITY[kind])),
  };
}

function compressText(text: string, quality: number): Promise<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  return compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });
}
