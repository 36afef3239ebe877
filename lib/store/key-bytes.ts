import { AppError } from '@/lib/errors';
import { MAX_KEY_BYTES, type Key } from '@/lib/store/store';

/**
 * A key as bytes that sort like its parts: each part in UTF-8, ended by a zero byte. A shorter key is a byte prefix of
 * every key that begins with its parts, and sorts before them.
 * @throws AppError `invalid_request` when a part holds a zero character or the whole exceeds `MAX_KEY_BYTES`
 */
export function encodeKey(key: Key): Buffer {
  let text = '';
  for (const part of key) {
    if (part.includes('\0')) throw refused(key, 'a part holds a zero character');
    text += `${part}\0`;
  }
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MAX_KEY_BYTES) throw refused(key, `it is longer than ${MAX_KEY_BYTES} bytes`);
  return bytes;
}

/** The key that `encodeKey` made these bytes of. */
export function decodeKey(bytes: Uint8Array): Key {
  const parts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\0');
  return parts.slice(0, -1);
}

/** The least bytes behind every key that begins with `prefix`; undefined for the empty prefix, which has no end. */
export function endOfPrefix(prefix: Buffer): Buffer | undefined {
  if (prefix.length === 0) return undefined;
  const end = Buffer.from(prefix);
  end[end.length - 1] = 1; // every prefix ends in the zero byte of its last part
  return end;
}

function refused(key: Key, reason: string): AppError {
  const shown = key.join('/').slice(0, 120);
  return new AppError('invalid_request', `“${shown}” can not be kept under that name: ${reason}.`);
}
