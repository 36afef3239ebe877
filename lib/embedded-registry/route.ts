/** What a path of the API names. The parts are raw text: each endpoint checks them against their grammar. */
export type Route =
  | { kind: 'base' }
  | { kind: 'catalog' }
  | { kind: 'tags'; repository: string }
  | { kind: 'manifest'; repository: string; reference: string }
  | { kind: 'blob'; repository: string; digest: string }
  | { kind: 'uploads'; repository: string }
  | { kind: 'upload'; repository: string; id: string }
  | { kind: 'referrers'; repository: string; digest: string };

/**
 * Reads a path by the endpoint table of the specification, from its end: a repository may itself be called `a/blobs`
 * or `tags/list`, but what follows the name has a fixed shape.
 * Rule: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 * @returns undefined when no endpoint has this shape or the percent-encoding is broken
 */
export function parseRoute(encodedPath: string): Route | undefined {
  const path = decode(encodedPath);
  if (path === undefined) return undefined;
  if (path === '/v2' || path === '/v2/') return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  if (!path.startsWith('/v2/')) return undefined;
  const segments = path.slice('/v2/'.length).split('/');
  const last = segments.pop() ?? '';
  const secondLast = segments.pop() ?? '';
  const before = segments.join('/');
  if (secondLast === 'tags' && last === 'list') return named(before, { kind: 'tags', repository: before });
  if (secondLast === 'manifests')
    return named(before, { kind: 'manifest', repository: before, reference: last });
  if (secondLast === 'referrers')
    return named(before, { kind: 'referrers', repository: before, digest: last });
  return blobRoute(segments, secondLast, last);
}

function blobRoute(segments: string[], secondLast: string, last: string): Route | undefined {
  const before = segments.join('/');
  // `blobs/uploads` and `blobs/uploads/` begin an upload; no digest is called `uploads`.
  if (secondLast === 'blobs' && last === 'uploads')
    return named(before, { kind: 'uploads', repository: before });
  if (secondLast === 'blobs') return named(before, { kind: 'blob', repository: before, digest: last });
  if (secondLast !== 'uploads' || segments.at(-1) !== 'blobs') return undefined;
  const repository = segments.slice(0, -1).join('/');
  return named(
    repository,
    last === '' ? { kind: 'uploads', repository } : { kind: 'upload', repository, id: last },
  );
}

function named(repository: string, route: Route): Route | undefined {
  return repository === '' ? undefined : route;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // the doc comment promises undefined for a broken percent-encoding
  }
}
