import { z } from 'zod';
import { RegistryError } from '@/lib/oci/registry-error';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { walkPages } from '@/lib/oci/vendors/api-walk';
import { eachNamespace, requireNamespaces } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor } from '@/lib/oci/vendors/vendor';

const TITLE = 'GitLab';
const PAGE_SIZE = 100;
const Repository = z.looseObject({ path: z.string() });

/** Its API: https://docs.gitlab.com/api/container_registry/ */
export const GITLAB: Vendor = {
  name: 'gitlab',
  title: TITLE,
  recognises: ({ host, realm, service }) =>
    host === 'registry.gitlab.com' || (service === 'container_registry' && realm?.pathname === '/jwt/auth'),
  apiOrigin: ({ host, realm }, registry) => {
    if (host === 'registry.gitlab.com') return new URL('https://gitlab.com');
    return realm === undefined ? registry : new URL(realm.origin);
  },
  async *repositories(api, namespaces) {
    requireNamespaces(TITLE, api, namespaces);
    const token = api.token ?? api.credentials?.password;
    const listing = repositoryListing((entry) => Repository.safeParse(entry).data?.path);
    const list = (kind: 'groups' | 'projects', namespace: string): AsyncGenerator<string[], void, void> =>
      walkPages(
        api,
        listing,
        {
          path: `/api/v4/${kind}/${encodeURIComponent(namespace)}/registry/repositories?per_page=${PAGE_SIZE}&page=1`,
          headers: token === undefined ? {} : { 'private-token': token },
          entries: (answer) => parseBody(answer, entriesSchema, 'a list of repositories'),
        },
        PAGE_SIZE,
      );
    yield* eachNamespace(namespaces, async function* (namespace) {
      try {
        yield* list('groups', namespace);
      } catch (error) {
        if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
        yield* list('projects', namespace);
      }
    });
  },
};
