import { json, registryError } from '@/lib/oci/testing/scripted-answer';
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

// Registries that list by the catalog, each with its own paging.

const robot = { username: 'AWS', password: 'twelve-hours' };

/** `docker-registry` 2.8: https://distribution.github.io/distribution/spec/api/ */
const DISTRIBUTION_2: VendorFixture = {
  name: 'CNCF Distribution 2.8',
  setUp(server) {
    answerFirst(server, 'GET /v2/_catalog', ({ query }) =>
      Number(query.get('n')) > 1000
        ? registryError(400, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested')
        : undefined,
    );
    answerFirst(server, 'GET /v2/*', (request) => {
      if (request.path.includes('/referrers/'))
        return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
      if (!request.path.endsWith('/tags/list')) return undefined;
      const name = repositoryIn(request);
      return json({ name, tags: tagsOf(server, name).reverse() }); // whatever `n` says, in no order
    });
    return { options: {}, method: 'catalog' };
  },
};

const DISTRIBUTION_3: VendorFixture = {
  name: 'CNCF Distribution 3',
  setUp(server) {
    refuseLargePages(server, 1000, 400);
    return { options: {}, method: 'catalog' };
  },
};

/** https://github.com/artifactory: the link forgets what the registry is below of, and JSON must be asked for. */
const JFROG: VendorFixture = {
  name: 'JFrog Artifactory',
  setUp(server) {
    server.logins.requireBearer();
    pageCatalog(server, 2, (next) => `</v2/_catalog?last=${next}&n=2>; rel="next"`, 'last');
    answerFirst(server, 'GET /v2/_catalog', ({ headers }) =>
      headers['accept']?.includes('application/json') === true ? undefined : { status: 406 },
    );
    answerFirst(server, 'GET /v2/', (request) => {
      const refused = server.logins.answer(request);
      return (
        refused && { ...refused, headers: { ...refused.headers, 'x-jfrog-version': 'Artifactory/7.90.1' } }
      );
    });
    return { options: {}, method: 'catalog' };
  },
};

const NEXUS: VendorFixture = {
  name: 'Sonatype Nexus',
  setUp(server) {
    pageCatalog(
      server,
      2,
      (next) => `<http://nexus.internal:8081/repository/docker/v2/_catalog?last=${next}&n=2>; rel=next`,
      'last',
    );
    return { options: {}, method: 'catalog' };
  },
};

const GITEA: VendorFixture = {
  name: 'Gitea',
  setUp(server) {
    server.logins.requireBearer();
    refuseLargePages(server, 100, 400);
    answerFirst(server, 'GET /v2/', {
      status: 401,
      headers: {
        'www-authenticate': `Bearer realm="${server.origin}/token",service="container_registry",scope="*",Basic realm="Gitea Container Registry"`,
      },
    });
    answerFirst(server, 'GET /v2/_catalog', (request) => {
      const refused = server.logins.answer(request);
      if (refused !== undefined) return refused;
      if (request.query.get('last') !== null) return json({ repositories: [] }); // linked to although it is empty
      const repositories = repositoriesOf(server);
      return json(
        { repositories },
        { headers: { link: `</v2/_catalog?n=100&last=${repositories.at(-1)}>; rel="next"` } },
      );
    });
    return { options: {}, method: 'catalog' };
  },
};

const MCR: VendorFixture = {
  name: 'Microsoft Artifact Registry',
  setUp(server) {
    answerFirst(server, 'GET /v2/_catalog', () => json({ repositories: repositoriesOf(server) }));
    return { options: { vendor: 'mcr' }, method: 'catalog' };
  },
};

const ECR: VendorFixture = {
  name: 'Amazon ECR',
  async setUp(server, partner) {
    server.logins.requireBasic(robot);
    const storage = await partner();
    pageCatalog(
      server,
      2,
      (next) => `<${server.origin}/v2/_catalog?n=2&next_page=${next}>; rel="next"`,
      'next_page',
    );
    refuseLargePages(server, 500, 405);
    redirectBlobs(server, storage);
    return { options: { vendor: 'ecr', credentials: robot }, method: 'catalog' };
  },
};

const ECR_PUBLIC: VendorFixture = {
  name: 'Amazon ECR Public',
  async setUp(server, partner) {
    const storage = await partner();
    server.logins.requireBearer();
    answerFirst(server, 'GET /v2/_catalog', registryError(404, 'NAME_UNKNOWN', 'not found'));
    redirectBlobs(server, storage);
    return {
      options: { vendor: 'ecr-public' },
      repositories: ['team/app', 'team/db', 'team/web'],
      method: 'configured',
    };
  },
};

const NO_HEAD: VendorFixture = {
  name: 'a registry that refuses HEAD',
  setUp(server) {
    answerFirst(server, 'HEAD /v2/*', { status: 405 });
    return { options: {}, method: 'catalog' };
  },
};

const NO_DIGEST: VendorFixture = {
  name: 'a registry that names no digests',
  setUp(server) {
    answerFirst(server, '* /v2/*', (request) => {
      const answer = request.method === 'PUT' ? undefined : server.content.answer(request);
      if (answer?.headers?.['docker-content-digest'] === undefined) return undefined;
      const { 'docker-content-digest': _, ...headers } = answer.headers;
      return { ...answer, headers };
    });
    return { options: {}, method: 'catalog' };
  },
};

function refuseLargePages(server: ScriptedServer, most: number, status: number): void {
  answerFirst(server, 'GET /v2/*', ({ query }) =>
    Number(query.get('n') ?? 0) > most
      ? registryError(status, 'UNSUPPORTED', `the value must be less than or equal to ${most}`)
      : undefined,
  );
}

/** Serves the catalog in pages whose link carries where to go on in the parameter named. */
function pageCatalog(
  server: ScriptedServer,
  size: number,
  link: (next: string) => string,
  parameter: 'last' | 'next_page',
): void {
  answerFirst(server, 'GET /v2/_catalog', (request) => {
    const refused = server.logins.answer(request);
    if (refused !== undefined) return refused;
    const all = repositoriesOf(server);
    const mark = request.query.get(parameter);
    const after =
      mark === null ? 0 : parameter === 'last' ? all.indexOf(mark) + 1 : Number(mark.slice('opaque-'.length));
    const { page, next } = sliceAfter(all, after, size);
    const following = parameter === 'last' ? (page.at(-1) ?? '') : `opaque-${next}`;
    return json({ repositories: page }, next === undefined ? {} : { headers: { link: link(following) } });
  });
}

export const PLAIN_FIXTURES: readonly VendorFixture[] = [
  DISTRIBUTION_2,
  DISTRIBUTION_3,
  JFROG,
  NEXUS,
  GITEA,
  MCR,
  ECR,
  ECR_PUBLIC,
  NO_HEAD,
  NO_DIGEST,
];
