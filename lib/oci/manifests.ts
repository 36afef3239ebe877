import type { AbilityLog } from '@/lib/oci/abilities';
import { wrongAnswer } from '@/lib/oci/answer-error';
import { digestOf, matchesDigest } from '@/lib/oci/digest';
import { manifestPath } from '@/lib/oci/endpoint';
import { isHtml, type Answer } from '@/lib/oci/exchange';
import type { Descriptor, RawManifest } from '@/lib/oci/manifest';
import { descriptorOf, mediaTypeOf } from '@/lib/oci/manifest-answer';
import { MANIFEST_ACCEPT } from '@/lib/oci/media-types';
import { isDigest, type Digest } from '@/lib/oci/names';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import { requestIdOf } from '@/lib/oci/request-id';
import { JSON_ACCEPT, onceMore, readAnswer } from '@/lib/oci/read-answer';
import type { CallOptions, ManifestReceipt, PutOptions } from '@/lib/oci/registry';
import { RegistryError, type RegistryErrorKind } from '@/lib/oci/registry-error';
import { pullScope, pushScope } from '@/lib/oci/scope';
import type { Session } from '@/lib/oci/session';

const MAX_RECEIPT_BYTES = 64 * 1024;
/** Answers that say nothing about the manifest, only that HEAD is not liked. */
const HEAD_REFUSED: ReadonlySet<number> = new Set([400, 403, 405, 501]);

/**
 * The manifests of one registry, read and put.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests and #pushing-manifests
 * Methods do and throw what the port of the same names says (`Registry`).
 */
export class Manifests {
  private readonly session: Session;
  private readonly log: AbilityLog;
  /** false once this registry answered GET where it did not answer HEAD in full */
  private headWorks = true;

  constructor(session: Session, log: AbilityLog) {
    this.session = session;
    this.log = log;
  }

  async head(repository: string, reference: string, options: CallOptions): Promise<Descriptor> {
    const path = manifestPath(repository, reference);
    let strange = false;
    if (this.headWorks) {
      const answer = await this.session.call(
        {
          method: 'HEAD',
          path,
          accept: MANIFEST_ACCEPT,
          scope: pullScope(repository),
          maxBytes: 0,
          idempotent: true,
        },
        options,
      );
      const descriptor = answer.status === 200 ? descriptorOf(answer) : undefined;
      if (descriptor !== undefined) {
        if (isDigest(reference) && descriptor.digest !== reference)
          throw wrongAnswer('digest_mismatch', answer, `names the digest ${descriptor.digest}`);
        this.log.noteOnce('head', true);
        return descriptor;
      }
      // A web page is somebody else's answer, and teaches nothing of the registry.
      strange = isHtml(answer);
      if (answer.status !== 200 && !HEAD_REFUSED.has(answer.status)) throw this.session.error(answer);
    }
    const { digest, mediaType, bytes } = await this.get(repository, reference, options);
    if (!strange) {
      this.headWorks = false;
      this.log.noteOnce('head', false);
    }
    return { mediaType, digest, size: bytes.length };
  }

  get(repository: string, reference: string, options: CallOptions): Promise<RawManifest> {
    return onceMore(() => this.read(repository, reference, options));
  }

  private async read(repository: string, reference: string, options: CallOptions): Promise<RawManifest> {
    const path = manifestPath(repository, reference);
    const answer = await readAnswer(
      this.session,
      { path, accept: MANIFEST_ACCEPT, scope: pullScope(repository), maxBytes: MAX_MANIFEST_BYTES },
      options,
    );
    if (answer.status !== 200) throw this.session.error(answer);
    const bytes = answer.body;
    if (isDigest(reference) && !matchesDigest(bytes, reference))
      throw wrongAnswer('digest_mismatch', answer, 'does not have the digest it was asked for by');
    return {
      // A tag's digest is what the bytes hash to; the header is wrong often enough not to be asked.
      digest: isDigest(reference) ? reference : digestOf(bytes),
      mediaType: mediaTypeOf(answer),
      bytes,
      ...(typeof answer.headers.etag === 'string' && { etag: answer.headers.etag }),
    };
  }

  async put(
    repository: string,
    reference: string,
    manifest: RawManifest,
    options: PutOptions,
  ): Promise<ManifestReceipt> {
    const path = manifestPath(repository, reference);
    checkManifest(manifest, isDigest(reference) ? reference : manifest.digest);
    const answer = await this.session.call(
      {
        method: 'PUT',
        path,
        accept: JSON_ACCEPT,
        scope: pushScope(repository),
        maxBytes: MAX_RECEIPT_BYTES,
        body: manifest.bytes,
        contentType: manifest.mediaType,
        ...(options.condition && { headers: options.condition }),
        // Put twice by digest changes nothing; by tag it could undo what someone else put in between.
        idempotent: isDigest(reference),
      },
      options,
    );
    if (answer.status >= 300 || answer.status < 200)
      throw this.session.error(answer, kindOfRefusedWrite(answer.status));
    return receiptOf(answer, manifest);
  }
}

function receiptOf(answer: Answer, manifest: RawManifest): ManifestReceipt {
  const { status, headers } = answer;
  const subject = headers['oci-subject'];
  const reported = headers['docker-content-digest'];
  // A login page or an empty answer in between is no receipt; the specification's is 201.
  if (reported === undefined && status !== 201)
    throw wrongAnswer('protocol', answer, 'does not say that the manifest was taken');
  if (
    reported !== undefined &&
    (typeof reported !== 'string' || !isDigest(reported) || !matchesDigest(manifest.bytes, reported))
  )
    throw wrongAnswer('digest_mismatch', answer, 'reports another digest than the bytes sent have');
  return {
    digest: reported ?? manifest.digest,
    subject: typeof subject === 'string' && isDigest(subject) ? subject : null,
    status,
    requestId: requestIdOf(answer),
  };
}

function checkManifest({ bytes }: RawManifest, digest: Digest): void {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw new RegistryError('too_large', `A manifest of ${bytes.length} bytes is not sent.`);
  if (!matchesDigest(bytes, digest))
    throw new RegistryError('digest_mismatch', `The manifest to put does not have the digest ${digest}.`);
}

/** Why a registry would not take a manifest: not allowed to us (or to anyone), or against its rules for this tag. */
function kindOfRefusedWrite(status: number): RegistryErrorKind | undefined {
  if (status === 403 || status === 405) return 'denied';
  return status === 400 || status === 409 || status === 412 || status === 422 ? 'conflict' : undefined;
}
