import { AppError } from '@/lib/errors';
import { plainLine, truncateText } from '@/lib/helm/plain-text';
import { RegistryError } from '@/lib/oci/registry-error';

/**
 * Reads the address of a chart repository, the folder its index.yaml lies in. A trailing slash counts for nothing, a
 * query is kept: some repositories take a token there.
 * @throws AppError `invalid_configuration` for another scheme than http and https, a login in it, or a fragment
 */
export function parseRepositoryAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw invalid('The address of a chart repository starts with https:// (or http://), then the host.');
  if (url.username !== '' || url.password !== '')
    throw invalid(`Credentials do not belong in the address of ${url.host}; configure them beside it.`);
  if (url.hash !== '') throw invalid(`The address of the chart repository at ${url.host} has a “#” in it.`);
  return url;
}

/**
 * Where a file of the repository is, by Helm's rule: an absolute reference stands; a relative one is resolved below the
 * repository, and takes the repository's query in place of its own, unless it leads to another host (`//host/…`): the
 * query may hold a token.
 * Rule: https://github.com/helm/helm/blob/main/pkg/repo/v1/chartrepo.go, `ResolveReferenceURL`
 * @param reference untrusted, from an index
 * @returns an http or https address, without user info and fragment
 * @throws RegistryError `unsupported` for an `oci://` address, `refused` for any other scheme, `protocol` for no address
 */
export function resolveChartAddress(repository: URL, reference: string): URL {
  const folder = new URL(repository);
  folder.pathname = `${folder.pathname.replace(/\/$/, '')}/`;
  const shown = truncateText(plainLine(reference.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')), 200);
  if (!URL.canParse(reference, folder)) throw new RegistryError('protocol', `“${shown}” is not an address.`);
  const url = new URL(reference, folder);
  if (url.protocol === 'oci:') {
    throw new RegistryError(
      'unsupported',
      `The archive is in an OCI registry, at ${shown}. Chartroom shows it from there when that registry is configured.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new RegistryError('refused', `“${shown}” is neither an http nor an https address.`);
  if (!URL.canParse(reference)) url.search = url.origin === folder.origin ? folder.search : '';
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** The address without its query, which may hold a token. */
export function shownAddress(url: URL): string {
  return url.origin + url.pathname;
}

function invalid(message: string): AppError {
  return new AppError('invalid_configuration', message);
}
