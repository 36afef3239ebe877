import { AppError } from '@/lib/errors';
import { isDigest, isRepositoryName, isTag } from '@/lib/oci/names';

/**
 * The paths of the distribution specification. What goes into one is checked against its grammar here and nowhere
 * later; the grammars hold no character that means something in a URL.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */

export const PING_PATH = '/v2/';
export const CATALOG_PATH = '/v2/_catalog';

/**
 * Where a listing of what is below a namespace is proposed to be; nothing serves it yet.
 * Rule: https://github.com/opencontainers/distribution-spec/pull/611
 * @throws AppError `invalid_reference` when the namespace is outside the grammar of names
 */
export function namespacePath(namespace: string): string {
  return `${repositoryPath(namespace)}/_oci/repositories`;
}

/** @throws AppError `invalid_reference` when a part is outside its grammar */
export function referrersPath(repository: string, digest: string): string {
  const path = repositoryPath(repository);
  if (!isDigest(digest)) throw invalid(digest, 'a sha256 or sha512 digest');
  return `${path}/referrers/${digest}`;
}

/** @throws AppError `invalid_reference` when the name is outside the grammar */
export function tagsPath(repository: string): string {
  return `${repositoryPath(repository)}/tags/list`;
}

/**
 * @param reference a tag or digest
 * @throws AppError `invalid_reference` when a part is outside its grammar
 */
export function manifestPath(repository: string, reference: string): string {
  const path = repositoryPath(repository);
  if (!isTag(reference) && !isDigest(reference)) throw invalid(reference, 'a tag or digest');
  return `${path}/manifests/${reference}`;
}

/** @throws AppError `invalid_reference` when a part is outside its grammar */
export function blobPath(repository: string, digest: string): string {
  const path = repositoryPath(repository);
  if (!isDigest(digest)) throw invalid(digest, 'a sha256 or sha512 digest');
  return `${path}/blobs/${digest}`;
}

/**
 * Where uploads into a repository begin.
 * @throws AppError `invalid_reference` when the name is outside the grammar
 */
export function uploadsPath(repository: string): string {
  return `${repositoryPath(repository)}/blobs/uploads/`;
}

/**
 * Where a blob of another repository is mounted.
 * @throws AppError `invalid_reference` when a part is outside its grammar
 */
export function mountPath(repository: string, digest: string, from: string): string {
  repositoryPath(from);
  if (!isDigest(digest)) throw invalid(digest, 'a sha256 or sha512 digest');
  return `${uploadsPath(repository)}?mount=${digest}&from=${from}`;
}

/** @throws AppError `invalid_reference` when the name is outside the grammar */
export function checkRepository(repository: string): void {
  if (!isRepositoryName(repository)) throw invalid(repository, 'a repository name');
}

function repositoryPath(repository: string): string {
  checkRepository(repository);
  return `/v2/${repository}`;
}

function invalid(text: string, expected: string): AppError {
  return new AppError('invalid_reference', `“${text.slice(0, 80)}” is not ${expected}.`);
}
