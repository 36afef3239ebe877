import { isImageReference } from '@/lib/helm/image-reference';
import { canonicalHost, DOCKER_HUB } from '@/lib/oci/docker-hub';
import { isDigest, isRepositoryName, isTag } from '@/lib/oci/names';

/** An image reference, taken apart and completed. */
export interface ParsedImage {
  /** `docker.io` where none is written */
  host: string;
  /** with `library/` for Docker Hub's official images */
  repository: string;
  /** the digest, else the tag, else `latest` */
  reference: string;
}

/**
 * Reads an image reference as container runtimes do: the first part is a host when it has a dot or a port or is
 * `localhost`, else the image is Docker Hub's; a digest wins over a tag.
 * Rule: https://github.com/distribution/reference/blob/main/normalize.go
 * @returns undefined for anything that can't be asked for
 */
export function parseImage(image: string): ParsedImage | undefined {
  if (!isImageReference(image)) return undefined;
  const [name = '', digest] = image.split('@');
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  const { host, repository } = splitHost(tagged ? name.slice(0, colon) : name);
  const reference = digest ?? (tagged ? name.slice(colon + 1) : 'latest');
  if (!isRepositoryName(repository) || !(isTag(reference) || isDigest(reference))) return undefined;
  return { host, repository, reference };
}

/** The reference with host and `library/` written out, as runtimes resolve it; the text itself when it is no image. */
export function completeImage(image: string): string {
  const name = image.split('@')[0] ?? image;
  const { host, repository } = splitHost(name);
  return `${host}/${repository}${image.slice(name.length)}`;
}

/** @param name without digest; a tag at its end stays where it is */
function splitHost(name: string): { host: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const written = /[.:]/.test(first) || first === 'localhost';
  const host = written ? canonicalHost(first) : DOCKER_HUB;
  const rest = written ? name.slice(slash + 1) : name;
  return { host, repository: host === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest };
}
