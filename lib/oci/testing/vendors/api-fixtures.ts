import { basicAuthorization } from '@/lib/oci/credentials';
import { json, registryError, type ScriptedRequest } from '@/lib/oci/testing/scripted-answer';
import type { ScriptedServer } from '@/lib/oci/testing/scripted-server';
import {
  answerFirst,
  redirectBlobs,
  repositoriesOf,
  repositoryIn,
  sliceAfter,
  tagsOf,
  type VendorFixture,
} from '@/lib/oci/testing/vendors/vendor-fixture';

// Registries whose repositories are listed by an API of their own.

const robot = { username: 'robot', password: 'robot-secret' };
const TOKEN = 'api-token';

/** Answers to everybody as to strangers: the token service gives rights to repositories only. */
function refuseCatalog(server: ScriptedServer): void {
  answerFirst(server, 'GET /v2/_catalog', registryError(401, 'UNAUTHORIZED', 'authentication required'));
}

function digests(server: ScriptedServer, repository: string): { tag: string; digest: string | undefined }[] {
  return tagsOf(server, repository).map((tag) => ({
    tag,
    digest: server.content.digestOfTag(repository, tag),
  }));
}

/** https://github.com/goharbor/harbor/issues/13573 and /18856: who has shown an insufficient login is offered Basic. */
const HARBOR: VendorFixture = {
  name: 'Harbor',
  setUp(server) {
    server.logins.requireBearer({ credentials: robot });
    const bearer = `Bearer realm="${server.origin}/token",service="harbor-registry"`;
    answerFirst(server, 'GET /v2/', ({ headers }) => ({
      status: 401,
      headers: {
        'www-authenticate': headers['authorization'] === undefined ? bearer : 'Basic realm="harbor"',
      },
    }));
    answerFirst(server, 'GET /v2/_catalog', ({ headers }) =>
      registryError(401, 'UNAUTHORIZED', 'unauthorized to list catalog', {
        'www-authenticate': headers['authorization'] === undefined ? bearer : 'Basic realm="harbor"',
      }),
    );
    answerFirst(server, 'GET /api/v2.0/*', ({ path, query, headers }) => {
      if (headers['authorization'] !== basicAuthorization(robot)) return { status: 401 };
      const page = Number(query.get('page'));
      if (path === '/api/v2.0/repositories') {
        const all = repositoriesOf(server).map((name) => ({ name, artifact_count: 1 }));
        const { page: entries } = sliceAfter(all, (page - 1) * 2, 2);
        return json(entries, {
          headers: { 'x-total-count': `${all.length}`, link: linkOf(path, page, all.length > page * 2) },
        });
      }
      const match = /^\/api\/v2\.0\/projects\/([^/]+)\/repositories\/([^/]+)\/artifacts$/.exec(path);
      if (match === null) return { status: 404 };
      const repository = `${match[1]}/${decodeURIComponent(decodeURIComponent(match[2] ?? ''))}`;
      const entries = digests(server, repository).map(({ tag, digest }) => ({
        digest,
        tags: [{ name: tag }],
      }));
      return json([...entries, { digest: `sha256:${'0'.repeat(64)}`, tags: null }]);
    });
    return { options: { credentials: robot }, method: 'vendor-api' };
  },
};

function linkOf(path: string, page: number, more: boolean): string {
  return more ? `<${path}?page=${page + 1}>; rel="next"` : `<${path}?page=1>; rel="prev"`;
}

const QUAY: VendorFixture = {
  name: 'Quay',
  setUp(server) {
    answerFirst(server, 'GET /v2/_catalog', json({ repositories: [] }));
    answerFirst(server, 'GET /v2/*', ({ query }) =>
      Number(query.get('n') ?? 0) > 100 ? { status: 413, body: 'Request Entity Too Large' } : undefined,
    );
    answerFirst(server, 'GET /v2/_catalog', ({ query }) =>
      Number(query.get('n') ?? 0) > 100 ? { status: 413 } : json({ repositories: [] }),
    );
    answerFirst(server, 'GET /api/v1/*', (request) => answerAsQuay(server, request));
    return { options: {}, repositories: ['team/**'], method: 'vendor-api' };
  },
};

function answerAsQuay(server: ScriptedServer, { path, query }: ScriptedRequest): ReturnType<typeof json> {
  if (path === '/api/v1/discovery') return json({ basePath: '/', paths: {}, apis: [] });
  if (path === '/api/v1/repository') {
    const after = Number(query.get('next_page')?.slice('opaque='.length) ?? 0);
    const { page, next } = sliceAfter(repositoriesOf(server), after, 2);
    const repositories = page.map((name) => ({ namespace: name.split('/')[0], name: name.split('/')[1] }));
    return json(next === undefined ? { repositories } : { repositories, next_page: `opaque=${next}` });
  }
  const repository = /^\/api\/v1\/repository\/(.+)\/tag\/$/.exec(path)?.[1] ?? '';
  const { page, next } = sliceAfter(digests(server, repository), (Number(query.get('page')) - 1) * 2, 2);
  const tags = page.map(({ tag, digest }) => ({ name: tag, manifest_digest: digest }));
  return json({ tags, page: Number(query.get('page')), has_additional: next !== undefined });
}

const DOCKER_HUB: VendorFixture = {
  name: 'Docker Hub',
  async setUp(server, partner) {
    const [storage, tokens, hub] = [await partner(), await partner(), await partner()];
    server.logins.requireBearer({ realm: `${tokens.origin}/token` });
    answerFirst(tokens, 'GET /token', (request) => server.logins.answer(request));
    refuseCatalog(server);
    redirectBlobs(server, storage);
    answerFirst(hub, 'GET /v2/namespaces/*', ({ path, query }) => {
      const first = (Number(query.get('page')) - 1) * 2;
      const repository = /^\/v2\/namespaces\/([^/]+)\/repositories\/([^/]+)\/tags$/.exec(path);
      const all =
        repository === null
          ? repositoriesOf(server).map((name) => ({ name: name.split('/')[1], namespace: 'team' }))
          : digests(server, `${repository[1]}/${repository[2]}`).map(({ tag, digest }) => ({
              name: tag,
              digest,
            }));
      const { page, next } = sliceAfter<object>(all, first, 2);
      const following = `${hub.origin}${path}?page=${Number(query.get('page')) + 1}&page_size=100`;
      return json({ count: all.length, next: next === undefined ? null : following, results: page });
    });
    return {
      options: { vendor: 'docker-hub', api: { url: hub.origin } },
      repositories: ['team/**'],
      method: 'vendor-api',
    };
  },
};

const GHCR: VendorFixture = {
  name: 'GitHub Container Registry',
  async setUp(server, partner) {
    const [github, elsewhere] = [await partner(), await partner()];
    server.logins.requireBearer({ credentials: robot });
    answerFirst(server, 'GET /v2/*', (request) => {
      const refused = server.logins.answer(request);
      if (refused !== undefined) return refused;
      if (request.path.includes('/referrers/'))
        return { status: 303, headers: { location: `${elsewhere.origin}/sha256:cut` } };
      if (!request.path.endsWith('/tags/list')) return undefined;
      const name = repositoryIn(request);
      const oldestFirst = tagsOf(server, name).reverse();
      const last = request.query.get('last');
      const { page, next } = sliceAfter(oldestFirst, last === null ? 0 : oldestFirst.indexOf(last) + 1, 2);
      const link = `</v2/${name}/tags/list?n=2&last=${page.at(-1)}>; rel="next"`;
      return json({ name, tags: page }, next === undefined ? {} : { headers: { link } });
    });
    answerFirst(
      server,
      'GET /v2/_catalog',
      registryError(405, 'UNSUPPORTED', 'The operation is unsupported.'),
    );
    answerFirst(github, 'GET /orgs/*', { status: 404, body: '{"message":"Not Found"}' });
    answerFirst(github, 'GET /users/team/packages', ({ headers, query }) => {
      if (headers['authorization'] !== `Bearer ${robot.password}`) return { status: 401 };
      const { page } = sliceAfter(repositoriesOf(server), (Number(query.get('page')) - 1) * 100, 100);
      return json(page.map((name) => ({ name: name.split('/')[1], package_type: 'container' })));
    });
    return {
      options: { vendor: 'ghcr', api: { url: github.origin }, credentials: robot },
      repositories: ['team/**'],
      method: 'vendor-api',
    };
  },
};

const GITLAB: VendorFixture = {
  name: 'GitLab',
  async setUp(server, partner) {
    const gitlab = await partner();
    server.logins.requireBearer({ realm: `${gitlab.origin}/jwt/auth` });
    answerFirst(server, 'GET /v2/', {
      status: 401,
      headers: {
        'www-authenticate': `Bearer realm="${gitlab.origin}/jwt/auth",service="container_registry"`,
      },
    });
    answerFirst(gitlab, 'GET /jwt/auth', (request) => server.logins.answer({ ...request, path: '/token' }));
    refuseCatalog(server);
    answerFirst(gitlab, 'GET /api/v4/*', ({ path, query, headers }) => {
      if (headers['private-token'] !== TOKEN) return { status: 401, body: '{"message":"401 Unauthorized"}' };
      if (!path.startsWith('/api/v4/groups/team/'))
        return { status: 404, body: '{"message":"404 Not Found"}' };
      const page = Number(query.get('page'));
      const { page: names, next } = sliceAfter(repositoriesOf(server), (page - 1) * 2, 2);
      return json(
        names.map((name) => ({ id: 1, path: name })),
        { headers: { 'x-next-page': next === undefined ? '' : `${page + 1}` } },
      );
    });
    return { options: { api: { token: TOKEN } }, repositories: ['team/**'], method: 'vendor-api' };
  },
};

const ACR: VendorFixture = {
  name: 'Azure Container Registry',
  setUp(server) {
    server.logins.requireBearer();
    refuseCatalog(server);
    answerFirst(server, 'GET /acr/v1/*', ({ path, query }) => {
      const repository = /^\/acr\/v1\/(.+)\/_tags$/.exec(path)?.[1];
      const all: { key: string; entry: unknown }[] =
        repository === undefined
          ? repositoriesOf(server).map((name) => ({ key: name, entry: name }))
          : digests(server, repository).map(({ tag, digest }) => ({
              key: tag,
              entry: { name: tag, digest },
            }));
      const last = query.get('last');
      const { page, next } = sliceAfter(
        all,
        last === null ? 0 : all.findIndex(({ key }) => key === last) + 1,
        2,
      );
      const entries = page.map(({ entry }) => entry);
      const link = `<${path}?last=${page.at(-1)?.key}&n=2&orderby=>; rel="next"`;
      return json(
        repository === undefined ? { repositories: entries } : { imageName: repository, tags: entries },
        next === undefined ? {} : { headers: { link } },
      );
    });
    return { options: { vendor: 'acr' }, method: 'vendor-api' };
  },
};

const GAR: VendorFixture = {
  name: 'Google Artifact Registry',
  setUp(server) {
    answerFirst(server, 'GET /v2/_catalog', registryError(404, 'NAME_UNKNOWN', 'not found'));
    answerFirst(server, 'GET /v2/*', (request) => {
      if (!request.path.endsWith('/tags/list')) return undefined;
      const name = repositoryIn(request);
      const below = repositoriesOf(server).filter((one) => one.startsWith(`${name}/`));
      const child = [...new Set(below.map((one) => one.slice(name.length + 1).split('/')[0]))];
      const manifest: Record<string, { tag: string[]; mediaType: string }> = {};
      for (const { tag, digest = '' } of digests(server, name)) {
        manifest[digest] ??= { tag: [], mediaType: 'application/vnd.oci.image.manifest.v1+json' };
        manifest[digest].tag.push(tag);
      }
      return json({ name, child, manifest, tags: tagsOf(server, name) });
    });
    return { options: { vendor: 'gar' }, repositories: ['team/**'], method: 'vendor-api' };
  },
};

const ZOT: VendorFixture = {
  name: 'zot',
  setUp(server) {
    answerFirst(server, 'GET /v2/_catalog', registryError(404, 'UNSUPPORTED', 'no catalog'));
    answerFirst(
      server,
      'GET /v2/_oci/ext/discover',
      json({ extensions: [{ name: '_zot', endpoints: ['/v2/_zot/ext/search'] }] }),
    );
    answerFirst(server, 'GET /v2/_zot/ext/search', ({ query }) => {
      const text = query.get('query') ?? '';
      const offset = Number(/offset:(\d+)/.exec(text)?.[1] ?? 0);
      const repository = /ImageList\(repo:"([^"]+)"/.exec(text)?.[1];
      const all: object[] =
        repository === undefined
          ? repositoriesOf(server).map((Name) => ({ Name }))
          : digests(server, repository).map(({ tag, digest }) => ({ Tag: tag, Digest: digest }));
      const { page } = sliceAfter(all, offset, 2);
      const found = { Page: { TotalCount: all.length }, Results: page };
      return json({
        data: repository === undefined ? { RepoListWithNewestImage: found } : { ImageList: found },
      });
    });
    return { options: {}, method: 'vendor-api' };
  },
};

export const API_FIXTURES: readonly VendorFixture[] = [HARBOR, QUAY, DOCKER_HUB, GHCR, GITLAB, ACR, GAR, ZOT];
