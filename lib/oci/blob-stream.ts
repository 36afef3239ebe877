import type { AbilityLog } from '@/lib/oci/abilities';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { BodyStream } from '@/lib/oci/body-stream';
import { parseContentRange, parseUnsatisfiedSize } from '@/lib/oci/content-range';
import { blobPath } from '@/lib/oci/endpoint';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { pullScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';
import { isTransient } from '@/lib/oci/transport-error';

/** How often one blob is asked for again at most, however far it came each time. */
const MAX_BREAKS = 50;

export interface BlobStreamContext {
  session: Session;
  log: AbilityLog;
  repository: string;
  /** `size` in bytes, where it is known */
  blob: { digest: Digest; size?: number };
  options: CallOptions;
}

/** A blob that has begun to come. */
interface Opened {
  answer: Answer;
  stream: BodyStream;
  /** bytes that come before those asked for, where the registry does not give parts */
  ahead: number;
}

/**
 * Opens a blob as a stream, from `offset` on. Where the line breaks, the rest is asked for; a registry that gives the
 * whole instead of a part is read past what is there already.
 * Rule: https://www.rfc-editor.org/rfc/rfc9110.html#section-14.2
 * @param offset at most the blob's size
 * @throws RegistryError when it does not begin to come; the stream throws the same when it does not go on, and
 *   `digest_mismatch` when it is longer or shorter than `size`
 */
export async function openBlobStream(
  context: BlobStreamContext,
  offset: number,
): Promise<AsyncIterable<Uint8Array>> {
  const { repository, blob } = context;
  blobPath(repository, blob.digest);
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > (blob.size ?? offset))
    throw new RangeError(`There is no byte ${offset} in ${blob.digest}.`);
  if (offset === blob.size) return nothing();
  const first = await ask(context, offset);
  return first === undefined ? nothing() : read(context, first, offset);
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {
  // Nothing comes after the last byte.
}

async function* read(
  context: BlobStreamContext,
  first: Opened,
  offset: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { session, blob, options } = context;
  let opened: Opened | undefined = first;
  let at = offset;
  let failures = 0;
  for (let breaks = 0; opened !== undefined; breaks += 1) {
    const { answer, stream, ahead } = opened;
    try {
      let skip = ahead;
      for await (const bytes of stream) {
        const piece = (bytes as Buffer).subarray(skip);
        skip -= bytes.length - piece.length;
        if (piece.length === 0) continue;
        at += piece.length;
        if (at > (blob.size ?? at))
          throw wrongAnswer('digest_mismatch', answer, `is longer than ${blob.size} bytes`);
        failures = 0;
        yield piece;
      }
      if (at < (blob.size ?? at))
        throw wrongAnswer('digest_mismatch', answer, `is ${at} bytes long instead of ${blob.size}`);
      return;
    } catch (error) {
      failures += 1;
      if (!isTransient(error) || failures >= session.tries || breaks >= MAX_BREAKS) throw error;
    }
    await session.backOff(failures, options);
    opened = await ask(context, at);
  }
}

/** Asks for the bytes from `at` on; undefined when there are none. */
async function ask(context: BlobStreamContext, at: number): Promise<Opened | undefined> {
  const { session, log, repository, blob, options } = context;
  const { headers, idle, blob: unread } = session.timeouts;
  const path = blobPath(repository, blob.digest);
  const stream = new BodyStream('GET', session.origin + path, { window: idle, unread });
  const answer = await session.call(
    {
      method: 'GET',
      path,
      accept: '*/*',
      headers: at === 0 ? {} : { range: `bytes=${at}-` },
      scope: pullScope(repository),
      into: stream,
      maxBytes: 0,
      total: headers,
      idempotent: true,
    },
    options,
  );
  try {
    if (answer.status === 416) return checkEnd(context, answer, at);
    if (answer.status !== 200 && answer.status !== 206) throw session.error(answer);
    if (answer.status === 206) checkPart(answer, at, blob.size);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  if (at > 0) log.noteOnce('ranges', answer.status === 206);
  return { answer, stream, ahead: answer.status === 206 ? 0 : at };
}

/** There is no such part. That is right only where everything was read. */
function checkEnd({ session, blob }: BlobStreamContext, answer: Answer, at: number): undefined {
  const size = parseUnsatisfiedSize(answer.headers['content-range']);
  if (blob.size === undefined && size === at) return undefined;
  if (size === undefined) throw session.error(answer);
  if (size === blob.size) throw wrongAnswer('protocol', answer, `says that no part begins at byte ${at}`);
  throw wrongAnswer(
    'digest_mismatch',
    answer,
    `is ${size} bytes long instead of ${blob.size ?? `at least ${at}`}`,
  );
}

function checkPart(answer: Answer, at: number, size: number | undefined): void {
  const part = parseContentRange(answer.headers['content-range']);
  if (part?.start !== at)
    throw wrongAnswer('protocol', answer, `is another part than the one from byte ${at} on`);
  if (size !== undefined && part.size !== undefined && part.size !== size)
    throw wrongAnswer('digest_mismatch', answer, `is ${part.size} bytes long instead of ${size}`);
}
