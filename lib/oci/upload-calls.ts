import type { Answer } from '@/lib/oci/exchange';
import { parseUploadRange } from '@/lib/oci/content-range';
import { uploadsPath } from '@/lib/oci/endpoint';
import type { Digest } from '@/lib/oci/names';
import type { CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { pushScope } from '@/lib/oci/scope';
import type { Session, StreamedBody } from '@/lib/oci/session';
import { keptLocation, uploadLocation, withDigest } from '@/lib/oci/upload-location';

/** An upload the registry has begun to take. */
export interface OpenUpload {
  location: URL;
  /** bytes the registry has */
  offset: number;
  /** fewest bytes of a part that is not the last */
  leastPart: number;
}

const MAX_ANSWER_BYTES = 64 * 1024;
/** A part of this many bytes may take as long as a blob that is read whole. */
const BYTES_PER_TIMEOUT = 16 * 1024 * 1024;
const MAX_LEAST_PART = 1024 ** 4;

type Body = Uint8Array | StreamedBody;

/**
 * The calls an upload into one repository is made of.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 */
export class UploadCalls {
  private readonly session: Session;
  private readonly repository: string;
  private readonly options: CallOptions;

  /** @throws AppError `invalid_reference` when the repository's name is outside the grammar */
  constructor(session: Session, repository: string, options: CallOptions) {
    uploadsPath(repository);
    this.session = session;
    this.repository = repository;
    this.options = options;
  }

  /** `POST`: begins an upload. @throws RegistryError when there is none then */
  async begin(): Promise<OpenUpload> {
    const asked = new URL(uploadsPath(this.repository), this.session.origin);
    // Begun twice, one of the two is forgotten by the registry in time.
    const answer = await this.send('POST', asked, { idempotent: true, body: new Uint8Array() });
    if (answer.status !== 202) throw this.session.error(answer);
    const least = Number(answer.headers['oci-chunk-min-length']);
    return {
      location: uploadLocation(answer, asked, this.session),
      offset: 0,
      leastPart: Number.isSafeInteger(least) && least > 0 ? Math.min(least, MAX_LEAST_PART) : 0,
    };
  }

  /**
   * `GET`: how far an upload is; undefined when the registry does not know it any more, or does not say.
   * @throws RegistryError when the answer is about something else
   */
  async ask({ location, leastPart }: OpenUpload): Promise<OpenUpload | undefined> {
    const answer = await this.send('GET', location, { idempotent: true });
    if (answer.status === 401 || answer.status === 403 || answer.status === 429 || answer.status >= 500)
      throw this.session.error(answer);
    const offset = parseUploadRange(answer.headers.range);
    // Nothing, and one byte, look alike; beginning anew costs as little.
    if (answer.status >= 300 || offset === undefined || offset === 0) return undefined;
    return { location: this.next(answer, location), offset, leastPart };
  }

  /** An upload that was begun before, as far as the registry has it; undefined as in `ask`. */
  async resume(location: string): Promise<OpenUpload | undefined> {
    const kept = keptLocation(location, this.session);
    return kept === undefined ? undefined : this.ask({ location: kept, offset: 0, leastPart: 0 });
  }

  /** `PATCH`: sends the part from `offset`. Gives any answer. */
  append({ location, offset }: OpenUpload, part: StreamedBody): Promise<Answer> {
    return this.send('PATCH', location, {
      idempotent: false,
      body: part,
      headers: { 'content-range': `${offset}-${offset + part.length - 1}` },
    });
  }

  /** `PUT`: ends the upload, with the bytes that are left where some are. Gives any answer. */
  finish({ location }: OpenUpload, digest: Digest, body: Body = new Uint8Array()): Promise<Answer> {
    return this.send('PUT', withDigest(location, digest), { idempotent: false, body });
  }

  /** `DELETE`: gives the upload up, where the registry cares; it forgets uploads in time anyway. */
  async cancel({ location }: OpenUpload): Promise<void> {
    try {
      await this.send('DELETE', location, { idempotent: true });
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
    }
  }

  /** Where the upload goes on after an answer: where it says, else where it was. */
  next(answer: Answer, asked: URL): URL {
    return answer.headers.location === undefined ? asked : uploadLocation(answer, asked, this.session);
  }

  private send(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: URL,
    {
      body,
      headers = {},
      idempotent,
    }: { body?: Body; headers?: Record<string, string>; idempotent: boolean },
  ): Promise<Answer> {
    const { session, options } = this;
    const { blob, total } = session.timeouts;
    const length = body?.length ?? 0;
    const call = {
      method,
      accept: '*/*',
      headers: length === 0 ? headers : { 'content-type': 'application/octet-stream', ...headers },
      maxBytes: MAX_ANSWER_BYTES,
      // A registry may pass on what it got to where it belongs before it answers, at the end the whole blob.
      total:
        method === 'PUT' || length > 0 ? blob * Math.max(1, Math.ceil(length / BYTES_PER_TIMEOUT)) : total,
      ...(method === 'PUT' || length > 0 ? { patience: blob } : {}),
      ...(body === undefined ? {} : { body }),
    };
    // The login is for the registry's own host.
    if (url.origin !== session.origin) return session.visit({ ...call, url }, options);
    const path = url.pathname + url.search;
    return session.call({ ...call, path, scope: pushScope(this.repository), idempotent }, options);
  }
}
