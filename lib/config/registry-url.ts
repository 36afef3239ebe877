import { fileURLToPath } from 'node:url';

/** What is wrong with a registry's address, or undefined when it is scheme, host and port. Never throws. */
export function complainAboutRegistryUrl(text: string): string | undefined {
  const fault = complainAboutOrigin(text);
  return fault?.startsWith('must be scheme')
    ? `${fault}; restrict to a path with repositories, for example ["team/**"]`
    : fault;
}

/** The same for an origin: `https://host[:port]` or `http://host[:port]`. */
export function complainAboutOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address such as https://registry.example.com';
  const url = new URL(text);
  return (
    complainAboutWeb(url) ??
    (url.pathname !== '/' || url.search !== '' || url.hash !== ''
      ? 'must be scheme, host and port only'
      : undefined)
  );
}

/** The same for the address that a Helm repository's `index.yaml` is below; it may have a path. */
export function complainAboutRepositoryUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address such as https://charts.example.org/stable';
  const url = new URL(text);
  const fault = complainAboutWeb(url);
  if (fault !== undefined) return fault;
  if (url.search !== '' || url.hash !== '') return 'must not have a query or a fragment';
  return /\/index\.yaml\/?$/.test(url.pathname)
    ? 'must be the address that index.yaml is below, without /index.yaml'
    : undefined;
}

/** The same for a folder: `file:///absolute/folder`. */
export function complainAboutFolderUrl(text: string): string | undefined {
  const url = /^file:\/\/\/[^/]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname === '/' || url.search !== '' || url.hash !== '' || !isPath(url)) {
    return 'must be file:// and an absolute folder, such as file:///srv/charts';
  }
  return undefined;
}

/** What is wrong with `host` or `host:port`, or undefined. An address must be spelt as it is compared. Never throws. */
export function complainAboutHost(text: string): string | undefined {
  const [, name, port] = /^(\[[^[\]]+\]|[^:[\]/]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const url = name !== undefined && URL.canParse(`https://${name}`) ? new URL(`https://${name}`) : undefined;
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535 && !port.startsWith('0'));
  if (name === undefined || url === undefined || !isPort || url.href !== `https://${url.hostname}/`) {
    return 'must be a host, or host:port';
  }
  return url.hostname === name.toLowerCase() ? undefined : `must be written as ${url.hostname}`;
}

function complainAboutWeb(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must start with https:// or http://';
  return url.username === '' && url.password === '' ? undefined : 'must not hold a login; use credentials';
}

function isPath(url: URL): boolean {
  try {
    return !fileURLToPath(url).includes('\0');
  } catch (error) {
    // An encoded slash, a wrong encoding, or a host on systems that have no such files.
    if (!(error instanceof TypeError || error instanceof URIError)) throw error;
    return false;
  }
}
