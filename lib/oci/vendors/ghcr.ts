import { z } from 'zod';
import { RegistryError } from '@/lib/oci/registry-error';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { walkPages } from '@/lib/oci/vendors/api-walk';
import { eachNamespace, isWithin, ownersOf, requireNamespaces } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { Vendor } from '@/lib/oci/vendors/vendor';

const TITLE = 'GitHub Container Registry';
const PAGE_SIZE = 100;
const Package = z.looseObject({ name: z.string() });

/** Its API: https://docs.github.com/en/rest/packages/packages */
export const GHCR: Vendor = {
  name: 'ghcr',
  title: TITLE,
  recognises: ({ host }) => host === 'ghcr.io',
  apiOrigin: ({ host }, registry) => (host === 'ghcr.io' ? new URL('https://api.github.com') : registry),
  async *repositories(api, namespaces) {
    requireNamespaces(TITLE, api, namespaces);
    const token = api.token ?? api.credentials?.password;
    if (token === undefined)
      throw new RegistryError(
        'unauthorized',
        `${TITLE} lists packages only to those who show a classic token with read:packages: configure it as the password, or as api.token.`,
        { url: api.origin.origin },
      );
    const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' };
    yield* eachNamespace(ownersOf(namespaces), async function* (owner) {
      const listing = repositoryListing((entry) => {
        const name = Package.safeParse(entry).data?.name;
        const repository = name === undefined ? undefined : `${owner}/${name}`.toLowerCase();
        return repository !== undefined && isWithin(repository, namespaces) ? repository : undefined;
      });
      const list = (kind: 'orgs' | 'users'): AsyncGenerator<string[], void, void> =>
        walkPages(
          api,
          listing,
          {
            path: `/${kind}/${encodeURIComponent(owner)}/packages?package_type=container&per_page=${PAGE_SIZE}&page=1`,
            headers,
            entries: (answer) => parseBody(answer, entriesSchema, 'a list of packages'),
          },
          PAGE_SIZE,
        );
      try {
        yield* list('orgs');
      } catch (error) {
        if (!(error instanceof RegistryError) || error.kind !== 'not_found') throw error;
        yield* list('users');
      }
    });
  },
};
