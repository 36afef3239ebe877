import { pipeline } from 'node:stream/promises';
import { isDigest, type Digest } from '@/lib/oci/names';
import { findBlob, readBlob } from '@/lib/embedded-registry/blob-files';
import { parseByteRange } from '@/lib/embedded-registry/byte-range';
import { isKnownToClient, sendEmpty, type Exchange, type Headers } from '@/lib/embedded-registry/exchange';
import { OciError } from '@/lib/embedded-registry/oci-error';
import type { Repositories } from '@/lib/embedded-registry/repositories';

/**
 * `GET` and `HEAD /v2/<name>/blobs/<digest>`, whole or one range of it.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs
 */
export async function getBlob(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  text: string,
): Promise<void> {
  const digest = readDigest(text);
  const layout = await repositories.get(name);
  const blob = await findBlob(layout.folder, digest);
  if (blob === undefined) throw unknownBlob(digest);
  const etag = `"${digest}"`;
  const headers: Headers = { 'Docker-Content-Digest': digest, ETag: etag, 'Accept-Ranges': 'bytes' };
  if (isKnownToClient(exchange, etag)) return sendEmpty(exchange, 304, headers);

  const { request, response } = exchange;
  const ifRange = request.headers['if-range'];
  const mayCut = request.method === 'GET' && (ifRange === undefined || ifRange === etag);
  const range = mayCut ? parseByteRange(request.headers.range, blob.size) : 'whole';
  if (range === 'unsatisfiable') {
    const contentRange = { 'Content-Range': `bytes */${blob.size}` };
    throw new OciError('SIZE_INVALID', `The blob has ${blob.size} bytes.`, {
      status: 416,
      headers: contentRange,
    });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: blob.size - 1 } : range;
  response.writeHead(range === 'whole' ? 200 : 206, {
    ...headers,
    'Content-Type': 'application/octet-stream',
    'Content-Length': end - start + 1,
    ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${start}-${end}/${blob.size}` }),
  });
  if (request.method === 'HEAD' || blob.size === 0) response.end();
  else await pipeline(readBlob(layout.folder, digest, { start, end }), response);
}

/** `DELETE /v2/<name>/blobs/<digest>` */
export async function deleteBlob(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  text: string,
): Promise<void> {
  const digest = readDigest(text);
  const layout = await repositories.get(name);
  if (!(await layout.deleteBlob(digest))) throw unknownBlob(digest);
  sendEmpty(exchange, 202, {});
}

/** @throws OciError `DIGEST_INVALID` */
export function readDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new OciError('DIGEST_INVALID', `“${text.slice(0, 150)}” is not a sha256 or sha512 digest.`);
}

function unknownBlob(digest: Digest): OciError {
  return new OciError('BLOB_UNKNOWN', `There is no blob ${digest} in this repository.`, {
    detail: { digest },
  });
}
