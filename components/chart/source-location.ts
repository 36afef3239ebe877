/** A folder of a source repository on a forge, from which a chart's README can be resolved. */
export interface SourceLocation {
  /** address of a file's page, up to the path inside the repository; ends with `/` */
  pages: string;
  /** address of a file's bytes, up to the path inside the repository; ends with `/` */
  files: string;
  /** the chart's folder inside the repository, without slashes around it */
  folder: string;
}

/**
 * Where a chart's sources lie, as far as its links tell: the first that names a folder of a repository on GitHub,
 * GitLab (also self-hosted) or Gitea (Codeberg). A link whose folder carries the chart's name comes first. A bare
 * repository address says nothing about the folder or the branch, so it does not count.
 */
export function findSourceLocation(links: readonly string[], chartName: string): SourceLocation | undefined {
  const locations = links.map(parseSourceLocation).filter((location) => location !== undefined);
  return locations.find((location) => location.folder.split('/').at(-1) === chartName) ?? locations[0];
}

/**
 * The address of a file named relative to the chart's folder (or, with a leading slash, to the repository's root).
 * `..` stops at the repository's root. Never throws.
 * @returns undefined when `path` cannot be read as a path
 */
export function resolveInSource(
  location: SourceLocation,
  path: string,
  as: 'page' | 'file',
): string | undefined {
  let resolved: URL;
  try {
    resolved = new URL(path, `https://source.invalid/${location.folder}${location.folder === '' ? '' : '/'}`);
  } catch {
    return undefined; // the doc comment promises undefined for what is no path
  }
  if (resolved.host !== 'source.invalid') return undefined;
  const base = as === 'page' ? location.pages : location.files;
  return `${base}${resolved.pathname.slice(1)}${resolved.search}${resolved.hash}`;
}

function parseSourceLocation(link: string): SourceLocation | undefined {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return undefined; // Chart.yaml may hold any text as a link
  }
  if (url.protocol !== 'https:') return undefined;
  return parseGitHub(url) ?? parseGitLab(url) ?? parseGitea(url);
}

function parseGitHub(url: URL): SourceLocation | undefined {
  if (url.host !== 'github.com') return undefined;
  const match = /^\/([^/]+\/[^/]+)\/(tree|blob)\/([^/]+)(?:\/(.*))?$/.exec(url.pathname);
  if (match === null) return undefined;
  const [, repository, view, branch, path] = match;
  return {
    pages: `https://github.com/${repository}/blob/${branch}/`,
    files: `https://raw.githubusercontent.com/${repository}/${branch}/`,
    folder: folderOf(path, view),
  };
}

function parseGitLab(url: URL): SourceLocation | undefined {
  const match = /^\/(.+)\/-\/(tree|blob)\/([^/]+)(?:\/(.*))?$/.exec(url.pathname);
  if (match === null) return undefined;
  const [, repository, view, branch, path] = match;
  const base = `${url.origin}/${repository}/-`;
  return {
    pages: `${base}/blob/${branch}/`,
    files: `${base}/raw/${branch}/`,
    folder: folderOf(path, view),
  };
}

function parseGitea(url: URL): SourceLocation | undefined {
  if (url.host !== 'codeberg.org' && url.host !== 'gitea.com') return undefined;
  const match = /^\/([^/]+\/[^/]+)\/src\/(branch|tag|commit)\/([^/]+)(?:\/(.*))?$/.exec(url.pathname);
  if (match === null) return undefined;
  const [, repository, kind, name, path] = match;
  const base = `${url.origin}/${repository}`;
  return {
    pages: `${base}/src/${kind}/${name}/`,
    files: `${base}/raw/${kind}/${name}/`,
    folder: folderOf(path, /\.[a-z]+$/i.test(path ?? '') ? 'blob' : 'tree'),
  };
}

function folderOf(path: string | undefined, view: string | undefined): string {
  const parts = (path ?? '').split('/').filter((part) => part !== '');
  return (view === 'blob' ? parts.slice(0, -1) : parts).join('/');
}
