import { contentTypeOf, type Answer } from '@/lib/oci/exchange';
import type { Descriptor } from '@/lib/oci/manifest';
import { withoutParameters } from '@/lib/oci/media-types';
import { isDigest } from '@/lib/oci/names';
import { manifestMediaType } from '@/lib/oci/parse-manifest';
import { RegistryError } from '@/lib/oci/registry-error';

/**
 * The descriptor in the headers of a manifest's answer; undefined when a part of it is missing or unusable.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry
 */
export function descriptorOf(answer: Answer): Descriptor | undefined {
  const digest = answer.headers['docker-content-digest'];
  const length = answer.headers['content-length'];
  const mediaType = withoutParameters(contentTypeOf(answer) ?? '');
  if (typeof digest !== 'string' || !isDigest(digest) || mediaType === '') return undefined;
  if (typeof length !== 'string' || !/^\d{1,15}$/.test(length)) return undefined;
  return { mediaType, digest, size: Number(length) };
}

/**
 * The media type of the manifest an answer holds.
 * @throws RegistryError as `manifestMediaType` does, with what was asked
 */
export function mediaTypeOf(answer: Answer): string {
  try {
    return manifestMediaType(answer.body, contentTypeOf(answer));
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { method, url, status } = answer;
    const message = `${method} ${url}: ${error.message}`;
    throw new RegistryError(error.kind, message, { method, url, status, cause: error });
  }
}
