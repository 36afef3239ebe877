import type { AbilityLog } from '@/lib/oci/abilities';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { openBlobStream } from '@/lib/oci/blob-stream';
import { BodyStream } from '@/lib/oci/body-stream';
import { parseContentRange } from '@/lib/oci/content-range';
import { matchesDigest } from '@/lib/oci/digest';
import { blobPath } from '@/lib/oci/endpoint';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import { onceMore } from '@/lib/oci/read-answer';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pullScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

/** Answers that say nothing about the blob, only that HEAD is not liked. */
const HEAD_REFUSED: ReadonlySet<number> = new Set([400, 403, 405, 501]);

/**
 * The blobs of one registry, read.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs
 * Methods do and throw what the port of the same names says (`Registry`).
 */
export class Blobs {
  private readonly session: Session;
  private readonly log: AbilityLog;
  /** false once this registry answered GET where it did not answer HEAD in full */
  private headWorks = true;

  constructor(session: Session, log: AbilityLog) {
    this.session = session;
    this.log = log;
  }

  async head(repository: string, digest: Digest, options: CallOptions): Promise<{ size: number } | null> {
    const path = blobPath(repository, digest);
    if (this.headWorks) {
      const answer = await this.session.call(
        { method: 'HEAD', path, accept: '*/*', scope: pullScope(repository), maxBytes: 0, idempotent: true },
        options,
      );
      if (answer.status === 404) return null;
      if (answer.status === 200 && isHtml(answer))
        throw wrongAnswer('protocol', answer, 'is a web page in place of a blob');
      const size = answer.status === 200 ? lengthOf(answer) : undefined;
      if (size !== undefined) return { size };
      if (answer.status !== 200 && !HEAD_REFUSED.has(answer.status)) throw this.session.error(answer);
    }
    return this.sizeByPart(path, repository, options);
  }

  get(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions,
  ): Promise<Uint8Array> {
    return onceMore(() => this.read(repository, blob, maxBytes, options));
  }

  open(
    repository: string,
    blob: { digest: Digest; size?: number },
    offset: number,
    options: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { session, log } = this;
    return openBlobStream({ session, log, repository, blob, options }, offset);
  }

  /** The size by the answer to a request for the first byte, of which nothing else is read. */
  private async sizeByPart(
    path: string,
    repository: string,
    options: CallOptions,
  ): Promise<{ size: number } | null> {
    const { headers, total } = this.session.timeouts;
    const into = new BodyStream('GET', this.session.origin + path, { window: total, unread: total });
    const answer = await this.session.call(
      {
        method: 'GET',
        path,
        accept: '*/*',
        headers: { range: 'bytes=0-0' },
        scope: pullScope(repository),
        into,
        maxBytes: 0,
        total: headers,
        idempotent: true,
      },
      options,
    );
    into.destroy();
    if (answer.status === 404) return null;
    // Of an empty blob there is no first byte.
    if (answer.status === 416) return { size: 0 };
    if (answer.status !== 200 && answer.status !== 206) throw this.session.error(answer);
    const part = parseContentRange(answer.headers['content-range']);
    const size = answer.status === 206 ? part?.size : lengthOf(answer);
    if (size === undefined || isHtml(answer))
      throw wrongAnswer('protocol', answer, 'does not give the size of the blob');
    this.headWorks = false;
    return { size };
  }

  private async read(
    repository: string,
    { digest, size }: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions,
  ): Promise<Uint8Array> {
    const path = blobPath(repository, digest);
    const url = this.session.origin + path;
    if (size !== undefined && size > maxBytes)
      throw new RegistryError('too_large', `${url} is ${size} bytes; at most ${maxBytes} are read.`, { url });
    const answer = await this.fetch(path, pullScope(repository), size, maxBytes, options);
    if (answer.status !== 200) throw this.session.error(answer);
    if (size !== undefined && answer.body.length !== size)
      throw wrongAnswer('digest_mismatch', answer, `is ${answer.body.length} bytes long instead of ${size}`);
    if (!matchesDigest(answer.body, digest))
      throw wrongAnswer('digest_mismatch', answer, 'does not have the digest it was asked for by');
    return answer.body;
  }

  private async fetch(
    path: string,
    scope: string,
    size: number | undefined,
    maxBytes: number,
    options: CallOptions,
  ): Promise<Answer> {
    const total = this.session.timeouts.blob;
    const call = { method: 'GET', path, accept: '*/*', scope, total, idempotent: true } as const;
    try {
      return await this.session.call({ ...call, maxBytes: size ?? maxBytes }, options);
    } catch (error) {
      // Longer than its descriptor says is not too long to read, but not the blob that was asked for.
      if (size === undefined || !(error instanceof RegistryError) || error.kind !== 'too_large') throw error;
      const url = this.session.origin + path;
      throw new RegistryError('digest_mismatch', `The answer to GET ${url} is longer than ${size} bytes.`, {
        method: 'GET',
        url,
        status: error.status,
      });
    }
  }
}

function lengthOf({ headers }: Answer): number | undefined {
  const length = headers['content-length'];
  return typeof length === 'string' && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
