import { Readable } from 'node:stream';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { matchesDigest } from '@/lib/oci/digest';
import { blobPath } from '@/lib/oci/endpoint';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import { onceMore } from '@/lib/oci/read-answer';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pullScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

const MAX_OPEN_BYTES = 256 * 1024 * 1024;

/**
 * The blobs of one registry, read.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs
 * Methods do and throw what the port of the same names says (`Registry`).
 */
export class Blobs {
  private readonly session: Session;
  private readonly origin: string;
  /** milliseconds for one blob that is read whole */
  private readonly timeout: number;

  constructor(session: Session, { origin, timeout }: { origin: string; timeout: number }) {
    this.session = session;
    this.origin = origin;
    this.timeout = timeout;
  }

  async head(repository: string, digest: Digest, options: CallOptions): Promise<{ size: number } | null> {
    const path = blobPath(repository, digest);
    const answer = await this.session.call(
      { method: 'HEAD', path, accept: '*/*', scope: pullScope(repository), maxBytes: 0, idempotent: true },
      options,
    );
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw this.session.error(answer);
    const length = answer.headers['content-length'];
    if (typeof length !== 'string' || !/^\d{1,15}$/.test(length))
      throw wrongAnswer('protocol', answer, 'does not give the size of the blob');
    return { size: Number(length) };
  }

  get(
    repository: string,
    blob: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions,
  ): Promise<Uint8Array> {
    return onceMore(() => this.read(repository, blob, maxBytes, options));
  }

  private async read(
    repository: string,
    { digest, size }: { digest: Digest; size?: number },
    maxBytes: number,
    options: CallOptions,
  ): Promise<Uint8Array> {
    const path = blobPath(repository, digest);
    if (size !== undefined && size > maxBytes)
      throw new RegistryError(
        'too_large',
        `${this.origin}${path} is ${size} bytes; at most ${maxBytes} are read.`,
        { url: this.origin + path },
      );
    const answer = await this.fetch(path, pullScope(repository), size, maxBytes, options);
    if (answer.status !== 200) throw this.session.error(answer);
    if (size !== undefined && answer.body.length !== size)
      throw wrongAnswer('digest_mismatch', answer, `is ${answer.body.length} bytes long instead of ${size}`);
    if (!matchesDigest(answer.body, digest))
      throw wrongAnswer('digest_mismatch', answer, 'does not have the digest it was asked for by');
    return answer.body;
  }

  async open(
    repository: string,
    blob: { digest: Digest; size?: number },
    offset: number,
    options: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    const bytes = await this.get(repository, blob, blob.size ?? MAX_OPEN_BYTES, options);
    return Readable.from([bytes.subarray(offset)]);
  }

  private async fetch(
    path: string,
    scope: string,
    size: number | undefined,
    maxBytes: number,
    options: CallOptions,
  ): Promise<Answer> {
    const call = {
      method: 'GET',
      path,
      accept: '*/*',
      scope,
      total: this.timeout,
      idempotent: true,
    } as const;
    try {
      return await this.session.call({ ...call, maxBytes: size ?? maxBytes }, options);
    } catch (error) {
      // Longer than its descriptor says is not too long to read, but not the blob that was asked for.
      if (size === undefined || !(error instanceof RegistryError) || error.kind !== 'too_large') throw error;
      const url = this.origin + path;
      throw new RegistryError('digest_mismatch', `The answer to GET ${url} is longer than ${size} bytes.`, {
        method: 'GET',
        url,
        status: error.status,
      });
    }
  }
}
