import { isDigest, isTag } from '@/lib/oci/names';
import { MAX_MANIFEST_BYTES } from '@/lib/oci/parse-manifest';
import {
  contentType,
  isKnownToClient,
  readBody,
  sendEmpty,
  type Exchange,
} from '@/lib/embedded-registry/exchange';
import { OciError } from '@/lib/embedded-registry/oci-error';
import type { Repositories } from '@/lib/embedded-registry/repositories';

/**
 * `GET` and `HEAD /v2/<name>/manifests/<tag or digest>`. The stored form is the only one: `Accept` changes nothing.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export async function getManifest(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  reference: string,
): Promise<void> {
  const layout = await repositories.get(name);
  const descriptor = await layout.findManifest(checkReference(reference));
  if (descriptor === undefined) throw unknownManifest(reference);
  const etag = `"${descriptor.digest}"`;
  const headers = { 'Docker-Content-Digest': descriptor.digest, ETag: etag };
  if (isKnownToClient(exchange, etag)) return sendEmpty(exchange, 304, headers);
  const bytes = await layout.readBytes(descriptor.digest);
  if (bytes === undefined) throw unknownManifest(reference);
  const { request, response } = exchange;
  response.writeHead(200, {
    ...headers,
    'Content-Type': descriptor.mediaType,
    'Content-Length': bytes.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/**
 * `PUT /v2/<name>/manifests/<tag or digest>`, by digest also with `?tag=` any number of times.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
 */
export async function putManifest(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  reference: string,
): Promise<void> {
  checkReference(reference);
  const layout = repositories.open(name);
  const bytes = await readBody(exchange, MAX_MANIFEST_BYTES);
  const added = isDigest(reference) ? exchange.query.getAll('tag') : [];
  const { descriptor, facts } = await layout.putManifest({
    bytes,
    mediaType: contentType(exchange),
    ...(isDigest(reference) ? { digest: reference, tags: added } : { tags: [reference] }),
  });
  sendEmpty(exchange, 201, {
    Location: `/v2/${name}/manifests/${isDigest(reference) ? descriptor.digest : reference}`,
    'Docker-Content-Digest': descriptor.digest,
    ...(facts.subject === undefined ? {} : { 'OCI-Subject': facts.subject }),
    ...(added.length === 0 ? {} : { 'OCI-Tag': added.join(', ') }),
  });
}

/**
 * `DELETE /v2/<name>/manifests/<tag or digest>`: by tag only the tag goes, by digest the manifest with all its tags.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#content-management
 */
export async function deleteManifest(
  exchange: Exchange,
  repositories: Repositories,
  name: string,
  reference: string,
): Promise<void> {
  const layout = await repositories.get(name);
  checkReference(reference);
  const deleted = isDigest(reference)
    ? await layout.deleteManifest(reference)
    : await layout.untag(reference);
  if (!deleted) throw unknownManifest(reference);
  sendEmpty(exchange, 202, {});
}

function checkReference(reference: string): string {
  if (isDigest(reference) || isTag(reference)) return reference;
  // No tag holds a colon, so this was meant as a digest.
  const code = reference.includes(':') ? 'DIGEST_INVALID' : 'MANIFEST_INVALID';
  throw new OciError(code, `“${reference.slice(0, 150)}” is neither a tag nor a sha256 or sha512 digest.`);
}

function unknownManifest(reference: string): OciError {
  return new OciError('MANIFEST_UNKNOWN', `There is no manifest ${reference} in this repository.`, {
    detail: { reference },
  });
}
