import { AppError } from '@/lib/errors';
import { canonicalHost, DOCKER_HUB, DOCKER_HUB_API } from '@/lib/oci/docker-hub';

/**
 * Reads the address of a registry. Only an origin makes one: the distribution specification puts every call below
 * `/v2/` of the host. Each of Docker Hub's names leads to the host that answers its calls.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#api
 * @throws AppError `invalid_configuration` for anything but `https://host[:port]` or `http://host[:port]`
 */
export function parseRegistryOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw invalid('The address of a registry starts with https:// (or http://), then the host.');
  if (url.username !== '' || url.password !== '')
    throw invalid(`Credentials do not belong in the address of ${url.host}; configure them beside it.`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw invalid(
      `The address of a registry is its origin alone: write ${url.origin} and leave out “${url.pathname.slice(0, 80)}”. A path belongs to the repositories.`,
    );
  return canonicalHost(url.host) === DOCKER_HUB ? `${url.protocol}//${DOCKER_HUB_API}` : url.origin;
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
