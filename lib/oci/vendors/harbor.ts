import { z } from 'zod';
import { basicAuthorization } from '@/lib/oci/credentials';
import { RegistryError } from '@/lib/oci/registry-error';
import { entriesSchema, parseBody } from '@/lib/oci/vendors/api-page';
import { walkPages } from '@/lib/oci/vendors/api-walk';
import { listedTag, tagListing } from '@/lib/oci/vendors/listed-tag';
import { eachNamespace, ownersOf } from '@/lib/oci/vendors/namespace';
import { repositoryListing } from '@/lib/oci/vendors/repository-listing';
import type { ApiAnswer, Vendor, VendorApi } from '@/lib/oci/vendors/vendor';

/** The most Harbor takes. */
const PAGE_SIZE = 100;
const Named = z.looseObject({ name: z.string() });
const Artifact = z.looseObject({
  digest: z.string(),
  tags: z.array(z.looseObject({ name: z.string() })).nullish(),
});
const SystemInfo = z.looseObject({ auth_mode: z.string() });

/** Its API: https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml */
export const HARBOR: Vendor = {
  name: 'harbor',
  title: 'Harbor',
  recognises: ({ service }) => service === 'harbor-registry',
  probe: {
    path: '/api/v2.0/systeminfo',
    answers: ({ status, body }) => status === 200 && SystemInfo.safeParse(body).success,
  },
  apiOrigin: (_evidence, registry) => registry,
  async *repositories(api, namespaces) {
    const listing = repositoryListing((entry) => Named.safeParse(entry).data?.name);
    const list = (path: string): AsyncGenerator<string[], void, void> =>
      walkPages(
        api,
        listing,
        { path, headers: loginOf(api), entries: entriesOf('a list of repositories') },
        PAGE_SIZE,
      );
    try {
      yield* list(`/api/v2.0/repositories?page=1&page_size=${PAGE_SIZE}`);
    } catch (error) {
      // A member of single projects may not ask for all of them.
      const refused = error instanceof RegistryError && REFUSALS.has(error.kind);
      if (!refused || namespaces.length === 0) throw error;
      yield* eachNamespace(ownersOf(namespaces), (project) =>
        list(`/api/v2.0/projects/${encodeURIComponent(project)}/repositories?page=1&page_size=${PAGE_SIZE}`),
      );
    }
  },
  tags(api, repository) {
    const [project = '', ...rest] = repository.split('/');
    // The slashes of a name are encoded twice: https://github.com/goharbor/harbor/issues/11653
    const name = encodeURIComponent(encodeURIComponent(rest.join('/')));
    const listing = tagListing((entry) => {
      const artifact = Artifact.safeParse(entry).data;
      return (artifact?.tags ?? []).map((tag) => listedTag(tag.name, artifact?.digest));
    });
    const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${name}/artifacts?page=1&page_size=${PAGE_SIZE}&with_tag=true`;
    return walkPages(
      api,
      listing,
      { path, headers: loginOf(api), entries: entriesOf('a list of artifacts') },
      PAGE_SIZE,
    );
  },
};

const REFUSALS: ReadonlySet<string> = new Set(['unauthorized', 'denied', 'not_found']);

function entriesOf(what: string): (answer: ApiAnswer) => readonly unknown[] {
  return (answer) => parseBody(answer, entriesSchema, what);
}

function loginOf({ credentials }: VendorApi): Record<string, string> {
  return credentials === undefined ? {} : { authorization: basicAuthorization(credentials) };
}
