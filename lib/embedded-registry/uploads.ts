import { isRepositoryName, type Digest } from '@/lib/oci/names';
import { adoptBlob, findBlob, linkBlob } from '@/lib/embedded-registry/blob-files';
import { readDigest } from '@/lib/embedded-registry/blobs';
import { parseChunkRange } from '@/lib/embedded-registry/byte-range';
import { bodyOf, contentLength, sendEmpty, type Exchange } from '@/lib/embedded-registry/exchange';
import { OciError } from '@/lib/embedded-registry/oci-error';
import { repositoryFolder, type Repositories } from '@/lib/embedded-registry/repositories';
import {
  outOfOrder,
  type Chunk,
  type HashAlgorithm,
  type UploadSession,
  type UploadSessions,
} from '@/lib/embedded-registry/upload-sessions';

/** What an upload needs: where blobs end up, and where they are until then. */
export interface UploadTarget {
  repositories: Repositories;
  sessions: UploadSessions;
}

/**
 * `POST /v2/<name>/blobs/uploads/`: begins an upload, or takes the whole blob (`?digest=`), or mounts one from another
 * repository (`?mount=&from=`). A mount that cannot be made becomes an ordinary upload.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 */
export async function beginUpload(exchange: Exchange, target: UploadTarget, name: string): Promise<void> {
  repositoryFolder(target.repositories.folder, name);
  const { query } = exchange;
  const mount = query.get('mount');
  if (mount !== null && (await mountBlob(target.repositories, name, readDigest(mount), query.get('from')))) {
    return sendBlobCreated(exchange, name, readDigest(mount));
  }
  const whole = query.get('digest');
  const digest = whole === null ? undefined : readDigest(whole);
  const session = await target.sessions.start(name, algorithmOf(query, digest));
  if (digest === undefined) return sendProgress(exchange, 202, session);
  await target.sessions.append(session, bodyOf(exchange), readChunk(exchange));
  await finish(exchange, target, session, digest);
}

/** `PATCH <upload>`: the next chunk (with `Content-Range`), or a stream without one. */
export async function appendUpload(
  exchange: Exchange,
  { sessions }: UploadTarget,
  name: string,
  id: string,
): Promise<void> {
  const session = sessions.find(name, id);
  await sessions.append(session, bodyOf(exchange), readChunk(exchange));
  sendProgress(exchange, 202, session);
}

/** `PUT <upload>?digest=`: the last bytes, if any, and the end. */
export async function finishUpload(
  exchange: Exchange,
  target: UploadTarget,
  name: string,
  id: string,
): Promise<void> {
  const session = target.sessions.find(name, id);
  const digest = readDigest(exchange.query.get('digest') ?? '');
  await target.sessions.append(session, bodyOf(exchange), readChunk(exchange));
  await finish(exchange, target, session, digest);
}

/** `GET <upload>`: how far it is. */
export function getUpload(exchange: Exchange, { sessions }: UploadTarget, name: string, id: string): void {
  sendProgress(exchange, 204, sessions.find(name, id));
}

/** `DELETE <upload>` */
export async function cancelUpload(
  exchange: Exchange,
  { sessions }: UploadTarget,
  name: string,
  id: string,
): Promise<void> {
  await sessions.cancel(sessions.find(name, id));
  sendEmpty(exchange, 204, {});
}

async function finish(
  exchange: Exchange,
  { repositories, sessions }: UploadTarget,
  session: UploadSession,
  digest: Digest,
): Promise<void> {
  const layout = repositories.open(session.repository);
  await sessions.finish(session, digest, async (file) => {
    await layout.create();
    await adoptBlob(layout.folder, digest, file);
  });
  sendBlobCreated(exchange, session.repository, digest);
}

async function mountBlob(
  repositories: Repositories,
  name: string,
  digest: Digest,
  from: string | null,
): Promise<boolean> {
  if (from === null || !isRepositoryName(from)) return false;
  const source = await repositories.find(from);
  if (source === undefined || (await findBlob(source.folder, digest)) === undefined) return false;
  const layout = repositories.open(name);
  await layout.create();
  await linkBlob(source.folder, layout.folder, digest);
  return true;
}

function algorithmOf(query: URLSearchParams, digest: Digest | undefined): HashAlgorithm {
  const algorithm = digest?.split(':', 1)[0] ?? query.get('digest-algorithm') ?? 'sha256';
  if (algorithm === 'sha256' || algorithm === 'sha512') return algorithm;
  throw new OciError('DIGEST_INVALID', 'Only sha256 and sha512 digests are supported.');
}

function readChunk(exchange: Exchange): Chunk {
  const length = contentLength(exchange);
  const header = exchange.request.headers['content-range'];
  if (header === undefined) return { length };
  const range = parseChunkRange(header);
  if (range === undefined) throw outOfOrder('Content-Range must be <first byte>-<last byte>.');
  const rangeLength = range.end - range.start + 1;
  if (length !== undefined && length !== rangeLength) {
    throw new OciError('SIZE_INVALID', `Content-Range names ${rangeLength} bytes, Content-Length ${length}.`);
  }
  return { start: range.start, length: rangeLength };
}

function sendProgress(
  exchange: Exchange,
  status: 202 | 204,
  { repository, id, offset }: UploadSession,
): void {
  sendEmpty(exchange, status, {
    Location: `/v2/${repository}/blobs/uploads/${id}`,
    'Docker-Upload-UUID': id,
    // The form has no way to say “nothing yet”; 0-0 is what registries answer then.
    Range: `0-${Math.max(offset - 1, 0)}`,
  });
}

function sendBlobCreated(exchange: Exchange, repository: string, digest: Digest): void {
  const headers = { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest };
  sendEmpty(exchange, 201, headers);
}
