import type { AbilityLog } from '@/lib/oci/abilities';
import type { Blobs } from '@/lib/oci/blobs';
import { ChunkedUpload, PartSize } from '@/lib/oci/chunked-upload';
import { blobPath, mountPath } from '@/lib/oci/endpoint';
import type { Answer } from '@/lib/oci/exchange';
import type { Digest } from '@/lib/oci/names';
import type { BlobSource, BlobUpload, CallOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { mountScope } from '@/lib/oci/scope';
import type { Session, StreamedBody } from '@/lib/oci/session';
import { isTransient } from '@/lib/oci/transport-error';
import { isDigestRefused, isEnded } from '@/lib/oci/upload-answer';
import { UploadCalls } from '@/lib/oci/upload-calls';
import { UploadSource } from '@/lib/oci/upload-source';

/** All in bytes. */
export interface UploadSizes {
  /** a blob of at most so many is read whole, checked, and sent in one piece */
  whole: number;
  /** sizes of a part to try, largest first */
  parts: readonly number[];
}

const MEBIBYTE = 1024 * 1024;
/** GHCR takes parts of 4 MiB at most, and proxies often bodies of 1 MiB. */
export const UPLOAD_SIZES: UploadSizes = {
  whole: 4 * MEBIBYTE,
  parts: [16 * MEBIBYTE, 4 * MEBIBYTE, MEBIBYTE],
};

const MAX_ANSWER_BYTES = 64 * 1024;
/** Milliseconds after which a registry that took no parts is tried with some again. */
const LATELY = 24 * 60 * 60_000;
/** Answers to a mount that leave the blob to be put. */
const NOT_MOUNTED: ReadonlySet<number> = new Set([202, 400, 401, 403, 404, 405, 501]);
const NOT_ALLOWED: ReadonlySet<RegistryErrorKind> = new Set(['unauthorized', 'denied']);
/** Why asking whether a blob is there may fail where putting it may not: some registries refuse that one call. */
const NOT_SAID: ReadonlySet<RegistryErrorKind> = new Set(['denied', 'unsupported', 'protocol']);
/** After these an upload may be gone on with. */
const FOR_LATER: ReadonlySet<RegistryErrorKind> = new Set([
  'unavailable',
  'timeout',
  'rate_limited',
  'unauthorized',
  'canceled',
]);

/**
 * Blobs into one registry: mounted, sent in one piece, or in parts.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 * Methods do and throw what the port of the same names says (`Registry`).
 */
export class BlobUploads {
  private readonly session: Session;
  private readonly log: AbilityLog;
  private readonly blobs: Blobs;
  private readonly largestWhole: number;
  private readonly partSize: PartSize;

  constructor(session: Session, log: AbilityLog, blobs: Blobs, { whole, parts }: UploadSizes) {
    this.largestWhole = whole;
    this.partSize = new PartSize(parts);
    this.session = session;
    this.log = log;
    this.blobs = blobs;
  }

  async mount(repository: string, digest: Digest, from: string, options: CallOptions): Promise<boolean> {
    const path = mountPath(repository, digest, from);
    let answer: Answer;
    try {
      answer = await this.session.call(
        {
          method: 'POST',
          path,
          accept: '*/*',
          scope: mountScope(repository, from),
          maxBytes: MAX_ANSWER_BYTES,
          body: new Uint8Array(),
          idempotent: true,
        },
        options,
      );
    } catch (error) {
      // The token service may not give both permissions to one who has the first.
      if (error instanceof RegistryError && NOT_ALLOWED.has(error.kind)) return false;
      throw error;
    }
    if (isEnded(answer, digest)) {
      this.log.noteOnce('mounts', true);
      return true;
    }
    if (!NOT_MOUNTED.has(answer.status)) throw this.session.error(answer);
    if (answer.status === 202) await this.dismiss(answer, path, repository, options);
    return false;
  }

  async put(
    repository: string,
    blob: { digest: Digest; size: number },
    open: BlobSource,
    upload: BlobUpload,
    options: CallOptions,
  ): Promise<void> {
    blobPath(repository, blob.digest);
    const isThere = (): Promise<boolean> => this.isThere(repository, blob, options);
    if (await isThere()) return;
    const calls = new UploadCalls(this.session, repository, options);
    const source = new UploadSource(blob, open, (sent) => upload.onBytes(sent));
    try {
      if (blob.size <= this.largestWhole) {
        const bytes = await source.readWhole();
        await this.putWhole(calls, source, blob, bytes, isThere, options);
        return;
      }
      const { session, partSize } = this;
      const context = { session, partSize, calls, blob, source, upload, isThere, options };
      const sent = this.takesNoParts() ? 'known' : await this.sendParts(new ChunkedUpload(context));
      if (sent === 'done') return;
      const body = { length: blob.size, open: () => source.read(0, blob.size) };
      await this.putWhole(calls, source, blob, body, isThere, options);
      if (sent === 'refused') this.log.note('chunks', false);
    } finally {
      source.close();
    }
  }

  private takesNoParts(): boolean {
    const { chunks } = this.log.record();
    if (chunks?.value !== false) return false;
    return chunks.source === 'documented' || this.log.sawLately('chunks', false, LATELY);
  }

  private async sendParts(parts: ChunkedUpload): Promise<'done' | 'refused' | 'lost'> {
    let sent: 'done' | 'refused' | 'lost';
    try {
      sent = await parts.send();
    } catch (error) {
      if (error instanceof RegistryError && !FOR_LATER.has(error.kind)) await parts.cancel();
      throw error;
    }
    if (sent === 'done') this.log.noteOnce('chunks', true);
    else await parts.cancel();
    return sent;
  }

  private async putWhole(
    calls: UploadCalls,
    source: UploadSource,
    { digest }: { digest: Digest },
    body: Uint8Array | StreamedBody,
    isThere: () => Promise<boolean>,
    options: CallOptions,
  ): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      const open = await calls.begin();
      let failure: RegistryError;
      try {
        const answer = await calls.finish(open, digest, body);
        if (isEnded(answer, digest)) return;
        failure = this.session.error(answer);
        if (isDigestRefused(failure)) failure = this.session.error(answer, 'digest_mismatch');
        if (!isWorthAnother(answer.status)) throw failure;
      } catch (error) {
        if (source.failure !== undefined) {
          await calls.cancel(open);
          throw source.failure;
        }
        if (!isTransient(error)) throw error;
        failure = error;
      }
      // The answer may be all that was lost.
      if (await isThere()) return;
      if (tried >= this.session.tries) throw failure;
      await this.session.backOff(tried, options);
    }
  }

  private async isThere(
    repository: string,
    { digest, size }: { digest: Digest; size: number },
    options: CallOptions,
  ): Promise<boolean> {
    try {
      return (await this.blobs.head(repository, digest, options))?.size === size;
    } catch (error) {
      if (error instanceof RegistryError && NOT_SAID.has(error.kind)) return false;
      throw error;
    }
  }

  /** Ends the upload that a mount became. */
  private async dismiss(
    answer: Answer,
    path: string,
    repository: string,
    options: CallOptions,
  ): Promise<void> {
    const calls = new UploadCalls(this.session, repository, options);
    let location: URL;
    try {
      location = calls.next(answer, new URL(path, this.session.origin));
    } catch (error) {
      if (error instanceof RegistryError) return; // none we would send anything to
      throw error;
    }
    await calls.cancel({ location, offset: 0, leastPart: 0 });
  }
}

/** The registry failed, or forgot the upload. */
function isWorthAnother(status: number): boolean {
  return status >= 500 || status === 408 || status === 404 || status === 410;
}
