import { z } from 'zod';
import { basicAuthorization } from '@/lib/oci/credentials';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { walkPages } from '@/lib/oci/vendors/api-walk';
import { eachNamespace, isWithin, ownersOf, requireNamespaces } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

const TITLE = 'Gitea or Forgejo';
const PAGE_SIZE = 50;
const Package = z.looseObject({ name: z.string() });
const Version = z.looseObject({ version: z.string() });

/** Its API: https://docs.gitea.com/api/ (packages) */
export const GITEA: Vendor = {
  name: 'gitea',
  title: TITLE,
  recognises: ({ host, service, realm }) =>
    host === 'codeberg.org' || (service === 'container_registry' && realm?.pathname === '/v2/token'),
  probe: {
    path: '/api/v1/version',
    answers: ({ status, body }) => status === 200 && Version.safeParse(body).success,
  },
  apiOrigin: (_evidence, registry) => registry,
  async *repositories(api, namespaces) {
    requireNamespaces(TITLE, api, namespaces);
    yield* eachNamespace(ownersOf(namespaces), (owner) => {
      // Every version of a package is an entry; each name counts once.
      const listing = repositoryListing((entry) => {
        const name = Package.safeParse(entry).data?.name;
        const repository = name === undefined ? undefined : `${owner}/${name}`.toLowerCase();
        return repository !== undefined && isWithin(repository, namespaces) ? repository : undefined;
      });
      return walkPages(
        api,
        listing,
        {
          path: `/api/v1/packages/${encodeURIComponent(owner)}?type=container&limit=${PAGE_SIZE}&page=1`,
          headers: loginOf(api),
          entries: (answer) => parseBody(answer, entriesSchema, 'a list of packages'),
        },
        PAGE_SIZE,
      );
    });
  },
};

function loginOf({ token, credentials }: VendorApi): Record<string, string> {
  if (token !== undefined) return { authorization: `token ${token}` };
  return credentials === undefined ? {} : { authorization: basicAuthorization(credentials) };
}
