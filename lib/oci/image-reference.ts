import { canonicalHost, DOCKER_HUB } from '@/lib/oci/docker-hub';
import { isDigest, isRepositoryName, isTag, type Digest } from '@/lib/oci/names';

/** Where a container image is, spelt out. */
export interface ImageReference {
  /** `docker.io` for each of Docker Hub's names; with the port when one is written */
  host: string;
  /** in full: `library/nginx` for Docker Hub's `nginx` */
  repository: string;
  tag?: string;
  digest?: Digest;
}

const MAX_LENGTH = 1024;
const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
/** Docker takes this for an image's id. */
const IMAGE_ID = /^[a-f0-9]{64}$/;

/**
 * Reads an image as people write it, and fills in what Docker leaves out: the host `docker.io` and there `library/`.
 * The first part is a host when it has a dot or a colon, or is `localhost`. No tag is assumed. Unlike Docker, a bare
 * word with an upper-case letter is no host: hosts are compared in lower case here, where it could not be told again.
 * Rule: https://github.com/distribution/reference/blob/main/normalize.go
 * @returns undefined for text outside the grammar. Never throws.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAX_LENGTH || IMAGE_ID.test(text)) return undefined;
  const { host, rest } = splitHost(text);
  if (!HOST.test(host)) return undefined;
  const at = rest.indexOf('@');
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(':');
  const path = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const repository = host === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  // An upper-case letter never makes a repository, so `isRepositoryName` refuses it as Docker does.
  if (path === '' || !isRepositoryName(repository)) return undefined;
  if (tag !== undefined && !isTag(tag)) return undefined;
  if (digest === undefined) return tag === undefined ? { host, repository } : { host, repository, tag };
  if (!isDigest(digest)) return undefined;
  return tag === undefined ? { host, repository, digest } : { host, repository, tag, digest };
}

/** The reference with nothing left out: `docker.io/library/nginx:1.25`. */
export function formatImageReference({ host, repository, tag, digest }: ImageReference): string {
  return `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function splitHost(text: string): { host: string; rest: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(0, slash));
  const isHost = /[.:]/.test(first) || first.toLowerCase() === 'localhost';
  return slash > 0 && isHost
    ? { host: canonicalHost(first), rest: text.slice(slash + 1) }
    : { host: DOCKER_HUB, rest: text };
}
