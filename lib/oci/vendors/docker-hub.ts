import { z } from 'zod';
import type { Credentials } from '@/lib/oci/credentials';
import { canonicalHost, DOCKER_HUB } from '@/lib/oci/docker-hub';
import type { ApiListing } from '@/lib/oci/vendors/api-listing';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { expectSuccess, pageAfter } from '@/lib/oci/vendors/api-walk';
import { listedTag, tagListing } from '@/lib/oci/vendors/listed-tag';
import { eachNamespace, ownersOf, requireNamespaces } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { ApiAnswer, Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

const TITLE = 'Docker Hub';
const PAGE_SIZE = 100;
const Page = z.looseObject({ results: entriesSchema, next: z.string().nullish() });
const Repository = z.looseObject({ name: z.string() });
const Tag = z.looseObject({ name: z.string(), digest: z.string().nullish() });
const Login = z.looseObject({ access_token: z.string() });

/** Its API: https://docs.docker.com/reference/api/hub/latest/ Requests to it do not count as pulls. */
export const DOCKER_HUB_VENDOR: Vendor = {
  name: 'docker-hub',
  title: TITLE,
  recognises: ({ host }) => canonicalHost(host) === DOCKER_HUB,
  apiOrigin: ({ host }, registry) =>
    canonicalHost(host) === DOCKER_HUB ? new URL('https://hub.docker.com') : registry,
  async *repositories(api, namespaces) {
    requireNamespaces(TITLE, api, namespaces);
    yield* eachNamespace(ownersOf(namespaces), (namespace) => {
      const listing = repositoryListing((entry) => {
        const name = Repository.safeParse(entry).data?.name;
        return name === undefined ? undefined : `${namespace}/${name}`;
      });
      return list(api, listing, `/v2/namespaces/${namespace}/repositories`);
    });
  },
  tags(api, repository) {
    const full = repository.includes('/') ? repository : `library/${repository}`;
    const [namespace = '', ...rest] = full.split('/');
    const name = encodeURIComponent(rest.join('/'));
    const listing = tagListing((entry) => {
      const tag = Tag.safeParse(entry).data;
      return tag === undefined ? [] : [listedTag(tag.name, tag.digest)];
    });
    return list(api, listing, `/v2/namespaces/${namespace}/repositories/${name}/tags`);
  },
};

function list<Row>(
  api: VendorApi,
  listing: ApiListing<Row>,
  path: string,
): AsyncGenerator<Row[], void, void> {
  return listing.walk(`${path}?page=1&page_size=${PAGE_SIZE}`, async (page) => {
    const answer = expectSuccess(api, await askLoggedIn(api, page));
    const { results, next } = parseBody(answer, Page, 'a page of results');
    return pageAfter(api.origin, answer, results, next);
  });
}

/** Access tokens by login. They are good for minutes; a refused one is replaced. */
const tokens = new WeakMap<Credentials, Promise<string>>();

async function askLoggedIn(api: VendorApi, path: string): Promise<ApiAnswer> {
  const { credentials } = api;
  if (api.token !== undefined) return api.ask(path, { headers: { authorization: `Bearer ${api.token}` } });
  if (credentials === undefined) return api.ask(path);
  const ask = async (): Promise<ApiAnswer> => {
    const token = tokens.get(credentials) ?? logIn(api, credentials);
    return api.ask(path, { headers: { authorization: `Bearer ${await token}` } });
  };
  const answer = await ask();
  if (answer.status !== 401) return answer;
  tokens.delete(credentials);
  return ask();
}

function logIn(api: VendorApi, credentials: Credentials): Promise<string> {
  const { username, password } = credentials;
  const token = api
    .ask('/v2/auth/token', { method: 'POST', body: { identifier: username, secret: password } })
    .then((answer) => parseBody(expectSuccess(api, answer), Login, 'an access token').access_token);
  tokens.set(credentials, token);
  token.catch(() => tokens.delete(credentials));
  return token;
}
