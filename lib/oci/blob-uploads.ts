import { wrongAnswer } from '@/lib/oci/answer-error';
import type { Blobs } from '@/lib/oci/blobs';
import { matchesDigest } from '@/lib/oci/digest';
import { mountPath, uploadsPath } from '@/lib/oci/endpoint';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { BlobSource, BlobUpload, CallOptions } from '@/lib/oci/registry';
import { RegistryError } from '@/lib/oci/registry-error';
import { mountScope, pushScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

const MAX_ANSWER_BYTES = 64 * 1024;
const NOT_MOUNTED: ReadonlySet<number> = new Set([202, 400, 401, 403, 404, 405, 501]);

/** Blobs into one registry. Methods do and throw what the port of the same names says (`Registry`). */
export class BlobUploads {
  private readonly session: Session;
  private readonly blobs: Blobs;

  constructor(session: Session, blobs: Blobs) {
    this.session = session;
    this.blobs = blobs;
  }

  async mount(repository: string, digest: Digest, from: string, options: CallOptions): Promise<boolean> {
    const answer = await this.session.call(
      {
        method: 'POST',
        path: mountPath(repository, digest, from),
        accept: '*/*',
        scope: mountScope(repository, from),
        maxBytes: MAX_ANSWER_BYTES,
        idempotent: true,
      },
      options,
    );
    if (answer.status === 201) return true;
    if (!NOT_MOUNTED.has(answer.status)) throw this.session.error(answer);
    return false;
  }

  async put(
    repository: string,
    { digest, size }: { digest: Digest; size: number },
    source: BlobSource,
    { onPlace, onBytes }: BlobUpload,
    options: CallOptions,
  ): Promise<void> {
    const path = uploadsPath(repository);
    if ((await this.blobs.head(repository, digest, options)) !== null) return;
    const pieces: Uint8Array[] = [];
    for await (const piece of await source(0)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (bytes.length !== size || !matchesDigest(bytes, digest))
      throw new RegistryError('digest_mismatch', `The blob to put does not have the digest ${digest}.`);
    const call = { accept: '*/*', scope: pushScope(repository), maxBytes: MAX_ANSWER_BYTES } as const;
    const begun = await this.session.call({ ...call, method: 'POST', path, idempotent: true }, options);
    if (begun.status !== 202) throw this.session.error(begun);
    const location = locationOf(begun, new URL(path, begun.url));
    await onPlace({ location: location.href, offset: 0 });
    location.searchParams.set('digest', digest);
    const ended = await this.session.call(
      {
        ...call,
        method: 'PUT',
        path: location.pathname + location.search,
        body: bytes,
        contentType: 'application/octet-stream',
        idempotent: false,
      },
      options,
    );
    if (ended.status !== 201 && ended.status !== 204) throw this.session.error(ended);
    onBytes(size);
  }
}

function locationOf(answer: Answer, from: URL): URL {
  const { location } = answer.headers;
  if (typeof location !== 'string' || !URL.canParse(location, from))
    throw wrongAnswer('protocol', answer, 'does not say where the upload goes on');
  const url = new URL(location, from);
  if (url.origin !== from.origin)
    throw wrongAnswer('refused', answer, `sends the upload to ${url.origin}; that was not followed`);
  return url;
}
