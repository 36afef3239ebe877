import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '@/lib/errors';

// Small enough that damage costs little of what came before it, large enough to be quick.
const SLICE = 16_384;
// Flag bits and layout: https://www.rfc-editor.org/rfc/rfc1952#section-2.3
const HAS_HEADER_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const TRAILER = 8;

/**
 * Inflates a gzip file of one or several members, piece by piece, on zlib's threads. Node's own gunzip fails on bytes
 * that follow the last member and then loses what it had inflated; Helm reads such files, so this does too.
 * The trailing checksum is not compared: whoever downloaded the bytes has compared their digest.
 * @param maxMembers more members than this are refused
 * @yields inflated bytes
 * @returns how many bytes after the last member were ignored (zero padding counts as none)
 * @throws AppError `invalid_chart` when the bytes are not gzip, are damaged, cut off, or have too many members
 */
export async function* gunzipMembers(
  bytes: Uint8Array,
  maxMembers: number,
): AsyncGenerator<Uint8Array, number> {
  let offset = 0;
  for (let members = 0; offset < bytes.byteLength; members += 1) {
    const body = memberBody(bytes, offset);
    if (body === undefined) {
      if (members === 0) throw damaged('it is not a gzip file');
      const rest = bytes.subarray(offset);
      return rest.some((byte) => byte !== 0) ? rest.byteLength : 0;
    }
    if (members === maxMembers) throw damaged(`it has more than ${maxMembers} gzip members`);
    const inflate = createInflateRaw({ chunkSize: 65_536 });
    const source = Readable.from(slices(bytes.subarray(body)), { objectMode: false, highWaterMark: SLICE });
    source.pipe(inflate);
    try {
      for await (const chunk of inflate) yield chunk as Uint8Array;
    } catch (error) {
      throw damaged('its compressed data is damaged or cut off', error);
    } finally {
      source.destroy();
      inflate.destroy();
    }
    offset = body + inflate.bytesWritten + TRAILER;
  }
  if (offset === 0) throw damaged('it is empty');
  return 0;
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let offset = 0; offset < bytes.byteLength; offset += SLICE)
    yield bytes.subarray(offset, offset + SLICE);
}

/** Where the deflated data of the member at `offset` starts; undefined when no gzip member starts there. */
function memberBody(bytes: Uint8Array, offset: number): number | undefined {
  const flags = bytes[offset + 3];
  if (
    bytes[offset] !== 0x1f ||
    bytes[offset + 1] !== 0x8b ||
    bytes[offset + 2] !== 8 ||
    flags === undefined
  ) {
    return undefined;
  }
  let next: number = offset + 10;
  if (flags & HAS_EXTRA) next += 2 + (bytes[next] ?? 0) + 256 * (bytes[next + 1] ?? 0);
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue;
    const end = bytes.indexOf(0, next);
    if (end < 0) return undefined;
    next = end + 1;
  }
  if (flags & HAS_HEADER_CHECKSUM) next += 2;
  return next <= bytes.byteLength ? next : undefined;
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('invalid_chart', `The chart archive cannot be read: ${reason}.`, { cause });
}
